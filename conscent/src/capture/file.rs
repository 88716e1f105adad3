//! The file of a capture. Lines are appended in groups, up to a limit, and each group is synced before its lines count
//! as captured.
//!
//! Several processes may share a file. Each one holds the file's lock while it checks the length and appends.

use std::fs;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::Arc;

use super::error::CaptureError;
use super::open::{self, Lock};

/// An open file.
pub(super) struct File {
    inner: fs::File,
    max_bytes: u64,
    /// The length at which the file is known to end with a complete line.
    whole: Option<u64>,
    bytes: u64,
    is_full: bool,
}

/// The result of appending a group.
pub(super) struct Appended {
    /// The number of lines that are on the disk. They are the first lines of the group.
    pub(super) written: usize,
    /// Why the other lines are not.
    pub(super) failure: Option<CaptureError>,
}

impl File {
    /// Opens the file, or creates it.
    pub(super) fn open(path: &Path, max_bytes: u64) -> io::Result<Self> {
        let inner = open::file(path)?;
        let bytes = inner.metadata()?.len();
        Ok(Self { inner, max_bytes, whole: None, bytes, is_full: bytes >= max_bytes })
    }

    /// The size of the file when this process last looked at it.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Whether a line has exceeded the limit, or would.
    pub(super) fn is_full(&self) -> bool {
        self.is_full
    }

    /// Appends lines, and waits until they are on the disk. `ends` has the end of each line in `text`.
    pub(super) fn append(&mut self, text: &str, ends: &[usize]) -> Appended {
        let (mut written, mut failure) = match self.write(text.as_bytes(), ends) {
            Ok((written, failure)) => (written, failure.map(io_error)),
            Err(error) => (0, Some(io_error(error))),
        };
        // The lock has been released, so other processes may write while the disk syncs.
        if written > 0
            && let Err(error) = self.inner.sync_data()
        {
            (written, failure) = (0, Some(io_error(error)));
        }
        if failure.is_none() && written < ends.len() {
            self.is_full = true;
            failure = Some(CaptureError::Full);
        }
        Appended { written, failure }
    }

    /// Writes the lines that fit, and returns their number. The file ends with a complete line, whichever operation
    /// fails.
    ///
    /// # Errors
    /// Nothing was written.
    fn write(&mut self, text: &[u8], ends: &[usize]) -> io::Result<(usize, Option<io::Error>)> {
        let Self { inner, max_bytes, whole, bytes, is_full } = self;
        if *is_full {
            return Ok((0, None));
        }
        let mut inner = &*inner;
        let _lock = Lock::of(inner)?;
        *bytes = inner.metadata()?.len();
        if *whole != Some(*bytes) && ends_within_a_line(inner, *bytes)? {
            // A crash has cut a line short.
            let end_and_first = bytes.saturating_add(1 + ends.first().map_or(0, |end| *end as u64));
            if end_and_first > *max_bytes {
                return Ok((0, None));
            }
            inner.write_all(b"\n")?;
            *bytes += 1;
        }
        let room = usize::try_from(max_bytes.saturating_sub(*bytes)).unwrap_or(usize::MAX);
        let fitting = ends.partition_point(|end| *end <= room);
        let end_of = |lines: usize| lines.checked_sub(1).and_then(|last| ends.get(last)).copied().unwrap_or(0);
        let (taken, failure) = write_up_to(inner, text.get(..end_of(fitting)).unwrap_or_default());
        let lines = ends.partition_point(|end| *end <= taken).min(fitting);
        let end = *bytes + end_of(lines) as u64;
        if failure.is_some() {
            // Remove the written part of the next line. If even that fails, the next group ends the line.
            let _ = inner.set_len(end);
        }
        *bytes = end;
        *whole = failure.is_none().then_some(end);
        Ok((lines, failure))
    }
}

fn io_error(error: io::Error) -> CaptureError {
    CaptureError::Io(Arc::new(error))
}

fn ends_within_a_line(mut file: &fs::File, length: u64) -> io::Result<bool> {
    if length == 0 {
        return Ok(false);
    }
    let mut last = [0];
    file.seek(SeekFrom::Start(length - 1))?;
    file.read_exact(&mut last)?;
    Ok(last != *b"\n")
}

/// Writes as many bytes as the disk accepts, and returns their number.
fn write_up_to(mut file: &fs::File, text: &[u8]) -> (usize, Option<io::Error>) {
    let mut taken = 0;
    while let Some(rest) = text.get(taken..).filter(|rest| !rest.is_empty()) {
        match file.write(rest) {
            Ok(0) => return (taken, Some(io::ErrorKind::WriteZero.into())),
            Ok(more) => taken += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return (taken, Some(error)),
        }
    }
    (taken, None)
}
