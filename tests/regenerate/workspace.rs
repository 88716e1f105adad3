//! A copy of this workspace, to build.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

/// A user's program in the copy, which uses the types.
pub(crate) const USER: &str = "src/bin/user.rs";

/// The copy of this workspace. The tests share it, one at a time.
pub(crate) struct Workspace {
    pub(crate) folder: PathBuf,
    target: PathBuf,
    _alone: MutexGuard<'static, ()>,
}

/// Files by their paths: their content, and when it was written.
pub(crate) type Files = BTreeMap<String, (Vec<u8>, SystemTime)>;

impl Workspace {
    /// A fresh copy of the workspace, regardless of what the previous test left. Equal files stay untouched, and so do build results.
    pub(crate) fn pristine() -> Self {
        static ALONE: Mutex<()> = Mutex::new(());
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("regenerate");
        let copy = Self {
            folder: root.join("workspace"),
            target: root.join("target"),
            _alone: ALONE.lock().unwrap_or_else(PoisonError::into_inner),
        };
        fs::create_dir_all(&copy.folder).unwrap();
        let (source, present) = (files(Path::new(env!("CARGO_MANIFEST_DIR"))), copy.files());
        for path in differing(&present, &source) {
            match source.get(path) {
                Some((bytes, _)) => copy.write(path, bytes),
                None => copy.remove(path),
            }
        }
        copy
    }

    pub(crate) fn files(&self) -> Files {
        files(&self.folder)
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.folder.join(path)).unwrap()
    }

    pub(crate) fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// Removes a file, and its folder if it is empty afterwards.
    pub(crate) fn remove(&self, path: &str) {
        let path = self.folder.join(path);
        fs::remove_file(&path).unwrap();
        let _ = fs::remove_dir(path.parent().unwrap());
    }

    /// Runs cargo on the root package. That regenerates the types, and compiles less than all packages.
    pub(crate) fn cargo(&self, arguments: &[&str]) -> Output {
        let mut cargo = self.command(env!("CARGO"));
        cargo.args(arguments).args(["--package", "conscent-workspace", "--verbose"]).output().unwrap()
    }

    /// Runs lines of shell. The last one may be `cargo build`.
    pub(crate) fn shell(&self, lines: &str) {
        let (script, build) = lines.split_once("\ncargo build").map_or((lines, false), |(script, _)| (script, true));
        succeeded(self.command("sh").args(["-euc", script]).output().unwrap());
        if build {
            self.build();
        }
    }

    /// Builds the command line, which is then `conscent` in a shell.
    pub(crate) fn build_conscent(&self) {
        succeeded(self.command(env!("CARGO")).args(["build", "--package", "conscent-cli"]).output().unwrap());
    }

    /// A program of the system, of cargo or of this workspace, in the copy.
    pub(crate) fn command(&self, program: &str) -> Command {
        let built = self.target.join("debug");
        let path = env::var_os("PATH").unwrap_or_default();
        let path = env::join_paths([built].into_iter().chain(env::split_paths(&path))).unwrap();
        let mut command = Command::new(program);
        command
            .current_dir(&self.folder)
            .env("PATH", path)
            .env("CARGO_TARGET_DIR", &self.target)
            .env("CARGO_NET_OFFLINE", "true")
            .env("CARGO_TERM_COLOR", "never")
            .env("CARGO_TERM_QUIET", "false")
            .env("CARGO_INCREMENTAL", "0")
            .env("CARGO_PROFILE_DEV_DEBUG", "0");
        command
    }

    /// Builds once. Returns the messages of cargo.
    pub(crate) fn build(&self) -> String {
        succeeded(self.cargo(&["build"])).1
    }

    /// The output of a user's program after one build.
    pub(crate) fn run(&self, program: &str) -> String {
        self.write(USER, program);
        self.build();
        self.user()
    }

    /// The output of the built program.
    pub(crate) fn user(&self) -> String {
        succeeded(self.command("user").output().unwrap()).0
    }

    pub(crate) fn assert_nothing_is_rebuilt(&self) {
        let said = self.build();
        assert!(said.contains("Fresh conscent-types"), "{said}");
        assert!(!said.contains("Compiling"), "{said}");
    }
}

/// All files below a folder, except git's and the contents of cargo's target folder, wherever it is.
fn files(folder: &Path) -> Files {
    let mut found = Files::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                let name = path.strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/");
                found.insert(name, (fs::read(&path).unwrap(), path.metadata().unwrap().modified().unwrap()));
            } else if !path.ends_with(".git") && !path.ends_with("target") && !path.join("CACHEDIR.TAG").exists() {
                folders.push(path);
            }
        }
    }
    found
}

/// The paths of files that are only on one side, or have different content.
pub(crate) fn differing<'a>(one: &'a Files, other: &'a Files) -> Vec<&'a str> {
    let content = |files: &'a Files, path| files.get(path).map(|(content, _)| content);
    let paths: BTreeSet<&String> = one.keys().chain(other.keys()).collect();
    paths.into_iter().filter(|path| content(one, *path) != content(other, *path)).map(String::as_str).collect()
}

/// The output of a program, and its messages on standard error.
pub(crate) fn succeeded(output: Output) -> (String, String) {
    let (printed, said) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert!(output.status.success(), "{said}");
    (printed, said)
}

/// The messages of a program that failed.
pub(crate) fn failed(output: Output) -> String {
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success(), "{said}");
    said
}
