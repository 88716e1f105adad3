//! How a command ends.

use crate::snippet;
use crate::style::{self, NOTE, PLACE};
use anstyle::Style;
use conscent_codegen::diagnostic::one_line;
use conscent_codegen::{Diagnostic, Diagnostics, Location};
use std::fmt::Display;
use std::io::{self, ErrorKind, Write};
use std::process::ExitCode;

/// The exit codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// The command did its work.
    Done = 0,
    /// The command did its work, and found what it looks for.
    Found = 1,
    /// There was an error, which is on standard error.
    Failed = 2,
    /// `diff` found a patch: docs and schemas differ.
    Patch = 10,
    /// `diff` found a minor change: something was added.
    Minor = 11,
    /// `diff` found a major change: code may no longer compile.
    Major = 12,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Why a command stops early.
#[derive(Debug)]
pub(crate) enum Failure {
    /// All errors in its input.
    Input(Diagnostics),
    /// Standard output cannot be written.
    Output(io::Error),
}

impl From<Diagnostics> for Failure {
    fn from(errors: Diagnostics) -> Self {
        Self::Input(errors)
    }
}

impl From<Diagnostic> for Failure {
    fn from(error: Diagnostic) -> Self {
        Self::Input(error.into())
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

/// Prints the errors of a command, and gives its exit code.
pub(crate) fn report(result: Result<Exit, Failure>) -> Exit {
    match result {
        Ok(exit) => exit,
        // The reader closed the pipe, e.g. `head`.
        Err(Failure::Output(error)) if error.kind() == ErrorKind::BrokenPipe => Exit::Done,
        Err(Failure::Output(error)) => {
            print_error(&Location::file("<stdout>").error("cannot be written", error.to_string()));
            Exit::Failed
        }
        Err(Failure::Input(errors)) => {
            errors.iter().for_each(print_error);
            Exit::Failed
        }
    }
}

/// Prints a line on standard error.
pub(crate) fn print_line(line: impl Display) {
    // If standard error is closed, the line cannot be reported anywhere else.
    let _ = writeln!(anstream::stderr(), "{line}");
}

/// Prints an error on standard error, with the line of its source if that may be shown.
pub(crate) fn print_error(error: &Diagnostic) {
    print(error, style::ERROR);
}

/// Prints what was left out or not done on standard error, in the same form.
pub(crate) fn print_warning(warning: &Diagnostic) {
    print(warning, style::WARNING);
}

fn print(diagnostic: &Diagnostic, style: Style) {
    print_line(styled(diagnostic, style));
    if let Some(snippet) = snippet::of(&diagnostic.location, style) {
        print_line(snippet);
    }
}

/// A diagnostic on one line. Without its colors, it is the diagnostic's own text.
pub(crate) fn styled(diagnostic: &Diagnostic, style: Style) -> String {
    let Diagnostic { location, message, help } = diagnostic;
    let (location, message, help) = (location.to_string(), one_line(message), one_line(help));
    let location = one_line(&location);
    format!("{PLACE}{location}{PLACE:#}: {style}{message}{style:#}: {help}")
}

/// Prints what a reader may want to overrule on standard error.
pub(crate) fn print_note(note: impl AsRef<str>) {
    print_line(format_args!("{NOTE}note{NOTE:#}: {}", one_line(note.as_ref())));
}
