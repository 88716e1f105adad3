//! `conscent inspect`

use crate::captured::Captured;
use crate::documents::{self, Document};
use crate::exit::{Exit, Failure, print_error};
use crate::identify::{self, Api, Declared, Finding, identify};
use crate::show::printable;
use crate::source::Source;
use conscent::{Drift, DriftKind};
use conscent_codegen::Diagnostic;
use conscent_codegen::text::count;
use serde::Serialize;
use std::io::{self, Write};

/// Show the events of JSON documents, and their drift from the documented samples.
///
/// The command reads webhook bodies: one JSON document, JSON lines, or documents one after another. A v2 body names its
/// event under the key `event`. A v1 body does not name its event: the command guesses the documented v1 event from which
/// the body drifts least.
///
/// A line {api, event, why, body}, as the capture sink of the crate `conscent` writes it, is read as its body, with the
/// event of the line.
///
/// Drift is a key or a code that no sample has, or a value of another kind. It is shown by JSON pointer and kind, never
/// with values. Input that is not JSON is an error, and reading continues at the next line that starts with `{`.
#[derive(Debug, clap::Args)]
#[command(after_long_help = HELP)]
pub(crate) struct Args {
    /// Files of JSON or JSON lines; `-` is standard input.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<Source>,
    /// Read every document as this event, even if its body names another one.
    #[arg(long, value_name = "NAME", value_parser = identify::names())]
    event: Option<String>,
    /// Read every document as an event of this api.
    #[arg(long)]
    api: Option<Api>,
    /// Print JSON lines, one for each document: {file, line, api, event, guess, drift}.
    ///
    /// `drift` is an array of {pointer, kind} and, if the kind is `mismatch`, {expected, found}. `event` is null if nothing
    /// names it.
    #[arg(long)]
    json: bool,
}

const HELP: &str = "\
Examples:
  conscent inspect bodies.jsonl
  conscent inspect capture.jsonl
  conscent inspect --event pass_payment body.json
  tail -f bodies.jsonl | conscent inspect --json - | jq -c 'select(.drift != [])'

Kinds of drift, as --json names them:
  mismatch         a value of another kind than in the samples
  unknown_key      a key that no sample has
  unknown_value    a value that is not a known code, or not a time or an amount where the samples have one
  untyped_value    a value where the samples have only null or an empty list
  unknown_event    an event that no sample documents
  unrepresentable  half a character (a lone surrogate), or a number that no f64 can hold

Exit codes: 0 no drift, 1 drift or an unknown event, 2 an error (the other documents are shown)";

/// A document, as JSON output has it.
#[derive(Debug, Serialize)]
struct Inspected<'a> {
    file: String,
    line: Option<usize>,
    api: Api,
    event: Option<&'a str>,
    guess: bool,
    drift: Vec<DriftRow<'a>>,
}

/// A drift, as JSON output has it.
#[derive(Debug, Serialize)]
struct DriftRow<'a> {
    pointer: &'a str,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    found: Option<String>,
}

pub(crate) fn run(args: &Args) -> Result<Exit, Failure> {
    let declared = Declared::new(args.event.as_deref(), args.api)?;
    let mut out = io::stdout().lock();
    let (mut documents, mut drifting, mut errors) = (0, 0, 0);
    for document in args.files.iter().flat_map(documents::read) {
        let found = document.and_then(|document| Ok((find(&document, declared)?, document)));
        match found {
            Ok((finding, document)) => {
                documents += 1;
                drifting += usize::from(!finding.drift.is_empty());
                if args.json { json(&mut out, &document, &finding)? } else { show(&mut out, &document, &finding)? }
            }
            Err(error) => {
                errors += 1;
                print_error(&error);
            }
        }
    }
    if !args.json && documents + errors != 1 {
        let (documents, errors) = (count(documents, "document"), count(errors, "error"));
        writeln!(out, "{documents}, {drifting} with drift, {errors}")?;
    }
    Ok(match (drifting, errors) {
        (0, 0) => Exit::Done,
        (_, 0) => Exit::Found,
        _ => Exit::Failed,
    })
}

/// Identifies the event of the document, or of the body that it captures.
fn find(document: &Document<'_>, declared: Declared<'_>) -> Result<Finding, Diagnostic> {
    match Captured::read(document)? {
        None => identify(document.text.get().as_bytes(), declared).map_err(|why| document.start.not_an_event(why)),
        Some(captured) => identify(&captured.body, captured.declared(declared, document)?)
            .map_err(|why| document.start.captured_error(&why)),
    }
}

fn show(out: &mut impl Write, document: &Document<'_>, finding: &Finding) -> io::Result<()> {
    let Finding { api, event, guess, drift } = finding;
    let event = event.as_deref().map_or_else(|| "unnamed event".into(), printable);
    let guess = if *guess { " (a guess: the body does not name its event)" } else { "" };
    let drifts = match drift.len() {
        0 => "no drift".to_owned(),
        places => format!("drift at {}", count(places, "place")),
    };
    writeln!(out, "{}: {api} {event}{guess}: {drifts}", printable(&document.start.location().to_string()))?;
    for Drift { pointer, kind } in drift {
        let pointer = if pointer.is_empty() { "(the whole body)".into() } else { printable(pointer) };
        writeln!(out, "  {pointer}: {kind}")?;
    }
    Ok(())
}

fn json(out: &mut impl Write, document: &Document<'_>, finding: &Finding) -> io::Result<()> {
    let location = document.start.location();
    let inspected = Inspected {
        file: location.file.to_string_lossy().into_owned(),
        line: location.line,
        api: finding.api,
        event: finding.event.as_deref(),
        guess: finding.guess,
        drift: finding.drift.iter().map(DriftRow::from).collect(),
    };
    serde_json::to_writer(&mut *out, &inspected)?;
    writeln!(out)
}

impl<'a> From<&'a Drift> for DriftRow<'a> {
    fn from(drift: &'a Drift) -> Self {
        let (kind, expected, found) = match &drift.kind {
            DriftKind::Mismatch { expected, found } => ("mismatch", Some(expected.as_ref()), Some(found.to_string())),
            DriftKind::UnknownKey => ("unknown_key", None, None),
            DriftKind::UnknownValue => ("unknown_value", None, None),
            DriftKind::UntypedValue => ("untyped_value", None, None),
            DriftKind::UnknownEvent => ("unknown_event", None, None),
            DriftKind::Unrepresentable => ("unrepresentable", None, None),
            // The enum is non-exhaustive: a newer conscent-core may have more kinds.
            _ => ("other", None, None),
        };
        Self { pointer: &drift.pointer, kind, expected, found }
    }
}
