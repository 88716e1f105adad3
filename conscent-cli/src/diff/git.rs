//! Folders in git, whatever is checked out.

use conscent_codegen::diagnostic::{Diagnostic, Place};
use std::ffi::{OsStr, OsString};
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::path::{Component, Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// The folder that a revision alone stands for.
const SAMPLES: &str = "samples";

/// A folder in git.
#[derive(Debug)]
pub(super) struct Tree {
    /// `REVISION:PATH`.
    name: String,
    /// git's own name for it. Made of hexadecimal digits, whatever the arguments are, so it is no option.
    id: String,
}

/// A file in git. A link is one, too: it holds where it leads.
struct Entry {
    kind: String,
    id: String,
    path: PathBuf,
}

impl Tree {
    /// Looks up `REVISION:PATH`, or `REVISION`.
    pub(super) fn find(argument: &OsStr) -> Result<Self, Diagnostic> {
        let argument = argument.to_string_lossy();
        let (revision, name) = match argument.split_once(':') {
            Some((revision, _)) => (revision, argument.clone().into_owned()),
            None => (&*argument, format!("{argument}:{SAMPLES}")),
        };
        let place = Place::file(&*argument);
        let parse = |what: &str| git(&["rev-parse", "--verify", "--end-of-options", what]);
        match parse(&name).map_err(|error| not_run(&place, &error))? {
            Ok(id) => Ok(Self { name, id: String::from_utf8_lossy(&id).trim().to_owned() }),
            Err(_) if parse(&format!("{revision}^{{tree}}")).is_ok_and(|found| found.is_ok()) => Err(place.says(
                "no such path in git",
                format!("{name} names none; a path starts at the root of the repository, or here as ./PATH"),
            )),
            Err(said) if said == "Needed a single revision" => Err(place.says(
                "neither a folder nor a revision",
                "git knows no revision of this name, and there is no such folder",
            )),
            Err(said) => Err(place.says("no such folder, and git does not help", said)),
        }
    }

    /// A path below the folder, as git writes it.
    pub(super) fn name(&self, path: &Path) -> PathBuf {
        let separator = if self.name.ends_with([':', '/']) || path.as_os_str().is_empty() { "" } else { "/" };
        format!("{}{separator}{}", self.name, path.display()).into()
    }

    /// A copy of its files, that lives as long as the result.
    pub(super) fn check_out(&self) -> Result<TempDir, Diagnostic> {
        let entries = self.entries()?;
        let copy = || -> io::Result<TempDir> {
            let folder = TempDir::new()?;
            write(&entries, folder.path())?;
            Ok(folder)
        };
        copy().map_err(|error| Place::file(&self.name).says("cannot be read from git", error.to_string()))
    }

    fn entries(&self) -> Result<Vec<Entry>, Diagnostic> {
        let place = Place::file(&self.name);
        let listed = git(&["ls-tree", "-r", "-z", "--full-tree", &self.id]).map_err(|error| not_run(&place, &error))?;
        let listed = listed.map_err(|said| place.says("no folder in git", said))?;
        let lines = listed.split(|byte| *byte == 0).map(String::from_utf8_lossy).filter(|line| !line.is_empty());
        let entry = |line: &str| {
            let (about, path) = line.split_once('\t')?;
            let mut about = about.split(' ');
            let (_, kind, id) = (about.next()?, about.next()?, about.next()?);
            Some(Entry { kind: kind.to_owned(), id: id.to_owned(), path: path.into() })
        };
        let stays = |path: &Path| path.components().all(|part| matches!(part, Component::Normal(_)));
        // Submodules are not of this repository.
        Ok(lines.filter_map(|line| entry(&line)).filter(|entry| entry.kind == "blob" && stays(&entry.path)).collect())
    }
}

/// Writes the files into a folder. One process gives them all, each when it is asked for.
fn write(entries: &[Entry], folder: &Path) -> io::Result<()> {
    let mut batch = Command::new("git");
    batch.args(["cat-file", "--batch"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = batch.spawn()?;
    let missing = || io::Error::from(ErrorKind::BrokenPipe);
    let mut ask = child.stdin.take().ok_or_else(missing)?;
    let mut answers = BufReader::new(child.stdout.take().ok_or_else(missing)?);
    for entry in entries {
        writeln!(ask, "{}", entry.id)?;
        ask.flush()?;
        // `<id> blob <size>`, the content, the end of a line.
        let mut head = String::new();
        answers.read_line(&mut head)?;
        let size: u64 = head.trim_end().rsplit(' ').next().and_then(|size| size.parse().ok()).ok_or_else(|| {
            io::Error::new(ErrorKind::InvalidData, format!("git has no content of {}", entry.path.display()))
        })?;
        let mut content = Vec::new();
        answers.by_ref().take(size).read_to_end(&mut content)?;
        answers.read_exact(&mut [0])?;
        let path = folder.join(&entry.path);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(path, content)?;
    }
    drop(ask);
    child.wait()?;
    Ok(())
}

/// What git prints, or else the first line of what it says is wrong.
fn git(arguments: &[&str]) -> io::Result<Result<Vec<u8>, String>> {
    // So that what it says is in the language of all other errors.
    let arguments: Vec<OsString> = arguments.iter().map(Into::into).collect();
    let output = Command::new("git").args(arguments).env("LC_ALL", "C").stdin(Stdio::null()).output()?;
    if output.status.success() {
        return Ok(Ok(output.stdout));
    }
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    Ok(Err(said.lines().next().unwrap_or("it gives no reason").trim_start_matches("fatal: ").to_owned()))
}

fn not_run(place: &Place, error: &io::Error) -> Diagnostic {
    place.clone().says("no such folder, and git cannot be asked", format!("git: {error}"))
}
