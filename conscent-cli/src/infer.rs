//! `conscent infer`

mod unwrapped;

use crate::outcome::{Failure, Outcome, tell};
use crate::progress;
use crate::source::Source;
use conscent_codegen::diagnostic::{self, Diagnostic, Place};
use conscent_codegen::schema;
use conscent_codegen::shape::{self, Options, Progress, Shape, StreamError};
use std::io::{self, Write};
use std::num::NonZeroUsize;
use unwrapped::Unwrapped;

/// Infer a JSON Schema from JSON of any size.
///
/// Reads one JSON document, JSON lines, or documents one after another, and prints one JSON Schema (draft 2020-12) that
/// all of them, in all files, satisfy. It tells kinds and keys, never values.
///
/// A line {api, event, why, body}, as the capture sink of the crate `conscent` writes it, stands for its body. Lines with
/// undecodable bodies are told on standard error, and left out.
///
/// Memory does not grow with the input. The schema depends neither on the order of the documents nor on the number of
/// threads. Input that takes longer than a second has its progress shown, if standard error is a terminal.
#[derive(Debug, clap::Args)]
#[command(after_long_help = HELP)]
pub(crate) struct Args {
    /// Files of JSON or JSON lines; `-` is standard input.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<Source>,
    /// How many threads to use [default: as many as the machine runs at once]
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
}

const HELP: &str = "\
Examples:
  conscent infer bodies.jsonl > schema.json
  conscent infer capture.jsonl
  conscent infer monday.jsonl tuesday.jsonl --threads 2
  zcat bodies.jsonl.gz | conscent infer -

Exit codes: 0 done, 2 an error (then nothing is printed)";

pub(crate) fn run(args: &Args) -> Result<Outcome, Failure> {
    let progress = Progress::default();
    let total = args.files.iter().map(Source::size).sum();
    let shape = progress::watch(total, &progress, || {
        let options = Options { threads: args.threads, progress: Some(&progress) };
        let mut all = Shape::default();
        let read = args.files.iter().map(|file| infer(file, &options).map(|shape| all.merge(&shape)));
        diagnostic::collect::<_, _, ()>(read).map(|()| all)
    })?;
    write!(io::stdout().lock(), "{}", schema::standalone(&shape))?;
    Ok(Outcome::Done)
}

fn infer(file: &Source, options: &Options<'_>) -> Result<Shape, Diagnostic> {
    let input = Unwrapped::new(file.open()?, file.name(), tell);
    let shape = shape::stream(input, options).map_err(|error| match error {
        StreamError::Io(error) => file.unreadable(&error),
        StreamError::Malformed(malformed) => file.malformed(malformed),
    })?;
    if shape == Shape::default() {
        return Err(Place::file(file.name()).says("no JSON", "the input is empty, and tells nothing"));
    }
    Ok(shape)
}
