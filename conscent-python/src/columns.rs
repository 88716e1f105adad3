//! The columns of an Arrow batch, as the bytes of their buffers.

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

/// A column of texts: the buffers of an Arrow array of strings or bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Texts<'a> {
    data: &'a [u8],
    offsets: Offsets<'a>,
    /// One byte for each row, which is 0 for a null. `None` means that no row is null.
    valid: Option<&'a [u8]>,
    /// The first offset, which is not 0 in a slice of an array.
    start: usize,
}

#[derive(Clone, Copy, Debug)]
enum Offsets<'a> {
    Narrow(&'a [[u8; 4]]),
    Wide(&'a [[u8; 8]]),
}

impl<'a> Texts<'a> {
    /// Takes the data of the rows; their offsets, one more than there are rows, in 4 or 8 bytes each; and which rows
    /// are not null.
    pub(crate) fn new(data: &'a [u8], offsets: &'a [u8], is_wide: bool, valid: Option<&'a [u8]>) -> PyResult<Self> {
        let (offsets, rest) = if is_wide {
            let (offsets, rest) = offsets.as_chunks();
            (Offsets::Wide(offsets), rest)
        } else {
            let (offsets, rest) = offsets.as_chunks();
            (Offsets::Narrow(offsets), rest)
        };
        let mut texts = Self { data, offsets, valid, start: 0 };
        let start = texts.offset(0).filter(|_| rest.is_empty() && valid.is_none_or(|valid| valid.len() == texts.len()));
        texts.start = start.ok_or_else(wrong)?;
        Ok(texts)
    }

    /// The number of rows.
    pub(crate) fn len(&self) -> usize {
        let offsets = match self.offsets {
            Offsets::Narrow(offsets) => offsets.len(),
            Offsets::Wide(offsets) => offsets.len(),
        };
        offsets.saturating_sub(1)
    }

    fn offset(&self, index: usize) -> Option<usize> {
        match self.offsets {
            Offsets::Narrow(offsets) => usize::try_from(i32::from_le_bytes(*offsets.get(index)?)).ok(),
            Offsets::Wide(offsets) => usize::try_from(i64::from_le_bytes(*offsets.get(index)?)).ok(),
        }
    }

    /// The text of a row; `None` if it is null.
    pub(crate) fn get(&self, row: usize) -> PyResult<Option<&'a [u8]>> {
        if self.valid.and_then(|valid| valid.get(row)) == Some(&0) {
            return Ok(None);
        }
        let range = self.offset(row).zip(self.offset(row + 1));
        let range = range.and_then(|(start, end)| Some(start.checked_sub(self.start)?..end.checked_sub(self.start)?));
        range.and_then(|range| self.data.get(range)).map(Some).ok_or_else(wrong)
    }
}

/// The indices of a dictionary, with -1 for null.
pub(crate) fn indices(data: &[u8]) -> impl Iterator<Item = Option<usize>> {
    data.as_chunks().0.iter().map(|index| usize::try_from(i32::from_le_bytes(*index)).ok())
}

/// Buffers that do not belong together, which only a bug can pass.
pub(crate) fn wrong() -> PyErr {
    PyValueError::new_err("the buffers are not those of an Arrow array")
}
