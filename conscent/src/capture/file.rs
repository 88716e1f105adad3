//! The file of a capture: whole lines, each on the disk before the next, up to a size.

use std::fmt;
use std::fs::{self, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

/// An open file, and what became of it up to now.
pub(super) struct File {
    inner: fs::File,
    max_bytes: u64,
    /// Whether something stands behind the last line's end: what a crash or an error has left of a line.
    is_torn: bool,
    status: Status,
}

/// What a [`Capture`](super::Capture) has done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Status {
    /// How many deliveries were captured.
    pub captured: u64,
    /// How many were not, because the file was full.
    pub left_out: u64,
    /// How many were not, because the system refused to write or to sync.
    pub failed: u64,
    /// What it refused last.
    pub error: Option<io::ErrorKind>,
    /// Whether the file is full: nothing more is captured.
    pub is_full: bool,
    /// How long the file is.
    pub bytes: u64,
}

/// Why a line was not written.
#[derive(Debug)]
pub(crate) enum Refused {
    /// The file is full, from this line on.
    Full,
    /// It has been full before.
    StillFull,
    /// The system's reason.
    Io(io::Error),
}

impl File {
    pub(super) fn open(path: &Path, max_bytes: u64) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        options.read(true).append(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path)?;
        // A new file's name is on the disk when its folder is. Elsewhere folders cannot be synced, nor need they be.
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

    /// Appends a line that has its end, and waits until it is on the disk.
    pub(super) fn append(&mut self, line: &str) -> Result<(), Refused> {
        let text = if self.is_torn { format!("\n{line}") } else { line.to_owned() };
        let bytes = self.status.bytes.saturating_add(text.len() as u64);
        if self.status.is_full || bytes > self.max_bytes {
            self.status.left_out += 1;
            let was_full = std::mem::replace(&mut self.status.is_full, true);
            return Err(if was_full { Refused::StillFull } else { Refused::Full });
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
                Err(Refused::Io(error))
            }
        }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Full | Self::StillFull => f.write_str("the file is full; import it, and begin another"),
            Self::Io(error) => error.fmt(f),
        }
    }
}
