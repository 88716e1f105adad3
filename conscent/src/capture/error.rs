//! Errors of captures.

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

/// A delivery was not captured.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum CaptureError {
    /// The line would exceed the limit of the file, which is full from then on.
    Full,
    /// Too many lines are waiting for the disk.
    Behind,
    /// Writing or syncing failed.
    Io(Arc<io::Error>),
}

impl CaptureError {
    /// The kind of the system's error.
    pub(super) fn io_kind(&self) -> Option<io::ErrorKind> {
        match self {
            Self::Io(error) => Some(error.kind()),
            Self::Full | Self::Behind => None,
        }
    }
}

impl fmt::Display for CaptureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Full => f.write_str("the file is full; import it and create another one"),
            Self::Behind => f.write_str("too many lines are waiting for the disk"),
            Self::Io(error) => error.fmt(f),
        }
    }
}

/// `Display` includes the system's error, so it is not also the `source`.
impl std::error::Error for CaptureError {}

/// The file of a capture could not be opened.
#[derive(Debug)]
pub struct CreateError {
    pub(super) path: PathBuf,
    pub(super) source: io::Error,
}

impl fmt::Display for CreateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: cannot capture into this file: {}", self.path.display(), self.source)
    }
}

/// `Display` includes the system's error, so it is not also the `source`.
impl std::error::Error for CreateError {}
