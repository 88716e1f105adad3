//! `conscent list`

use crate::exit::{Exit, Failure};
use crate::show;
use crate::vendor::{Documented, SamplesArgs};
use conscent::Fidelity;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// List the documented events.
///
/// For each event, the table shows its api (a generation of webhooks), the number of its samples, their fidelity, and
/// its aliases: the headings under which the documentation shows it. If the event's name cannot be a folder name, the
/// table also shows its folder. Samples that cannot be used are left out, and reported on standard error.
///
/// The fidelity of documented samples is `verbatim`, or `corrected` if a known mistake of the documentation is
/// corrected in at least one of them. Samples of captured deliveries are `captured`, or `redacted` if the import
/// replaced personal data.
#[derive(Debug, clap::Args)]
#[command(after_long_help = HELP)]
pub(crate) struct Args {
    #[command(flatten)]
    samples: SamplesArgs,
    /// Print JSON: an array of {api, event, folder, samples, fidelity, aliases}.
    #[arg(long)]
    json: bool,
}

const HELP: &str = "\
Examples:
  conscent list
  conscent list --samples samples
  conscent list --json | jq -r '.[].event'

Exit codes: 0 done, 2 an error";

/// An event, as JSON output has it.
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
    /// What the samples are: `verbatim` or `corrected`, `captured`, `redacted`, separated by commas.
    fidelity: String,
    /// The headings under which the documentation shows it.
    aliases: BTreeSet<String>,
}

pub(crate) fn run(args: &Args) -> Result<Exit, Failure> {
    let mut events = BTreeMap::<_, Vec<Documented>>::new();
    for sample in args.samples.documented()? {
        events.entry((sample.api.clone(), sample.event.clone())).or_default().push(sample);
    }
    let events: Vec<_> = events.into_iter().map(|((api, event), samples)| Listed::new(api, event, samples)).collect();
    if args.json {
        show::print_json(&events)?;
    } else {
        show::table(&mut show::out(), &rows(&events))?;
    }
    Ok(Exit::Done)
}

impl Listed {
    fn new(api: String, event: String, samples: Vec<Documented>) -> Self {
        Self {
            api,
            event,
            folder: samples.first().map(|one| one.folder.clone()).unwrap_or_default(),
            samples: samples.len(),
            fidelity: fidelity(&samples),
            aliases: samples.into_iter().filter_map(|one| one.heading).collect(),
        }
    }
}

/// What the samples of an event are: the documented ones, and the captured ones.
fn fidelity(samples: &[Documented]) -> String {
    let has = |fidelity: &Fidelity| samples.iter().any(|one| one.fidelity == *fidelity);
    let documented = [Fidelity::Corrected, Fidelity::Verbatim].into_iter().find(has);
    let captured = [Fidelity::Captured, Fidelity::Redacted].into_iter().filter(has);
    documented.into_iter().chain(captured).map(|one| one.to_string()).collect::<Vec<_>>().join(", ")
}

/// The table. Its last column has the folders that are not called as their events.
fn rows(events: &[Listed]) -> Vec<[String; 6]> {
    let folder = |one: &Listed| if one.folder == one.event { String::new() } else { one.folder.clone() };
    let last = if events.iter().any(|one| !folder(one).is_empty()) { "FOLDER" } else { "" };
    let head = ["API", "EVENT", "SAMPLES", "FIDELITY", "ALIASES", last].map(str::to_owned);
    let body = events.iter().map(|one| {
        let aliases = one.aliases.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
        let (api, event) = (one.api.clone(), one.event.clone());
        [api, event, one.samples.to_string(), one.fidelity.clone(), aliases, folder(one)]
    });
    [head].into_iter().chain(body).collect()
}
