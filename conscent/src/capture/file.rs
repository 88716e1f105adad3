//! The file of a capture: groups of whole lines, each group on the disk before its lines count, up to a limit.
//!
//! Several processes may share a file. Each appends while it holds the file's lock, after a look at its real length.

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
    /// The length up to which the file is known to end a line.
    whole: Option<u64>,
    bytes: u64,
    is_full: bool,
}

/// What became of a group.
pub(super) struct Appended {
    /// How many of its lines are on the disk: the first ones.
    pub(super) written: usize,
    /// Why the others are not.
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

    /// Appends lines, and waits until they are on the disk. `ends` has the place in `text` where each ends.
    pub(super) fn append(&mut self, text: &str, ends: &[usize]) -> Appended {
        let (mut written, mut failure) = match self.write(text.as_bytes(), ends) {
            Ok((written, failure)) => (written, failure.map(io_error)),
            Err(error) => (0, Some(io_error(error))),
        };
        // Others may write while the disk is at work, so the lock is not held any more.
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

    /// Writes the lines that fit, and returns how many. The file ends with a whole line, no matter what fails.
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
            // What the disk took of the next line goes. If even that fails, the next group ends the line.
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

/// Writes as much as the disk takes, and returns how much that is.
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
