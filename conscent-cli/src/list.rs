//! `conscent list`

use crate::exit::{Exit, Failure};
use crate::show;
use crate::vendor::{Archived, Documented, SamplesArgs};
use conscent::Fidelity;
use conscent_codegen::text::grouped;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// List the documented events.
///
/// For each event, the table shows its api (a generation of webhooks), the number of its samples, their fidelity, and
/// its aliases: the headings under which the documentation shows it. If shape files describe more payloads, the table
/// also shows their number (ARCHIVED). If the name of an event cannot be a folder name, the table also shows its folder
/// (FOLDER). Samples that cannot be used are left out and reported on standard error.
///
/// The fidelity of documented samples is `verbatim`, or `corrected` if at least one of them has a correction for a
/// known mistake of the documentation. Samples of captured deliveries are `captured`, or `redacted` if the import
/// replaced personal data.
#[derive(Debug, clap::Args)]
#[command(after_long_help = HELP)]
pub(crate) struct Args {
    #[command(flatten)]
    samples: SamplesArgs,
    /// Print JSON: an array of {api, event, folder, samples, archived, fidelity, aliases}.
    #[arg(long)]
    json: bool,
}

const HELP: &str = "\
Examples:
  conscent list
  conscent list --samples samples
  conscent list --json | jq -r '.[].event'

Exit codes: 0 done, 2 an error";

/// An event, for JSON output.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Listed {
    /// The api.
    api: String,
    /// The name of the event.
    event: String,
    /// The folder of its samples, below that of the api.
    folder: String,
    /// How many samples it has.
    samples: usize,
    /// How many more payloads its shape files summarize.
    archived: u64,
    /// What the samples are: `verbatim` or `corrected`, `captured`, `redacted`, separated by commas.
    fidelity: String,
    /// The headings under which the documentation shows it.
    aliases: BTreeSet<String>,
}

pub(crate) fn run(args: &Args) -> Result<Exit, Failure> {
    let (samples, archives) = args.samples.documented()?;
    let mut events = BTreeMap::<_, (Vec<Documented>, Vec<Archived>)>::new();
    for sample in samples {
        events.entry((sample.api.clone(), sample.event.clone())).or_default().0.push(sample);
    }
    for archive in archives {
        events.entry((archive.api.clone(), archive.event.clone())).or_default().1.push(archive);
    }
    let events: Vec<_> = events.into_iter().map(|(names, known)| Listed::new(names, known)).collect();
    if args.json {
        show::print_json(&events)?;
    } else {
        show::table(&mut show::out(), &rows(&events))?;
    }
    Ok(Exit::Done)
}

impl Listed {
    fn new((api, event): (String, String), (samples, archives): (Vec<Documented>, Vec<Archived>)) -> Self {
        let folders = samples.iter().map(|one| &one.folder).chain(archives.iter().map(|one| &one.folder));
        Self {
            api,
            event,
            folder: folders.into_iter().next().cloned().unwrap_or_default(),
            samples: samples.len(),
            archived: archives.iter().map(|one| one.documents).sum(),
            fidelity: fidelity(&samples),
            aliases: samples.into_iter().filter_map(|one| one.heading).collect(),
        }
    }
}

/// The fidelity of an event's samples: of the documented ones, and of the captured ones.
fn fidelity(samples: &[Documented]) -> String {
    let has = |fidelity: &Fidelity| samples.iter().any(|one| one.fidelity == *fidelity);
    let documented = [Fidelity::Corrected, Fidelity::Verbatim].into_iter().find(has);
    let captured = [Fidelity::Captured, Fidelity::Redacted].into_iter().filter(has);
    documented.into_iter().chain(captured).map(|one| one.to_string()).collect::<Vec<_>>().join(", ")
}

/// A column with its header.
type Column = (&'static str, fn(&Listed) -> String);

/// The table. The columns for archived payloads, and for folders that differ from their events' names, are optional.
fn rows(events: &[Listed]) -> Vec<[String; 7]> {
    let folder = |one: &Listed| if one.folder == one.event { String::new() } else { one.folder.clone() };
    let archived = |one: &Listed| if one.archived == 0 { String::new() } else { grouped(one.archived) };
    let columns: [Column; 2] = [("ARCHIVED", archived), ("FOLDER", folder)];
    let used: Vec<_> = columns.into_iter().filter(|(_, cell)| events.iter().any(|one| !cell(one).is_empty())).collect();
    let more = |n: usize, one: &Listed| used.get(n).map_or(String::new(), |(_, cell)| cell(one));
    let head = |n: usize| used.get(n).map_or("", |(head, _)| head);
    let head = ["API", "EVENT", "SAMPLES", "FIDELITY", "ALIASES", head(0), head(1)].map(str::to_owned);
    let body = events.iter().map(|one| {
        let aliases = one.aliases.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
        let (api, event) = (one.api.clone(), one.event.clone());
        [api, event, one.samples.to_string(), one.fidelity.clone(), aliases, more(0, one), more(1, one)]
    });
    [head].into_iter().chain(body).collect()
}
