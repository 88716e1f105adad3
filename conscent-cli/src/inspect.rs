//! `conscent inspect`

use crate::captured::Captured;
use crate::documents::{self, Document};
use crate::identify::{self, Api, Finding, Told, identify};
use crate::outcome::{Failure, Outcome, tell};
use crate::show::{count, printable};
use crate::source::Source;
use conscent::{Drift, DriftKind};
use conscent_codegen::diagnostic::Diagnostic;
use serde::Serialize;
use std::io::{self, Write};

/// Show which events JSON documents are, and where they drift from the documented samples.
///
/// Reads webhook bodies: one JSON document, JSON lines, or documents one after another. A v2 body names its event under
/// the key `event`. A v1 body names none: it is taken for the documented v1 event from which it drifts least, and called a
/// guess.
///
/// A line {api, event, why, body}, as the capture sink of the crate `conscent` writes it, stands for its body, and tells its
/// event.
///
/// Drift is a key or a code that no sample has, or a value of another kind. It is shown by JSON pointer and kind; values
/// are never shown. What is not JSON is an error; reading goes on at the next line that starts with `{`.
#[derive(Debug, clap::Args)]
#[command(after_long_help = HELP)]
pub(crate) struct Args {
    /// Files of JSON or JSON lines; `-` is standard input.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<Source>,
    /// Take every document for this event, whatever its body says.
    #[arg(long, value_name = "NAME", value_parser = identify::names())]
    event: Option<String>,
    /// Take every document for an event of this api.
    #[arg(long)]
    api: Option<Api>,
    /// Print JSON lines, one for each document: {file, line, api, event, guess, drift}.
    ///
    /// `drift` is an array of {pointer, kind} and, where the kind is `mismatch`, {expected, found}. `event` is null where nothing tells it.
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
  mismatch       a value of another kind than in the samples
  unknown_key    a key that no sample has
  unknown_value  a text that is none of the known codes, or no timestamp where the samples have one
  unknown_event  an event that no sample documents

Exit codes: 0 no drift, 1 drift or an unknown event, 2 an error (all else is shown)";

/// One document, as JSON has it.
#[derive(Debug, Serialize)]
struct Inspected<'a> {
    file: String,
    line: Option<usize>,
    api: Api,
    event: Option<&'a str>,
    guess: bool,
    drift: Vec<Entry<'a>>,
}

/// One drift, as JSON has it.
#[derive(Debug, Serialize)]
struct Entry<'a> {
    pointer: &'a str,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    found: Option<String>,
}

pub(crate) fn run(args: &Args) -> Result<Outcome, Failure> {
    let told = Told::new(args.event.as_deref(), args.api)?;
    let mut out = io::stdout().lock();
    let (mut documents, mut drifting, mut errors) = (0, 0, 0);
    for document in args.files.iter().flat_map(documents::read) {
        let found = document.and_then(|document| Ok((find(&document, told)?, document)));
        match found {
            Ok((finding, document)) => {
                documents += 1;
                drifting += usize::from(!finding.drift.is_empty());
                if args.json { json(&mut out, &document, &finding)? } else { show(&mut out, &document, &finding)? }
            }
            Err(wrong) => {
                errors += 1;
                tell(&wrong);
            }
        }
    }
    if !args.json && documents + errors != 1 {
        let (documents, errors) = (count(documents, "document"), count(errors, "error"));
        writeln!(out, "{documents}, {drifting} with drift, {errors}")?;
    }
    Ok(match (drifting, errors) {
        (0, 0) => Outcome::Done,
        (_, 0) => Outcome::Found,
        _ => Outcome::Failed,
    })
}

/// What the document is, or what is wrong with it.
fn find(document: &Document<'_>, told: Told<'_>) -> Result<Finding, Diagnostic> {
    match Captured::read(document)? {
        None => identify(document.text.get().as_bytes(), told).map_err(|why| document.start.unidentified(why)),
        Some(captured) => identify(&captured.body, captured.told(told)).map_err(|why| document.start.undelivered(&why)),
    }
}

fn show(out: &mut impl Write, document: &Document<'_>, finding: &Finding) -> io::Result<()> {
    let Finding { api, event, guess, drift } = finding;
    let event = event.as_deref().map_or_else(|| "unnamed event".into(), printable);
    let guess = if *guess { " (a guess: the body names no event)" } else { "" };
    let drifts = match drift.len() {
        0 => "no drift".to_owned(),
        places => format!("drift at {}", count(places, "place")),
    };
    writeln!(out, "{}: {api} {event}{guess}: {drifts}", printable(&document.start.place().to_string()))?;
    for Drift { pointer, kind } in drift {
        let pointer = if pointer.is_empty() { "(the whole body)".into() } else { printable(pointer) };
        writeln!(out, "  {pointer}: {kind}")?;
    }
    Ok(())
}

fn json(out: &mut impl Write, document: &Document<'_>, finding: &Finding) -> io::Result<()> {
    let place = document.start.place();
    let inspected = Inspected {
        file: place.file.to_string_lossy().into_owned(),
        line: place.line,
        api: finding.api,
        event: finding.event.as_deref(),
        guess: finding.guess,
        drift: finding.drift.iter().map(Entry::from).collect(),
    };
    serde_json::to_writer(&mut *out, &inspected)?;
    writeln!(out)
}

impl<'a> From<&'a Drift> for Entry<'a> {
    fn from(drift: &'a Drift) -> Self {
        let (kind, expected, found) = match &drift.kind {
            DriftKind::Mismatch { expected, found } => ("mismatch", Some(expected.as_ref()), Some(found.to_string())),
            DriftKind::UnknownKey => ("unknown_key", None, None),
            DriftKind::UnknownValue => ("unknown_value", None, None),
            DriftKind::UnknownEvent => ("unknown_event", None, None),
            _ => ("other", None, None),
        };
        Self { pointer: &drift.pointer, kind, expected, found }
    }
}
