//! Folders and files in git, regardless of what is checked out.

use conscent_codegen::{Diagnostic, Location};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{fmt, fs, io};
use tempfile::TempDir;

/// The folder of a revision that is named without a path.
const SAMPLES: &str = "samples";

/// A folder or file in git.
#[derive(Debug)]
pub(super) struct Tree {
    /// `REVISION:PATH`.
    name: String,
    /// Git's own name for it. It consists of hexadecimal digits, so git never reads it as an option.
    id: String,
}

/// A copy of a [`Tree`], which is removed when this is dropped.
pub(super) struct Copy {
    /// The folder or file.
    path: PathBuf,
    _temp: TempDir,
}

impl Copy {
    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

impl Tree {
    /// Looks up `REVISION:PATH`, or `REVISION`.
    pub(super) fn find(argument: &OsStr) -> Result<Self, Diagnostic> {
        let argument = argument.to_string_lossy();
        let (revision, name) = match argument.split_once(':') {
            Some((revision, _)) => (revision, argument.clone().into_owned()),
            None => (&*argument, format!("{argument}:{SAMPLES}")),
        };
        let location = Location::file(&*argument);
        let parse = |name: &str| line(&["rev-parse", "--verify", "--end-of-options", name]);
        match parse(&name) {
            Ok(id) => Ok(Self { name, id }),
            Err(GitError::Io(error)) => {
                Err(location.error("no such folder, and git cannot be started", format!("git: {error}")))
            }
            Err(GitError::Failed(_)) if parse(&format!("{revision}^{{tree}}")).is_ok() => {
                let help =
                    "a path is relative to the root of the repository; for one relative to this folder, write ./PATH";
                Err(location.error("no such path in git", format!("the revision has no {name}; {help}")))
            }
            Err(GitError::Failed(message)) if message == "Needed a single revision" => Err(location.error(
                "neither a folder nor a revision",
                "git has no revision of this name, and the folder does not exist",
            )),
            Err(GitError::Failed(message)) => Err(location.error("no such folder, and git failed", message)),
        }
    }

    /// A path below the folder, as git writes it.
    pub(super) fn name(&self, path: &Path) -> PathBuf {
        let separator = if self.name.ends_with([':', '/']) || path.as_os_str().is_empty() { "" } else { "/" };
        format!("{}{separator}{}", self.name, path.display()).into()
    }

    /// Copies it into a temporary folder.
    pub(super) fn check_out(&self) -> Result<Copy, Diagnostic> {
        self.copy().map_err(|error| Location::file(&self.name).error("cannot be read from git", error.to_string()))
    }

    fn copy(&self) -> Result<Copy, GitError> {
        let temp = TempDir::new()?;
        let path = temp.path().join("files");
        if line(&["cat-file", "-t", &self.id])? == "tree" {
            self.write_tree(&path, &temp.path().join("index"))?;
        } else {
            fs::write(&path, run(Command::new("git").args(["cat-file", "blob", &self.id]))?)?;
        }
        Ok(Copy { path, _temp: temp })
    }

    /// Lets git write the files of the folder, with a separate index, so that the repository's index does not change.
    fn write_tree(&self, folder: &Path, index: &Path) -> Result<(), GitError> {
        fs::create_dir(folder)?;
        let repository = line(&["rev-parse", "--absolute-git-dir"])?;
        for arguments in [&["read-tree", &self.id][..], &["checkout-index", "--all"]] {
            let mut git = Command::new("git");
            // The files keep their bytes. A link becomes a file, because in a foreign repository it could lead to any file.
            git.args(["-c", "core.autocrlf=false", "-c", "core.symlinks=false", "--git-dir", &repository]);
            git.arg("--work-tree").arg(folder).args(arguments).current_dir(folder).env("GIT_INDEX_FILE", index);
            run(&mut git)?;
        }
        Ok(())
    }
}

/// Why git failed.
enum GitError {
    /// It could not be started, or a file could not be written.
    Io(io::Error),
    /// It failed: the first line of its error.
    Failed(String),
}

impl fmt::Display for GitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => error.fmt(f),
            Self::Failed(message) => f.write_str(message),
        }
    }
}

impl From<io::Error> for GitError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Runs git, and gives the line that it prints.
fn line(arguments: &[&str]) -> Result<String, GitError> {
    let output = run(Command::new("git").args(arguments))?;
    Ok(String::from_utf8_lossy(&output).trim().to_owned())
}

/// Runs git, and gives what it prints.
fn run(git: &mut Command) -> Result<Vec<u8>, GitError> {
    // In English, like all other errors.
    let output = git.env("LC_ALL", "C").stdin(Stdio::null()).output()?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let message = String::from_utf8_lossy(&output.stderr).into_owned();
    Err(GitError::Failed(
        message.lines().next().unwrap_or("it gives no reason").trim_start_matches("fatal: ").to_owned(),
    ))
}
