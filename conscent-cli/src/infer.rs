//! `conscent infer`

mod by_event;
pub(crate) mod event_shapes;
mod read;
mod unwrapped;

use crate::exit::{self, Exit, Failure};
use crate::files;
use crate::shapes;
use crate::source::Source;
use by_event::{ByEvent, Rule};
use conscent_codegen::text::count_large;
use conscent_shape::{Shape, json_schema, structure};
use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::PathBuf;

/// Infer a JSON Schema, Rust types or a shape file from JSON of any size.
///
/// The command reads one JSON document, JSON lines, or documents one after another, and prints one JSON Schema (draft
/// 2020-12) that all documents in all files satisfy. The schema has kinds, keys, and the formats that all strings of a
/// key have (`date-time`, `uuid`, `email`, `uri`, `ipv4` …). Objects whose keys are data become maps; objects that
/// occur in several places, or contain objects like themselves, become definitions; objects whose variants have a tag
/// (`"type": "card"`) get a schema for each variant. The only values in the schema are those of tags. Comments in the
/// schema give the evidence. `--explain` prints all decisions with their evidence instead of the schema, and `--rust`
/// prints ordinary serde types.
///
/// A line {api, event, why, body} is a delivery from the capture sink of the crate `conscent`, and is read as its body.
/// Lines with undecodable bodies are left out and reported on standard error.
///
/// Input that is compressed by gzip or Zstandard, or in UTF-16, is decoded. An archive that is cut off or damaged is an
/// error, with the file and the line where its text breaks off.
///
/// `--shape` prints a shape file instead: a summary of the documents, without the documents. It contains kinds, counts,
/// forms of strings, names of fields, rounded ranges of numbers, and codes under keys with a name such as `type`,
/// `status` or `event`. It does not contain other strings, or keys that are data. As input, a shape file counts like
/// the documents that it was made from. `conscent merge` merges shape files, and `conscent import` adds them to a
/// samples folder. With `--by-event`, each event gets its own shape file.
///
/// Files are read on all cores. Memory does not grow with the input. The output depends neither on the order of the
/// files and documents nor on the number of threads. After a second, a progress bar appears if standard error is a
/// terminal.
#[derive(Debug, clap::Args)]
#[command(after_long_help = HELP)]
#[allow(clippy::struct_excessive_bools, reason = "each is an option of the command line")]
pub(crate) struct Args {
    /// Files of JSON or JSON lines, or shape files; folders of JSON; `-` is standard input.
    ///
    /// A folder stands for all `.json` and `.jsonl` files in and below it, compressed or not, without hidden ones. An
    /// argument that does not exist may be a pattern, such as `'2026/**/*.json.gz'`: `*` and `?` match within a name,
    /// `[ab]` matches one character, and `**` matches any number of folders. Quote a pattern so that the shell does not
    /// expand it. A folder or pattern without a file is an error. A file counts once, even if several arguments name it.
    #[arg(required = true, value_name = "FILE|DIR")]
    files: Vec<Source>,
    /// The number of threads [default: one per CPU]
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
    /// Print Rust types: strict serde types. They use the crate `serde` with its feature `derive`, and, if the
    /// documents need them, `serde_json`, and `chrono` with its feature `serde`.
    #[arg(long)]
    rust: bool,
    /// Require a key only if at least this many objects have it, and all objects have it.
    #[arg(long, value_name = "N", default_value_t = structure::MIN_SAMPLES)]
    min_samples: u64,
    /// Print what was decided, and why, one line for each decision: which objects are maps, have variants, contain
    /// themselves, or are likely to have more keys, and which keys are required.
    #[arg(long, conflicts_with = "rust")]
    explain: bool,
    /// Leave out input that is not JSON, and report on standard error how many documents were left out. In JSON lines,
    /// each line that is not one JSON value is left out. In any other layout, reading continues at the next line that
    /// starts with `{` or `[`.
    #[arg(long)]
    skip_invalid: bool,
    /// The name of the Rust type of a whole document, in upper camel case (such as `HttpBody`).
    #[arg(long, value_name = "NAME", default_value = "Root", requires = "rust", value_parser = type_name)]
    name: String,
    /// Print a shape file instead of a schema.
    #[arg(long, conflicts_with_all = ["rust", "explain", "min_samples"])]
    shape: bool,
    /// Write a shape file for each event into the folder `--out`.
    ///
    /// The event of a document is the string at this JSON pointer, such as `/event`. Without a pointer, hints.toml in
    /// the folder `--samples` says where documents name their event. Each file is named `<event>.shape`, with the event
    /// spelled like the folder of its samples. Standard output lists the events. Documents that do not name an event
    /// are left out; standard error has their number and the location of the first one. If any file cannot be read,
    /// nothing is written.
    #[arg(
        long,
        value_name = "POINTER",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "",
        requires = "shape",
        requires = "out",
        value_parser = ByEvent::parse
    )]
    by_event: Option<ByEvent>,
    /// The folder for the shape files of events; it is created if it does not exist.
    #[arg(long, value_name = "DIR", requires = "by_event")]
    out: Option<PathBuf>,
    /// The samples folder whose hints.toml says where documents name their event. Events without samples in it are
    /// reported with the location of their first document; their shape files are still written.
    #[arg(long, value_name = "DIR", requires = "by_event")]
    samples: Option<PathBuf>,
    /// The api of the documents. It is required if hints.toml of the samples folder has several apis.
    #[arg(long, value_name = "NAME", requires = "samples")]
    api: Option<String>,
    /// Print JSON: an array of {`event`, `file`, `documents`, `bytes`, `is_documented`, `first_file`, `first_line`},
    /// one for each event.
    #[arg(long, requires = "by_event")]
    json: bool,
}

