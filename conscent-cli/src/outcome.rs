//! How a command ends.

use conscent_codegen::diagnostic::{Diagnostic, Diagnostics, Place};
use std::io::{self, ErrorKind, Write};
use std::process::ExitCode;

/// The exit codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The work is done.
    Done = 0,
    /// The work is done, and found what it was to look for.
    Found = 1,
    /// Something was wrong, and was told.
    Failed = 2,
    /// Docs and schemas differ.
    Patch = 10,
    /// There is more to use.
    Minor = 11,
    /// Code may not compile any more.
    Major = 12,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        Self::from(outcome as u8)
    }
}

/// Why a command gave up.
#[derive(Debug)]
pub(crate) enum Failure {
    /// All that is wrong with its input.
    Wrong(Diagnostics),
    /// Standard output takes no more.
    Output(io::Error),
}

impl From<Diagnostics> for Failure {
    fn from(wrong: Diagnostics) -> Self {
        Self::Wrong(wrong)
    }
}

impl From<Diagnostic> for Failure {
    fn from(wrong: Diagnostic) -> Self {
        Self::Wrong(wrong.into())
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

/// Tells what went wrong, if anything did.
pub(crate) fn report(result: Result<Outcome, Failure>) -> Outcome {
    match result {
        Ok(outcome) => outcome,
        // Whoever reads the output has seen enough.
        Err(Failure::Output(error)) if error.kind() == ErrorKind::BrokenPipe => Outcome::Done,
        Err(Failure::Output(error)) => {
            tell(&Place::file("<stdout>").says("cannot be written", error.to_string()));
            Outcome::Failed
        }
        Err(Failure::Wrong(Diagnostics(wrong))) => {
            wrong.iter().for_each(tell);
            Outcome::Failed
        }
    }
}

/// One error, on standard error.
pub(crate) fn tell(wrong: &Diagnostic) {
    // Where nobody listens there is nobody to tell.
    let _ = writeln!(io::stderr(), "{wrong}");
}
