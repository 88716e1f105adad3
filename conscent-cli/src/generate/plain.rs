//! One source file of ordinary serde types.

use super::Args;
use crate::exit::{Exit, Failure, print_note};
use conscent_codegen::output;
use conscent_codegen::output::MARK;
use conscent_codegen::{Diagnostic, Location};
use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::Path;

/// What is in the place of the output.
enum Present {
    Missing,
    Differs,
    Fresh,
}

pub(super) fn run(args: &Args) -> Result<Exit, Failure> {
    let out = &args.out;
    check_arguments(args)?;
    conscent_codegen::check_output_folder(&args.samples, out)?;
    let samples = args.unusable.read(&args.samples)?;
    let (interface, notes) = conscent_codegen::interface_from(&samples, args.previous.read()?.as_ref())?;
    notes.iter().for_each(print_note);
    let text = conscent_codegen::plain(&interface)?;
    let present = compare(&text, out)?;

    let shown = out.display();
    let mut stdout = io::stdout().lock();
    match present {
        Present::Fresh if args.check => writeln!(stdout, "{shown}: fresh")?,
        Present::Fresh => writeln!(stdout, "{shown}: unchanged")?,
        Present::Missing | Present::Differs if args.check => {
            let what = if let Present::Missing = present { "missing" } else { "differs" };
            writeln!(stdout, "{shown}: {what}; the same command without --check brings it up to date")?;
            return Ok(Exit::Found);
        }
        Present::Missing | Present::Differs => {
            output::write_one(&text, out)?;
            writeln!(stdout, "wrote {shown}")?;
        }
    }
    Ok(Exit::Done)
}

fn check_arguments(args: &Args) -> Result<(), Diagnostic> {
    if args.name.is_some() {
        let help = "the plain style gives a file of your crate, not a crate; leave out --name";
        return Err(Location::file("--name").error("not with --style plain", help));
    }
    if args.out.extension().is_none_or(|extension| extension != "rs") {
        let help = "the plain style gives one source file; name it, as src/webhooks.rs";
        return Err(Location::file(&args.out).error("not the name of a Rust file", help));
    }
    Ok(())
}

/// Compares the output with the file in its place, and refuses to overwrite a file that was not generated.
fn compare(text: &str, path: &Path) -> Result<Present, Diagnostic> {
    match fs::read(path) {
        Ok(present) if present == text.as_bytes() => Ok(Present::Fresh),
        Ok(present) if present.is_empty() || present.starts_with(MARK.as_bytes()) => Ok(Present::Differs),
        Ok(_) => {
            let help = "it was not generated; choose another file, or move it away";
            Err(Location::file(path).error("would be overwritten", help))
        }
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Present::Missing),
        Err(error) => Err(Location::file(path).error("cannot be read", error.to_string())),
    }
}
