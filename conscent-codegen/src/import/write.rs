//! Files written all or none.

use crate::diagnostic::{self, Diagnostic, Diagnostics, Place};
use crate::sample::Sample;
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// A file that [`apply`] makes so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Write {
    /// The file.
    pub path: PathBuf,
    /// What it is to hold.
    pub text: String,
    /// What it holds now; nothing, if there is no such file.
    pub before: String,
    /// What that does to the file that is there.
    pub action: Action,
    /// The sample that it holds, with its place on the page; none in `provenance.toml`.
    pub sample: Option<Sample>,
}

/// What a [`Write`] does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// There is no such file yet.
    Create,
    /// The file holds something else.
    Replace,
    /// The file is as it is to be, and is left alone.
    Keep,
}

impl Write {
    /// Compares with the file that is there.
    pub(super) fn decide(path: PathBuf, text: String, sample: Option<Sample>) -> Result<Self, Diagnostic> {
        let (action, before) = match std::fs::read(&path) {
            Ok(bytes) if bytes == text.as_bytes() => (Action::Keep, text.clone()),
            Ok(bytes) => (Action::Replace, String::from_utf8_lossy(&bytes).into_owned()),
            Err(e) if e.kind() == ErrorKind::NotFound => (Action::Create, String::new()),
            Err(e) => return Err(Place::file(path).says("cannot be read", e.to_string())),
        };
        Ok(Self { path, text, before, action, sample })
    }
}

/// Writes what is to be written. Every file is complete beside its place before the first one takes it.
///
/// # Errors
/// What the file system refuses. Until all files are complete that leaves the folder as it was.
pub fn apply(writes: &[Write]) -> Result<(), Diagnostics> {
    let mut made = Vec::new();
    let changes = writes.iter().filter(|write| write.action != Action::Keep);
    let staged = diagnostic::collect(changes.map(|write| {
        let file = stage(write, &mut made).map_err(|e| refused(&write.path, &e))?;
        Ok::<_, Diagnostic>((file, &write.path))
    }));
    let staged: Vec<_> = staged.inspect_err(|_| {
        // Only folders that are still empty go; that one is not is no harm.
        made.iter().rev().for_each(|folder| drop(std::fs::remove_dir(folder)));
    })?;
    let placed = staged.into_iter().map(|(file, path)| match file.persist(path) {
        Ok(_) => Ok(()),
        Err(e) => Err(refused(path, &e.error)),
    });
    diagnostic::collect(placed)
}

fn refused(path: &Path, error: &io::Error) -> Diagnostic {
    Place::file(path).says("cannot be written", error.to_string())
}

/// A complete file in the folder where it belongs, under a name of its own. Notes the folders that had to be made.
fn stage(write: &Write, made: &mut Vec<PathBuf>) -> io::Result<NamedTempFile> {
    let folder = write.path.parent().unwrap_or(Path::new(""));
    let missing: Vec<_> =
        folder.ancestors().take_while(|path| !path.as_os_str().is_empty() && !path.exists()).collect();
    for path in missing.into_iter().rev() {
        std::fs::create_dir(path)?;
        made.push(path.to_owned());
    }
    let mut builder = tempfile::Builder::new();
    // Samples are no secrets: as readable as any file that the user makes.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(if folder.as_os_str().is_empty() { Path::new(".") } else { folder })?;
    file.write_all(write.text.as_bytes())?;
    Ok(file)
}
