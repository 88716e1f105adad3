//! The class `Shape`.

use crate::collect::{Collector, LeftOut, not_json};
use conscent_shape::{Options, ShapeFile, StreamError, SyntaxError, json_schema, structure};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyIterator, PyString};
use std::num::NonZero;

/// The shape of JSON documents: which kinds of values each path has, and how many.
///
/// Merging shapes in any order and grouping gives the shape of all their documents.
#[pyclass(module = "conscent_shape", eq)]
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Shape(ShapeFile);

impl From<conscent_shape::Shape> for Shape {
    fn from(exact: conscent_shape::Shape) -> Self {
        Self(ShapeFile::of(exact))
    }
}

#[pymethods]
impl Shape {
    /// Creates the shape of no documents.
    #[new]
    fn new() -> Self {
        Self::default()
    }

    /// Computes the shape of documents: JSON lines as one `str` or `bytes`, or an iterable with one document per item.
    #[staticmethod]
    #[pyo3(signature = (lines, *, skip_invalid = false, threads = None))]
    fn observe(lines: &Bound<'_, PyAny>, skip_invalid: bool, threads: Option<NonZero<usize>>) -> PyResult<Self> {
        let py = lines.py();
        if let Some(text) = text(lines) {
            let text = text.map_err(|NotUnicode| PyValueError::new_err(NOT_UNICODE))?;
            let shape = py.detach(|| {
                let on_invalid = |_: SyntaxError| {};
                let options = Options {
                    threads,
                    on_invalid: if skip_invalid { Some(&on_invalid) } else { None },
                    ..Options::default()
                };
                conscent_shape::stream(text, &options)
            });
            return shape.map(Self::from).map_err(|error| {
                PyValueError::new_err(match error {
                    StreamError::Syntax(error) => not_json(&error),
                    _ => error.to_string(),
                })
            });
        }
        let mut collector = Collector::new(None, threads);
        let group = collector.group(None)?;
        for item in PyIterator::from_object(lines)? {
            let item = item?;
            match text(&item) {
                Some(Ok(text)) => collector.row(group, text),
                Some(Err(NotUnicode)) => collector.leave_out(group, NOT_UNICODE),
                None => return Err(PyTypeError::new_err("an item is neither str nor bytes")),
            }
            if collector.is_full() {
                py.detach(|| collector.flush())?;
            }
            if !skip_invalid && let Some(first) = collector.first_left_out() {
                return Err(wrong_item(first));
            }
        }
        let groups = py.detach(|| collector.finish())?;
        let Some(group) = groups.into_values().next() else { return Ok(Self::default()) };
        match group.first {
            Some(first) if !skip_invalid => Err(wrong_item(&first)),
            _ => Ok(group.shape.into()),
        }
    }

    /// Reads the bytes of a shape file.
    #[staticmethod]
    fn from_bytes(py: Python<'_>, data: &[u8]) -> PyResult<Self> {
        let read = py.detach(|| ShapeFile::read(data));
        read.map(Self).map_err(|error| PyValueError::new_err(error.to_string()))
    }

    /// The bytes of a shape file without personal data.
    fn to_bytes<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        let data = py.detach(|| self.0.clone().write());
        PyBytes::new(py, &data)
    }

    /// The exact bytes, which contain strings from the documents, for another process of the same job.
    #[pyo3(name = "_to_partial")]
    fn to_partial<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        let data = py.detach(|| self.0.write_partial());
        PyBytes::new(py, &data)
    }

    /// Pickles the exact shape, so that processes of one job can exchange it.
    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, (Bound<'py, PyBytes>,))> {
        let read = py.get_type::<Self>().getattr("from_bytes")?;
        Ok((read, (self.to_partial(py),)))
    }

    /// Adds everything that the other shape has counted.
    fn merge(slf: &Bound<'_, Self>, other: &Bound<'_, Self>) {
        // A shape that is merged with itself cannot be borrowed twice.
        let other = other.borrow().clone();
        let mut this = slf.borrow_mut();
        let shape = &mut this.0;
        slf.py().detach(|| shape.merge(&other.0));
    }

    /// The shape of the documents of both.
    fn __or__(&self, other: &Self) -> Self {
        let mut both = self.clone();
        both.0.merge(&other.0);
        both
    }

    fn __ior__(slf: &Bound<'_, Self>, other: &Bound<'_, Self>) {
        Self::merge(slf, other);
    }

    /// The JSON Schema (draft 2020-12) that all documents satisfy, as text.
    #[pyo3(signature = (*, min_samples = structure::MIN_SAMPLES), text_signature = "($self, *, min_samples=4)")]
    fn json_schema(&self, py: Python<'_>, min_samples: u64) -> String {
        py.detach(|| {
            let structure = structure::decide(self.0.clone().into_shape(), &structure::Options { min_samples });
            json_schema::of(&structure).to_text()
        })
    }

    /// The number of documents that were observed.
    #[getter]
    fn documents(&self) -> u64 {
        let ShapeFile { exact, redacted } = &self.0;
        let count = |shape: &conscent_shape::Shape| {
            shape.null + shape.bool + shape.number.count + shape.string.count + shape.array.count + shape.object.count
        };
        count(exact) + count(redacted)
    }

    /// Shows no data, so that it may appear in a log.
    fn __repr__(&self) -> String {
        match self.documents() {
            1 => "<Shape of 1 document>".to_owned(),
            documents => format!("<Shape of {documents} documents>"),
        }
    }
}

/// The bytes of a `str` or `bytes`, or `None` for any other object.
///
/// A `str` with half of a surrogate pair cannot be encoded. Python's error would quote it, so this returns an error
/// without the text.
fn text<'a>(object: &'a Bound<'_, PyAny>) -> Option<Result<&'a [u8], NotUnicode>> {
    if let Ok(bytes) = object.cast::<PyBytes>() {
        return Some(Ok(bytes.as_bytes()));
    }
    let text = object.cast::<PyString>().ok()?;
    Some(text.to_str().map(str::as_bytes).map_err(|_| NotUnicode))
}

/// The reason why a `str` is not JSON.
struct NotUnicode;

const NOT_UNICODE: &str = "not JSON: the text is not valid Unicode";

fn wrong_item(first: &LeftOut) -> PyErr {
    PyValueError::new_err(format!("item {}: {}", first.row, first.reason))
}
