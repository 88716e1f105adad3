//! One source file of ordinary serde types.

use super::Args;
use super::outcome::Outcome;
use crate::exit::{Exit, Failure, print_note};
use conscent_codegen::output;
use conscent_codegen::output::MARK;
use conscent_codegen::{Diagnostic, Location};
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

pub(super) fn run(args: &Args) -> Result<Exit, Failure> {
    let out = &args.out;
    check_arguments(args)?;
    conscent_codegen::check_output_folder(&args.samples, out)?;
    let samples = args.unusable.read(&args.samples)?;
    let (interface, notes) = conscent_codegen::interface_from(&samples, args.previous.read()?.as_ref())?;
    notes.iter().for_each(print_note);
    let text = conscent_codegen::plain(&interface)?;
    let is_fresh = compare(&text, out)?;
    let stale = if is_fresh { Vec::new() } else { vec![out.clone()] };
    let outcome = Outcome::new(args, stale, Vec::new(), 1);
    if !args.check && !is_fresh {
        output::write_one(&text, out)?;
    }
    outcome.report(args, notes)
}

fn check_arguments(args: &Args) -> Result<(), Diagnostic> {
    for (option, is_given) in [("--name", args.name.is_some()), ("--core", args.core.is_some())] {
        if is_given {
            let help = format!("`--style plain` writes one file of your own crate; leave out {option}");
            return Err(Location::file(option).error("cannot be used with --style plain", help));
        }
    }
    if args.out.extension().is_none_or(|extension| extension != "rs") {
        let help = "`--style plain` writes one source file; give its name, such as src/webhooks.rs";
        return Err(Location::file(&args.out).error("not the name of a Rust file", help));
    }
    Ok(())
}

/// Whether the existing file equals the output. Refuses to overwrite a file that was not generated.
fn compare(text: &str, path: &Path) -> Result<bool, Diagnostic> {
    match fs::read(path) {
        Ok(present) if present == text.as_bytes() => Ok(true),
        Ok(present) if present.is_empty() || present.starts_with(MARK.as_bytes()) => Ok(false),
        Ok(_) => {
            let help = "it was not generated; choose another file, or move it away";
            Err(Location::file(path).error("would be overwritten", help))
        }
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(Location::file(path).error("cannot be read", error.to_string())),
    }
}
