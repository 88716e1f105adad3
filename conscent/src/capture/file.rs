//! The file of a capture: whole lines, each on the disk before the next, up to a limit.

use std::fmt;
use std::fs::{self, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

/// An open file, and the status of the capture.
pub(super) struct File {
    inner: fs::File,
    max_bytes: u64,
    /// Whether the file ends within a line, which a crash or an error cut short.
    is_torn: bool,
    status: Status,
}

/// The status of a [`Capture`](super::Capture).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Status {
    /// How many deliveries were captured.
    pub captured: u64,
    /// How many deliveries were not captured because the file was full.
    pub left_out: u64,
    /// How many deliveries were not captured because writing or syncing failed.
    pub failed: u64,
    /// The last error of writing or syncing.
    pub error: Option<io::ErrorKind>,
    /// Whether the file is full: nothing more is captured.
    pub is_full: bool,
    /// The size of the file.
    pub bytes: u64,
}

/// Why a line was not written.
#[derive(Debug)]
pub(super) enum AppendError {
    /// The line would exceed the limit: the file is full from now on.
    Full,
    /// The file was full before.
    StillFull,
    /// Writing or syncing failed.
    Io(io::Error),
}

impl File {
    pub(super) fn open(path: &Path, max_bytes: u64) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        options.read(true).append(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path)?;
        // The name of a new file is on the disk once its folder is synced. Other systems cannot sync folders, and need
        // not.
        #[cfg(unix)]
        fs::File::open(path.canonicalize()?.parent().unwrap_or(path))?.sync_all()?;
        let bytes = file.seek(SeekFrom::End(0))?;
        let mut last = *b"\n";
        if bytes > 0 {
            file.seek(SeekFrom::End(-1))?;
            file.read_exact(&mut last)?;
        }
        let status = Status { captured: 0, left_out: 0, failed: 0, error: None, is_full: bytes >= max_bytes, bytes };
        Ok(Self { inner: file, max_bytes, is_torn: last != *b"\n", status })
    }

    pub(super) fn status(&self) -> Status {
        self.status
    }

    /// Appends a line, which includes its end, and waits until it is on the disk.
    pub(super) fn append(&mut self, line: &str) -> Result<(), AppendError> {
        let text = if self.is_torn { format!("\n{line}") } else { line.to_owned() };
        let bytes = self.status.bytes.saturating_add(text.len() as u64);
        if self.status.is_full || bytes > self.max_bytes {
            self.status.left_out += 1;
            let was_full = std::mem::replace(&mut self.status.is_full, true);
            return Err(if was_full { AppendError::StillFull } else { AppendError::Full });
        }
        let written = self.inner.write_all(text.as_bytes()).and_then(|()| self.inner.sync_data());
        self.is_torn = written.is_err();
        match written {
            Ok(()) => {
                self.status.captured += 1;
                self.status.bytes = bytes;
                Ok(())
            }
            Err(error) => {
                self.status.failed += 1;
                self.status.error = Some(error.kind());
                self.status.bytes = self.inner.metadata().map_or(bytes, |file| file.len());
                Err(AppendError::Io(error))
            }
        }
    }
}

impl fmt::Display for AppendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Full | Self::StillFull => f.write_str("the file is full; import it, and create another"),
            Self::Io(error) => error.fmt(f),
        }
    }
}

/// `Display` includes the system's error, so it is not also the `source`.
impl std::error::Error for AppendError {}
