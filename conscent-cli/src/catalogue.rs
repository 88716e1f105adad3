//! `conscent catalogue`

mod changes;
mod documented;
mod examples;
mod json;
mod matrix;
mod page;
mod section;
mod snippet;
mod subject;
mod template;
mod variants;
mod view;
mod walk;
mod words;

use crate::diff::version;
use crate::exit::{Exit, Failure};
use crate::samples::{Previous, Unusable};
use crate::show;
use crate::vendor::Vendor;
use conscent_codegen::{Diagnostic, Location, output};
use documented::Documented;
use page::Sources;
use serde::Serialize;
use snippet::Snippets;
use std::ffi::OsString;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use subject::{Place, Subject, Types};
use variants::{Listed, Variants};

/// Write a page that shows every event, field and type.
///
/// The page is one file, index.html, which works without a network or a server. For each event it shows the documented
/// samples, a handler to start from, and the command that sends the sample to a receiver; for each field, its Rust
/// type, its accessors, and the samples that have it.
///
/// Documented samples are shown unchanged. Captured samples that `conscent import` did not redact are redacted, with
/// different replacements in each run.
///
/// The date on the page comes from the variable `SOURCE_DATE_EPOCH` if it is set. Otherwise it is the day of the
/// crate's last release if the samples have not changed since, or today. The rest of the page depends only on the
/// samples and the crate.
///
/// Samples that cannot be used are left out, and reported on standard error.
///
/// The command does not overwrite an index.html that it did not write.
#[derive(Debug, clap::Args)]
#[command(after_long_help = HELP)]
pub(crate) struct Args {
    /// The samples folder, with `<api>/<event>/<name>.json`.
    #[arg(long, value_name = "DIR", default_value = "samples")]
    samples: PathBuf,
    #[command(flatten)]
    unusable: Unusable,
    #[command(flatten)]
    previous: Previous,
    /// The folder for index.html; it is created if it does not exist.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Show the changes since another version: a folder, a file or a revision, as for `conscent diff`. Names and types
    /// are also those of that version, unless `--previous` is given.
    #[arg(long, value_name = "VERSION")]
    against: Option<OsString>,
    /// The folder of the generated crate: the page shows its version, and keeps the names and types of its last release
    /// [default: the generated crate that contains the samples folder, or the only one next to it that has the name
    /// --name, or without --name an event of the samples]
    #[arg(long = "crate", value_name = "DIR")]
    package: Option<PathBuf>,
    /// The name of the generated crate [default: the name in its manifest; without a crate, handlers on the page use the
    /// module of a build script, `crate::webhooks`]
    #[arg(long)]
    name: Option<String>,
    /// Print JSON: {file, totals, variants, changes}.
    ///
    /// `variants` has the types with variants, each with the number of objects and of their keys in the samples.
    /// `changes` is null without `--against`, or else {version, summary}.
    #[arg(long)]
    json: bool,
}

/// What was written, for JSON output.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Written<'a> {
    /// The page.
    file: &'a Path,
    /// What the page shows, counted.
    totals: &'a [String],
    /// The types that have variants.
    variants: Vec<Listed<'a>>,
    /// What changed since the version that `--against` names.
    changes: Option<Since<'a>>,
}

/// What changed since a version.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Since<'a> {
    /// The version.
    version: &'a str,
    /// The changes, in words.
    summary: &'a str,
}

const HELP: &str = "\
Examples:
  conscent catalogue --out catalogue
  conscent catalogue --samples my-webhooks/samples --out catalogue
  conscent catalogue --samples samples --crate crates/my-webhooks --out catalogue
  conscent catalogue --out catalogue --against v0.1.0

Exit codes: 0 done, 2 an error (then nothing is written)";

/// The name of the page.
const FILE: &str = "index.html";

pub(crate) fn run(args: &Args) -> Result<Exit, Failure> {
    let samples = args.unusable.read(&args.samples)?;
    let previous = args.previous.read()?;
    let old = args.against.as_deref().map(|argument| version::read(argument, None)).transpose()?;
    let place = Place { folder: &args.samples, samples: &samples };
    let types = Types::find(&place, args.package.as_deref(), args.name.as_deref())?;
    let released = types.package.as_ref().and_then(|package| package.previous.as_ref());
    let kept = previous.as_ref().or(old.as_ref()).or(released);
    let (interface, _) = conscent_codegen::interface_from(&samples, kept)?;
    let changes =
        args.against.as_deref().zip(old.as_ref()).map(|(argument, old)| changes::since(argument, old, &interface));
    let built_in = Vendor::built_in()?;
    let (name, title) = (types.name(&interface, &built_in.interface), types.title(&interface));
    let snippets =
        Snippets { interface: &interface, built_in: &built_in, name: &name, title: &title, samples: &args.samples };
    let sources = Sources {
        samples: &samples,
        interface: &interface,
        documented: Documented::new(&samples, &args.samples)?,
        snippets,
    };
    let page = page::of(&sources, Subject::of(&interface, &types, &name)?, changes);
    let path = args.out.join(FILE);
    let text =
        template::render(&page).map_err(|error| Location::file(&path).error("cannot be written", error.to_string()))?;
    refuse_foreign_page(&path)?;
    output::write_one(&text, &path)?;
    if args.json {
        let changes = page.changes.as_ref().map(|changes| Since { version: &changes.since, summary: &changes.summary });
        let lists = interface.modules.iter().map(|module| Variants::new(module, &samples).list(module));
        show::print_json(&Written { file: &path, totals: &page.totals, variants: lists.flatten().collect(), changes })?;
        return Ok(Exit::Done);
    }
    let mut out = io::stdout().lock();
    writeln!(out, "{}: {}", path.display(), page.totals.join(", "))?;
    if let Some(changes) = &page.changes {
        writeln!(out, "{}: {}", changes.since, changes.summary)?;
    }
    Ok(Exit::Done)
}

/// Refuses to overwrite a page that this command did not write.
fn refuse_foreign_page(path: &Path) -> Result<(), Diagnostic> {
    match fs::read(path) {
        Ok(present) if !present.starts_with(template::MARK.as_bytes()) => {
            let help = "this command did not write it; choose another folder, or move the file away";
            Err(Location::file(path).error("would be overwritten", help))
        }
        _ => Ok(()),
    }
}
