//! Reports what a run did, for people and programs.

use super::{Args, Style};
use crate::exit::{Exit, Failure};
use crate::show;
use crate::style::{GOOD, WARNING};
use conscent_codegen::text::count;
use serde::Serialize;
use std::fmt;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// What was done, for JSON output.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Outcome<'a> {
    /// The folder of the crate, or with `--style plain` the source file.
    out: &'a Path,
    /// The files that were changed, or with --check those that are stale.
    files: Vec<File>,
    /// How many files were already up to date.
    unchanged: usize,
    /// Conclusions that the samples do not prove, as on standard error.
    notes: Vec<String>,
}

/// A file that was changed, or is stale.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct File {
    action: Action,
    file: PathBuf,
}

/// What was done with a file, or with --check, what is wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) enum Action {
    /// It was written.
    Written,
    /// It was removed.
    Removed,
    /// With --check: its content is out of date.
    Differs,
    /// With --check: it does not exist.
    Missing,
    /// With --check: it is no longer part of the crate.
    Obsolete,
}

impl<'a> Outcome<'a> {
    /// The outcome of a run. `write` and `remove` are the files that differ from what the samples give, of `total`
    /// files.
    pub(super) fn new(args: &'a Args, write: Vec<PathBuf>, remove: Vec<PathBuf>, total: usize) -> Self {
        let written = |file: &Path| match file.exists() {
            _ if !args.check => Action::Written,
            true => Action::Differs,
            false => Action::Missing,
        };
        let removed = if args.check { Action::Obsolete } else { Action::Removed };
        let unchanged = total.saturating_sub(write.len());
        let write = write.into_iter().map(|file| File { action: written(&file), file });
        let files = write.chain(remove.into_iter().map(|file| File { action: removed, file })).collect();
        Self { out: &args.out, files, unchanged, notes: Vec::new() }
    }

    /// Shows what was done, and gives the exit code.
    pub(super) fn report(mut self, args: &Args, notes: Vec<String>) -> Result<Exit, Failure> {
        let exit = if args.check && !self.files.is_empty() { Exit::Found } else { Exit::Done };
        if args.json {
            self.notes = notes;
            show::print_json(&self)?;
            return Ok(exit);
        }
        let mut out = show::out();
        if args.style == Style::Plain {
            self.show_one(args, &mut out)?;
            return Ok(exit);
        }
        for file in &self.files {
            writeln!(out, "{file}")?;
        }
        let (files, shown) = (self.files.len(), self.out.display());
        match exit {
            Exit::Found => writeln!(
                out,
                "{shown}: {WARNING}{} stale{WARNING:#}; the same command without --check updates them",
                count(files, "file")
            )?,
            _ if args.check => writeln!(out, "{shown}: {GOOD}up to date{GOOD:#}, {}", count(self.unchanged, "file"))?,
            _ => {
                let removed = self.files.iter().filter(|file| file.action == Action::Removed).count();
                let written = count(files - removed, "file");
                writeln!(out, "{shown}: {written} written, {removed} removed, {} unchanged", self.unchanged)?;
            }
        }
        Ok(exit)
    }

    /// Shows what was done with the only file, on one line.
    fn show_one(&self, args: &Args, out: &mut impl Write) -> io::Result<()> {
        match self.files.first() {
            Some(file) if args.check => writeln!(out, "{file}; the same command without --check updates it"),
            Some(file) => writeln!(out, "{file}"),
            None if args.check => writeln!(out, "{}: {GOOD}up to date{GOOD:#}", self.out.display()),
            None => writeln!(out, "{}: unchanged", self.out.display()),
        }
    }
}

/// As a line of output.
impl fmt::Display for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = self.file.display();
        match self.action {
            Action::Written => write!(f, "wrote {file}"),
            Action::Removed => write!(f, "removed {file}"),
            Action::Differs => write!(f, "{file}: {WARNING}differs{WARNING:#}"),
            Action::Missing => write!(f, "{file}: {WARNING}missing{WARNING:#}"),
            Action::Obsolete => write!(f, "{file}: {WARNING}no longer part of the crate{WARNING:#}"),
        }
    }
}