const HELP: &str = "\
Examples:
  conscent infer bodies.jsonl > schema.json
  conscent infer capture.jsonl
  conscent infer bodies.jsonl --explain
  conscent infer bodies.jsonl --min-samples 10
  conscent infer monday.jsonl tuesday.jsonl --threads 2
  conscent infer bodies.jsonl --rust --name Body > src/body.rs
  conscent infer 'archive/2026-*/**/*.jsonl.gz'
  conscent infer 'archive/**/*.jsonl.zst' --shape > archive.shape
  conscent infer archive.shape today.jsonl --rust
  conscent infer 'archive/**/*.jsonl.gz' --shape --by-event --samples samples --out shapes
  conscent infer bodies.jsonl --shape --by-event=/meta/type --out shapes --json
  tail -n 1000 bodies.jsonl | conscent infer --skip-invalid -

Exit codes: 0 done (with --skip-invalid also if documents were left out), 2 an error (then nothing is
printed or written)";

pub(crate) fn run(args: &Args) -> Result<Exit, Failure> {
    let rule = match (&args.by_event, &args.out) {
        (Some(by_event), Some(out)) => Some((Rule::of(by_event, args.samples.as_deref(), args.api.as_deref())?, out)),
        _ => None,
    };
    let settings = read::Settings {
        threads: args.threads,
        skip_invalid: args.skip_invalid,
        pointer: rule.as_ref().map(|(rule, _)| rule.pointer.as_str()),
    };
    let files = files::expand(&args.files, files::JSON)?;
    if let Some((rule, out)) = &rule {
        let events = read::by_event(&files, settings)?;
        return event_shapes::write(events, &files, rule, out, args.json);
    }
    let shape = read::all(&files, settings)?;
    if args.shape {
        note_few(shape.exact.count() + shape.redacted.count());
    }
    let text = if args.shape { shapes::text(shape.write())? } else { args.conclusions(shape.into_shape())? };
    write!(io::stdout().lock(), "{text}")?;
    Ok(Exit::Done)
}

/// The number of documents that show the kind of a field's values: among a hundred documents, a field of names has more different
/// values, and a map more keys, than a shape file keeps.
const FEW: u64 = 100;

/// Warns if a shape is made from few documents, because they may not show that a field holds people's names.
fn note_few(documents: u64) {
    if documents < FEW {
        let documents = count_large(documents, "document");
        exit::print_note(format!(
            "the shape is made from only {documents}: read it before you share it, because so few documents may not show that the \
             keys of an object, or the values of a field such as `status`, are people's names"
        ));
    }
}

impl Args {
    /// The conclusions from the shape: the schema, the types or the decisions.
    fn conclusions(&self, shape: Shape) -> Result<String, Failure> {
        let structure = structure::decide(shape, &structure::Options { min_samples: self.min_samples });
        if self.explain {
            return Ok(structure.explain().to_string());
        }
        let schema = json_schema::of(&structure);
        // The schema of a large document takes as much memory as its structure.
        drop(structure);
        Ok(if self.rust { conscent_codegen::plain_schema(&schema, &self.name)? } else { schema.to_text() })
    }
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
