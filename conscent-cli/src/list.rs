//! `conscent list`

use crate::exit::{Exit, Failure};
use crate::samples::Unusable;
use crate::show;
use conscent_codegen::samples::Samples;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::PathBuf;

/// List the documented events.
///
/// Shows each event with its api (generation of webhooks), how many samples of it there are, whether these are verbatim
/// or corrected (a known mistake of the documentation is corrected in at least one of them), and its aliases: the
/// headings under which the documentation shows it. Samples that cannot be used are left out, and reported on standard
/// error.
#[derive(Debug, clap::Args)]
#[command(after_long_help = HELP, mut_arg("strict", |arg| arg.requires("samples")))]
pub(crate) struct Args {
    /// List the events of this samples folder, instead of those that the program was built with.
    #[arg(long, value_name = "DIR")]
    samples: Option<PathBuf>,
    #[command(flatten)]
    unusable: Unusable,
    /// Print JSON: an array of {api, event, samples, fidelity, aliases}.
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
struct Listed {
    api: String,
    event: String,
    samples: usize,
    fidelity: &'static str,
    aliases: BTreeSet<String>,
}

/// What the list shows of a sample.
struct ListedSample {
    is_corrected: bool,
    heading: Option<String>,
}

/// The samples by api and event.
type Events = BTreeMap<(String, String), Vec<ListedSample>>;

pub(crate) fn run(args: &Args) -> Result<Exit, Failure> {
    let events = match &args.samples {
        None => built_in(),
        Some(folder) => of(args.unusable.read(folder)?),
    };
    let events: Vec<_> = events.into_iter().map(|((api, event), samples)| Listed::new(api, event, &samples)).collect();
    let mut out = io::stdout().lock();
    if args.json {
        show::json(&mut out, &events)?;
    } else {
        show::table(&mut out, &rows(&events))?;
    }
    Ok(Exit::Done)
}

fn built_in() -> Events {
    let mut events = Events::new();
    for sample in conscent::samples::ALL {
        let listed = ListedSample {
            is_corrected: sample.fidelity == conscent::Fidelity::Corrected,
            heading: Some(sample.heading).filter(|heading| !heading.is_empty()).map(str::to_owned),
        };
        events.entry((sample.api.to_owned(), sample.event.to_owned())).or_default().push(listed);
    }
    events
}

fn of(samples: Samples) -> Events {
    let mut events = Events::new();
    for sample in samples.all {
        let listed =
            ListedSample { is_corrected: sample.corrected, heading: sample.origin.and_then(|origin| origin.heading) };
        events.entry((sample.api, sample.event)).or_default().push(listed);
    }
    events
}

impl Listed {
    fn new(api: String, event: String, samples: &[ListedSample]) -> Self {
        Self {
            api,
            event,
            samples: samples.len(),
            fidelity: if samples.iter().any(|one| one.is_corrected) { "corrected" } else { "verbatim" },
            aliases: samples.iter().filter_map(|one| one.heading.clone()).collect(),
        }
    }
}

fn rows(events: &[Listed]) -> Vec<[String; 5]> {
    let head = ["API", "EVENT", "SAMPLES", "FIDELITY", "ALIASES"].map(str::to_owned);
    let body = events.iter().map(|one| {
        let aliases = one.aliases.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
        [one.api.clone(), one.event.clone(), one.samples.to_string(), one.fidelity.to_owned(), aliases]
    });
    [head].into_iter().chain(body).collect()
}
