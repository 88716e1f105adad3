//! `conscent inspect`

use crate::bodies::{self, Body};
use crate::documents::Wrong;
use crate::exit::{Exit, Failure, print_error};
use crate::files;
use crate::identify::Finding;
use crate::left_out::LeftOut;
use crate::show::{self, printable};
use crate::source::Source;
use crate::style::{GOOD, PLACE, WARNING};
use crate::vendor::{Vendor, VendorArgs};
use conscent::{Drift, DriftKind};
use conscent_codegen::text::count;
use serde::Serialize;
use std::io::{self, Write};

/// Show the events of JSON documents, and their drift from the documented samples.
///
/// The command reads webhook bodies: one JSON document, JSON lines, or documents one after another. The vendor is
/// Conscent, or with `--samples` the one whose documented payloads are in that folder. hints.toml says where a body
/// names its event. If the bodies of an api do not name their event, the command guesses: among the events that have at
/// least half of the body's keys, it takes the one with the least drift. A body that fits several apis is an error.
///
/// If a body does not name its event, the folder of its file can name it: `<api>/<event>/<name>.json`, as in a samples
/// folder or in the output of `record`. If an api sends several deliveries in one body, as a list, each item is a
/// document.
///
/// A line {api, event, why, body} is a delivery from the capture sink of the crate `conscent`. It is read as its body,
/// with the event of the line.
///
/// Drift is a key or a code that no sample has, or a value of another kind. It is shown as a JSON pointer and a kind,
/// never with values. Input that is not JSON is an error, or with `--skip-invalid` left out; in both cases, reading
/// continues at the next line that starts with `{`. Input that is compressed by gzip or Zstandard, or in UTF-16, is
/// decoded.
#[derive(Debug, clap::Args)]
#[command(after_long_help = HELP)]
pub(crate) struct Args {
    /// Files of JSON or JSON lines; folders of them; `-` is standard input.
    ///
    /// A folder stands for all `.json` and `.jsonl` files in and below it, compressed or not, without hidden ones; it may
    /// be the output of `record`. An argument that does not exist may be a pattern in quotes, such as
    /// `'recorded/**/*.json'`, as for `infer`. A folder or pattern without a file is an error. A file counts once, even if
    /// several arguments name it.
    #[arg(required = true, value_name = "FILE|DIR")]
    files: Vec<Source>,
    #[command(flatten)]
    vendor: VendorArgs,
    /// Read every document as this event, even if its body names another one.
    #[arg(long, value_name = "NAME")]
    event: Option<String>,
    /// Read every document as an event of this api.
    #[arg(long, value_name = "NAME")]
    api: Option<String>,
    /// Leave out input that is not JSON, and report on standard error how many documents were left out.
    #[arg(long)]
    skip_invalid: bool,
    /// Print JSON lines, one for each document: {file, line, api, event, guess, rivals, drift}.
    ///
    /// `drift` is an array of {pointer, kind}, with {expected, found} if the kind is `mismatch`. `event` is null if it
    /// is not known; `api` is null if the body could be of any api. `guess` is true if the event is only the most
    /// likely one. `rivals` are the other events that are equally likely.
    #[arg(long)]
    json: bool,
}

const HELP: &str = "\
Examples:
  conscent inspect bodies.jsonl
  conscent inspect capture.jsonl
  conscent inspect recorded 'archive/**/*.jsonl.gz'
  conscent inspect --event pass_payment body.json
  conscent inspect --samples github-samples --event push body.json
  tail -f bodies.jsonl | conscent inspect --json - | jq -c 'select(.drift != [])'

Kinds of drift, as --json names them:
  mismatch         a value of another kind than in the samples
  unknown_key      a key that no sample has
  unknown_value    a value that is not a known code, or not a time or an amount where the samples have one
  untyped_value    a value where the samples have only null or an empty list
  unknown_event    an event that no sample documents
  unrepresentable  half a character (a lone surrogate), or a number that no f64 can hold

Exit codes: 0 no drift (with --skip-invalid also if documents were left out), 1 drift or an unknown
event, 2 an error (the other documents are shown)";

/// A document, for JSON output.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Inspected<'a> {
    /// The file, or `<stdin>`.
    file: String,
    /// The line where the document starts.
    line: Option<usize>,
    /// The api. Null if the document could be of any api.
    api: Option<&'a str>,
    /// The event. Null if it is not known.
    event: Option<&'a str>,
    /// Whether the event is only a guess: the most likely one.
    guess: bool,
    /// The other events that are equally likely.
    rivals: &'a [String],
    /// Where the document differs from the documented samples.
    drift: Vec<DriftRow<'a>>,
}

