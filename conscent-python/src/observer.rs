//! The class `Observer`, with which the front ends for Arrow and Spark pass rows.

use crate::collect::{Collector, Group};
use crate::columns::{Texts, indices, wrong};
use crate::shape::Shape;
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use std::num::NonZero;

/// The documents with one name, as Python gets them: the name, their shape, the number of documents that were left out,
/// and the row and the reason of the first of these.
type Named = (Option<String>, Shape, u64, Option<u64>, Option<String>);

/// Observes the rows of Arrow batches, in constant memory.
#[pyclass(module = "conscent_shape._native")]
#[derive(Debug)]
pub(crate) struct Observer(Option<Collector>);

#[pymethods]
impl Observer {
    /// Creates an observer. With `pointer`, each document has its name at that JSON pointer. Without it, documents have
    /// the names that are passed with them, if any.
    #[new]
    #[pyo3(signature = (pointer = None, threads = None))]
    fn new(pointer: Option<String>, threads: Option<NonZero<usize>>) -> Self {
        Self(Some(Collector::new(pointer, threads)))
    }

    /// Adds a batch of rows with one document each.
    ///
    /// `data`, `offsets` and `valid` are buffers of an array of strings. `names` are the different names of the rows,
    /// and `codes` has the index of each row's name as 32 bits, or -1. Without `codes`, no row has a name.
    #[pyo3(signature = (data, offsets, is_wide, valid, codes, names))]
    #[expect(clippy::too_many_arguments, reason = "each is a buffer or says how to read one")]
    #[expect(clippy::needless_pass_by_value, reason = "Python converts its list to this type")]
    fn rows(
        &mut self,
        py: Python<'_>,
        data: &[u8],
        offsets: &[u8],
        is_wide: bool,
        valid: Option<&[u8]>,
        codes: Option<&[u8]>,
        names: Vec<String>,
    ) -> PyResult<()> {
        let collector = self.collector()?;
        let texts = Texts::new(data, offsets, is_wide, valid)?;
        py.detach(|| {
            let names = names.iter().map(|name| collector.group(Some(name))).collect::<PyResult<Vec<_>>>()?;
            let mut codes = codes.map(indices);
            for row in 0..texts.len() {
                let code = codes.as_mut().map(|codes| codes.next().ok_or_else(wrong)).transpose()?.flatten();
                let Some(text) = texts.get(row)? else {
                    collector.no_row();
                    continue;
                };
                let group = match code {
                    Some(code) => *names.get(code).ok_or_else(wrong)?,
                    None => collector.group(None)?,
                };
                collector.row(group, text);
                if collector.is_full() {
                    collector.flush()?;
                }
            }
            Ok(())
        })
    }

    /// Adds a row with a whole file, which may be compressed. The path is for errors. `None` is a null.
    #[pyo3(signature = (data, path = None, name = None))]
    fn file(&mut self, py: Python<'_>, data: Option<&[u8]>, path: Option<&str>, name: Option<&str>) -> PyResult<()> {
        let collector = self.collector()?;
        let Some(data) = data else {
            collector.no_row();
            return Ok(());
        };
        py.detach(|| {
            let group = collector.group(name)?;
            collector.file(group, data, path)
        })
    }

    /// Reads the rest, and returns the result for each name. The observer cannot be used again.
    fn finish(&mut self, py: Python<'_>) -> PyResult<Vec<Named>> {
        let collector = self.0.take().ok_or_else(finished)?;
        let groups = py.detach(|| collector.finish())?;
        let named = groups.into_iter().map(|(name, Group { shape, left_out, first, .. })| {
            let (row, reason) = first.map(|first| (first.row, first.reason)).unzip();
            (name, Shape::from(shape), left_out, row, reason)
        });
        Ok(named.collect())
    }
}

impl Observer {
    fn collector(&mut self) -> PyResult<&mut Collector> {
        self.0.as_mut().ok_or_else(finished)
    }
}

fn finished() -> PyErr {
    PyRuntimeError::new_err("the observer is finished")
}
