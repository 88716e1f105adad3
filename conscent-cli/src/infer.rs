//! `conscent infer`

mod unwrapped;

use crate::exit::{Exit, Failure, print_warning};
use crate::left_out::LeftOut;
use crate::progress;
use crate::source::Source;
use conscent_codegen::{Diagnostic, Location, diagnostic};
use conscent_shape::{Options, Progress, Shape, StreamError, SyntaxError, json_schema, structure};
use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::sync::atomic::Ordering;
use unwrapped::Unwrapped;

/// Infer a JSON Schema or Rust types from JSON of any size.
///
/// The command reads one JSON document, JSON lines, or documents one after another, and prints one JSON Schema (draft
/// 2020-12) that all of them, in all files, satisfy. The schema holds kinds, keys, and the formats that all strings of
/// a key have (`date-time`, `uuid`, `email`, `uri`, `ipv4` …). Objects whose keys are data become maps; objects that
/// occur in several places, or contain objects like themselves, become definitions; objects whose variants have a tag
/// (`"type": "card"`) get a schema for each variant. The only values in the schema are those of tags. Comments in the
/// schema give the evidence, and `--explain` prints all decisions with their evidence instead of the schema. `--rust`
/// prints the ordinary serde types of the schema.
///
/// A line {api, event, why, body}, as the capture sink of the crate `conscent` writes it, is read as its body. Lines
/// with undecodable bodies are reported on standard error, and left out.
///
/// Input that is compressed by gzip or Zstandard, or in UTF-16, is decoded.
///
/// Memory does not grow with the input. The output depends neither on the order of the documents nor on the number of
/// threads. After a second, a progress bar appears if standard error is a terminal.
#[derive(Debug, clap::Args)]
#[command(after_long_help = HELP)]
pub(crate) struct Args {
    /// Files of JSON or JSON lines; `-` is standard input.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<Source>,
    /// The number of threads [default: one for each CPU]
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
    /// Print Rust types: strict serde types. They use the crates `serde` with its feature `derive`, and, if the
    /// documents need them, `serde_json`, and `chrono` with its feature `serde`.
    #[arg(long)]
    rust: bool,
    /// Require a key only if at least this number of objects have it, and none lacks it.
    #[arg(long, value_name = "N", default_value_t = structure::MIN_SAMPLES)]
    min_samples: u64,
    /// Print what was decided, and why, one line for each decision: which objects are maps, have variants, contain
    /// themselves, or are likely to have more keys, and which keys are required.
    #[arg(long, conflicts_with = "rust")]
    explain: bool,
    /// Leave out what is not JSON, and report on standard error how many documents were left out. In JSON lines, each
    /// line that is not one JSON value is left out. In any other layout, reading continues at the next line that starts
    /// with `{` or `[`.
    #[arg(long)]
    skip_invalid: bool,
    /// The name of the Rust type of a whole document, in upper camel case (such as `HttpBody`).
    #[arg(long, value_name = "NAME", default_value = "Root", requires = "rust", value_parser = type_name)]
    name: String,
}

const HELP: &str = "\
Examples:
  conscent infer bodies.jsonl > schema.json
  conscent infer capture.jsonl
  conscent infer bodies.jsonl --explain
  conscent infer bodies.jsonl --min-samples 10
  conscent infer monday.jsonl tuesday.jsonl --threads 2
  conscent infer bodies.jsonl --rust --name Body > src/body.rs
  conscent infer bodies.jsonl.gz
  tail -n 1000 bodies.jsonl | conscent infer --skip-invalid -

Exit codes: 0 done (with --skip-invalid also if documents were left out), 2 an error (then nothing is printed)";

pub(crate) fn run(args: &Args) -> Result<Exit, Failure> {
    let (progress, left_out) = (Progress::default(), LeftOut::default());
    let total = args.files.iter().map(Source::size).sum();
    let shape = progress::watch(total, &progress, || {
        let mut all = Shape::default();
        let read = args.files.iter().map(|file| {
            let skip = |error: SyntaxError| left_out.add(Location::line(file.name(), error.line));
            let options = Options {
                threads: args.threads,
                progress: Some(&progress),
                on_invalid: if args.skip_invalid { Some(&skip) } else { None },
            };
            infer(file, &options).map(|shape| all.extend([shape]))
        });
        diagnostic::check_all(read).map(|()| all)
    });
    let documents = progress.documents.load(Ordering::Relaxed);
    left_out.report(usize::try_from(documents).unwrap_or(usize::MAX), args.files.len());
    let structure = structure::decide(shape?, &structure::Options { min_samples: args.min_samples });
    let text = if args.explain {
        structure.explain().to_string()
    } else {
        let schema = json_schema::of(&structure);
        // The schema of a large document fills the memory as its structure does.
        drop(structure);
        if args.rust { conscent_codegen::plain_schema(&schema, &args.name)? } else { schema.to_text() }
    };
    write!(io::stdout().lock(), "{text}")?;
    Ok(Exit::Done)
}

fn infer(file: &Source, options: &Options<'_>) -> Result<Shape, Diagnostic> {
    let input = Unwrapped::new(file.open()?, file.name(), print_warning);
    let shape = conscent_shape::stream(input, options).map_err(|error| match error {
        StreamError::Io(error) => file.unreadable(&error),
        StreamError::Syntax(error) => file.syntax_error(error),
    })?;
    if shape == Shape::default() {
        return Err(Location::file(file.name()).error("no JSON", "the input holds no document to infer a schema from"));
    }
    Ok(shape)
}

/// Checks the name of a type. typify would write any other name differently (`HTTPBody` as `HttpBody`).
fn type_name(name: &str) -> Result<String, String> {
    let is_acronym = |pair: &[u8]| pair.iter().all(u8::is_ascii_uppercase);
    let is_camel = name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.chars().all(|c| c.is_ascii_alphanumeric())
        && !name.as_bytes().windows(2).any(is_acronym)
        && name != "Self";
    if is_camel {
        Ok(name.to_owned())
    } else {
        Err("write the name of the type in upper camel case, such as Root or HttpBody".to_owned())
    }
}
