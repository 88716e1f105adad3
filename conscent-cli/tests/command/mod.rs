//! Runs the real program in a temporary folder.
#![allow(dead_code, clippy::unwrap_used, reason = "shared by tests that each use a part of it, and may fail anywhere")]

pub(crate) mod archive;
pub(crate) mod receiver;
pub(crate) mod schema;
pub(crate) mod vendors;

use serde_json::Value;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// The result of a run of the program.
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Run {
    /// Itself, after a check of its exit code.
    #[track_caller]
    pub(crate) fn ends(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{}\n{}", self.out, self.err);
        self
    }

    /// The lines of its output, after a check that it exited with this code and reported no error.
    #[track_caller]
    pub(crate) fn lines(self, code: i32) -> Vec<String> {
        let Self { out, err, .. } = self.ends(code);
        assert_eq!(err, "");
        out.lines().map(str::to_owned).collect()
    }

    /// The lines of its errors, after a check that it exited with 2 and printed nothing.
    #[track_caller]
    pub(crate) fn errors(self) -> Vec<String> {
        let run = self.ends(2);
        assert_eq!(run.out, "");
        run.said()
    }

    /// The lines on standard error, without the lines of files that are shown below errors.
    pub(crate) fn said(&self) -> Vec<String> {
        let is_snippet = |line: &&str| {
            line.trim_start_matches([' ', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9']).starts_with('|')
        };
        self.err.lines().filter(|line| !is_snippet(line)).map(str::to_owned).collect()
    }

    /// Its output as one JSON document.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap()
    }
}

/// A folder with these files.
pub(crate) fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (path, text) in files {
        put(folder.path(), path, text);
    }
    folder
}

/// Writes a file, and the folders above it.
pub(crate) fn put(folder: &Path, path: &str, bytes: impl AsRef<[u8]>) {
    let path = folder.join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, bytes).unwrap();
}

/// The paths and contents of all files below a folder, sorted.
pub(crate) fn snapshot(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push((path.to_str().unwrap().to_owned(), std::fs::read(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

/// The program in this folder, with these arguments, separated by spaces.
pub(crate) fn command(folder: &Path, arguments: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_conscent"));
    command.current_dir(folder).args(arguments.split_whitespace());
    command
}

/// Runs it with empty input.
pub(crate) fn run(folder: &Path, arguments: &str) -> Run {
    run_with(folder, arguments, "")
}

/// Runs it with this input.
pub(crate) fn run_with(folder: &Path, arguments: &str, input: impl AsRef<[u8]>) -> Run {
    let mut command = command(folder, arguments);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // A program that does not read its input may have exited already.
    let _ = stdin.write_all(input.as_ref());
    drop(stdin);
    let done = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Run { code: done.status.code().unwrap(), out: text(done.stdout), err: text(done.stderr) }
}

/// The project's own samples.
pub(crate) const SAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../samples");

/// A payload whose object has the type `Holder`.
pub(crate) const HOLDER: &str = r#"{"holder": {"id": 1, "login": "x", "mail": "x", "name": "x", "phone": "x"}}"#;

/// A payload with an object like the one in [`HOLDER`]. Without a release to keep, both objects have the type `By`.
pub(crate) const BY: &str = r#"{"by": {"id": 1, "login": "x", "mail": "x", "name": "x", "phone": "x"}}"#;