/// A drift, for JSON output.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct DriftRow<'a> {
    /// The place in the document, as a JSON pointer.
    pointer: &'a str,
    /// What differs; `conscent help inspect` explains the words.
    #[cfg_attr(test, schemars(with = "one_of::Kind"))]
    kind: &'static str,
    /// The kind of the documented values, if the kind of drift is `mismatch`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "String"))]
    expected: Option<&'a str>,
    /// The kind of the value, if the kind of drift is `mismatch`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "String"))]
    found: Option<String>,
}

pub(crate) fn run(args: &Args) -> Result<Exit, Failure> {
    let vendor = args.vendor.read()?;
    let declared = vendor.declared(args.event.as_deref(), args.api.as_deref())?;
    let mut out = show::out();
    let left_out = LeftOut::default();
    let (mut documents, mut drifting, mut errors) = (0, 0, 0);
    let files = files::expand(&args.files, files::JSON)?;
    let read = |file| bodies::read(file, &vendor, &declared);
    let all = files.iter().enumerate().flat_map(|(number, file)| read(file).map(move |body| (number, body)));
    for (file, body) in all {
        let found = body.and_then(|body| Ok((body.identify(&vendor)?, body)));
        match found {
            Ok((finding, body)) => {
                documents += 1;
                drifting += usize::from(!finding.drift.is_empty());
                if args.json {
                    show::json_line(&mut io::stdout().lock(), &Inspected::new(&body, &finding))?;
                } else {
                    show(&mut out, &body, &finding, &vendor)?;
                }
            }
            Err(Wrong::Invalid(error)) if args.skip_invalid => left_out.add(file, error.location),
            Err(Wrong::Invalid(error) | Wrong::Other(error)) => {
                errors += 1;
                print_error(&error);
            }
        }
    }
    left_out.report(documents + errors, files.len());
    let read = documents + left_out.number();
    // After nothing but errors, there is nothing to sum up.
    if !args.json && read + errors != 1 && (read > 0 || errors == 0) {
        let (documents, errors) = (count(documents, "document"), count(errors, "error"));
        writeln!(out, "{documents}, {drifting} with drift, {errors}")?;
    }
    Ok(match (drifting, errors) {
        (0, 0) => Exit::Done,
        (_, 0) => Exit::Found,
        _ => Exit::Failed,
    })
}

fn show(out: &mut impl Write, body: &Body<'_>, finding: &Finding<'_>, vendor: &Vendor) -> io::Result<()> {
    let location = printable(&body.start.location().to_string());
    let Some(event) = &finding.event else {
        let api = finding.module.map(|module| format!("{} ", module.api)).unwrap_or_default();
        let why = vendor.is_not_of_it("it names no event, and no documented event has half of its keys");
        let why = printable(&why);
        return writeln!(out, "{PLACE}{location}{PLACE:#}: {api}{WARNING}unnamed event{WARNING:#}: {why}");
    };
    let api = finding.module.map_or("", |module| &module.api);
    let guess = match finding.rivals.as_slice() {
        _ if !finding.guess => String::new(),
        [] => " (a guess: the body does not name its event)".to_owned(),
        rivals => format!(" (a guess; equally likely: {})", printable(&rivals.join(", "))),
    };
    let (style, drifts) = match finding.drift.len() {
        0 => (GOOD, "no drift".to_owned()),
        places => (WARNING, format!("drift at {}", count(places, "place"))),
    };
    let event = printable(event);
    writeln!(out, "{PLACE}{location}{PLACE:#}: {api} {event}{guess}: {style}{drifts}{style:#}")?;
    for Drift { pointer, kind } in &finding.drift {
        let pointer = if pointer.is_empty() { "(the whole body)".into() } else { printable(pointer) };
        writeln!(out, "  {pointer}: {WARNING}{kind}{WARNING:#}")?;
    }
    Ok(())
}

impl<'a> Inspected<'a> {
    fn new(body: &Body<'_>, finding: &'a Finding<'_>) -> Self {
        let location = body.start.location();
        Self {
            file: location.file.to_string_lossy().into_owned(),
            line: location.line,
            api: finding.module.map(|module| module.api.as_str()),
            event: finding.event.as_deref(),
            guess: finding.guess,
            rivals: &finding.rivals,
            drift: finding.drift.iter().map(DriftRow::from).collect(),
        }
    }
}

impl<'a> From<&'a Drift> for DriftRow<'a> {
    fn from(drift: &'a Drift) -> Self {
        let (expected, found) = match &drift.kind {
            DriftKind::Mismatch { expected, found } => (Some(expected.as_ref()), Some(found.to_string())),
            _ => (None, None),
        };
        Self { pointer: &drift.pointer, kind: drift.kind.as_str(), expected, found }
    }
}

/// The words of JSON output, for its schema.
#[cfg(test)]
mod one_of {
    crate::schemas::words!(
        Kind: "mismatch", "unknown_key", "unknown_value", "untyped_value", "unknown_event", "unrepresentable"
    );
}
