//! The vendor whose webhooks a command works with: Conscent, whose samples are built in, or the vendor of a samples
//! folder.

mod similar;

use crate::identify::Declared;
use crate::samples::{Previous, Unusable};
use conscent::Fidelity;
use conscent_codegen::interface::Module;
use conscent_codegen::{Diagnostic, Diagnostics, Interface, Location, Package};
use similar::most_similar;
use std::path::{Path, PathBuf};

/// The option that names the samples of a vendor.
#[derive(Debug, clap::Args)]
#[command(mut_arg("strict", |arg| arg.requires("samples")))]
pub(crate) struct SamplesArgs {
    /// The samples folder of a vendor other than Conscent, with `<api>/<event>/<name>.json` and hints.toml.
    #[arg(long, value_name = "DIR")]
    samples: Option<PathBuf>,
    #[command(flatten)]
    unusable: Unusable,
}

/// The options that name a vendor.
#[derive(Debug, clap::Args)]
#[command(mut_arg("previous", |arg| arg.requires("samples")))]
pub(crate) struct VendorArgs {
    #[command(flatten)]
    samples: SamplesArgs,
    #[command(flatten)]
    previous: Previous,
}

/// What is known of a vendor.
#[derive(Debug)]
pub(crate) struct Vendor {
    pub(crate) interface: Interface,
    documented: Vec<Documented>,
    /// The samples folder; `None` if the samples are built in.
    folder: Option<PathBuf>,
}

/// A documented payload, corrected.
#[derive(Debug)]
pub(crate) struct Documented {
    pub(crate) api: String,
    pub(crate) event: String,
    /// The folder of the event.
    pub(crate) folder: String,
    pub(crate) text: String,
    pub(crate) fidelity: Fidelity,
    /// What the documentation calls the event.
    pub(crate) heading: Option<String>,
}

/// Payloads of an event that are known only by their shape.
#[derive(Debug)]
pub(crate) struct Archived {
    pub(crate) api: String,
    pub(crate) event: String,
    /// The folder of the event.
    pub(crate) folder: String,
    /// How many payloads there are.
    pub(crate) documents: u64,
}

impl SamplesArgs {
    /// The documented payloads, and those that shape files summarize.
    pub(crate) fn documented(&self) -> Result<(Vec<Documented>, Vec<Archived>), Diagnostics> {
        let Some(folder) = &self.samples else { return Ok((built_in(), Vec::new())) };
        let mut samples = self.unusable.read(folder)?;
        let archived = std::mem::take(&mut samples.archives).into_iter().map(|archive| {
            let documents = archive.documents();
            Archived { api: archive.api, event: archive.event, folder: archive.folder, documents }
        });
        Ok((documented(samples), archived.collect()))
    }
}

impl VendorArgs {
    /// Reads what is known of the vendor.
    pub(crate) fn read(&self) -> Result<Vendor, Diagnostics> {
        let Some(folder) = &self.samples.samples else { return Vendor::built_in() };
        let samples = self.samples.unusable.read(folder)?;
        let previous = match self.previous.read()? {
            None => released(folder)?,
            given => given,
        };
        let (interface, _) = conscent_codegen::interface_from(&samples, previous.as_ref())?;
        Ok(Vendor { interface, documented: documented(samples), folder: Some(folder.clone()) })
    }
}

/// The last release of the crate that the samples folder is a part of, if it is one.
pub(crate) fn released(samples: &Path) -> Result<Option<Interface>, Diagnostic> {
    // The folder was read before, so it can usually be resolved.
    let samples = samples.canonicalize().unwrap_or_else(|_| samples.to_owned());
    samples.parent().map_or(Ok(None), Package::previous)
}

fn documented(samples: conscent_codegen::samples::Samples) -> Vec<Documented> {
    let one = |sample: conscent_codegen::samples::Sample| Documented {
        fidelity: fidelity(&sample),
        api: sample.api,
        event: sample.event,
        folder: sample.folder,
        text: sample.text,
        heading: sample.origin.and_then(|origin| origin.heading),
    };
    samples.all.into_iter().map(one).collect()
}

/// The same as in the generated crate.
fn fidelity(sample: &conscent_codegen::samples::Sample) -> Fidelity {
    match &sample.origin {
        _ if sample.corrected => Fidelity::Corrected,
        Some(origin) if origin.redacted => Fidelity::Redacted,
        Some(origin) if origin.captured => Fidelity::Captured,
        _ => Fidelity::Verbatim,
    }
}

fn built_in() -> Vec<Documented> {
    let one = |sample: &conscent::Sample| Documented {
        api: sample.api.to_owned(),
        event: sample.event.to_owned(),
        folder: conscent_codegen::samples::name::folder(sample.event),
        text: sample.text.to_owned(),
        fidelity: sample.fidelity,
        heading: Some(sample.heading).filter(|heading| !heading.is_empty()).map(str::to_owned),
    };
    conscent::samples::ALL.iter().map(one).collect()
}

impl Vendor {
    /// Conscent.
    pub(crate) fn built_in() -> Result<Self, Diagnostics> {
        let interface = serde_json::from_str(conscent::samples::INTERFACE).map_err(|error| {
            let help = format!("{error}; this program was built with types of another version; rebuild it");
            Location::file("<built in>").error("not an interface", help)
        })?;
        Ok(Self { interface, documented: built_in(), folder: None })
    }

    /// The vendor and its apis, and what to do for another vendor, for messages.
    pub(crate) fn known(&self) -> String {
        let apis = self.apis();
        match &self.folder {
            Some(folder) => format!("{} has {apis}", folder.display()),
            None => format!("Conscent has {apis}; for another vendor, give --samples DIR"),
        }
    }

    /// Says that a body is not from this vendor, and why.
    pub(crate) fn is_not_of_it(&self, why: &str) -> String {
        match &self.folder {
            Some(folder) => format!("not an event of {}: {why}", folder.display()),
            None => format!("not an event of Conscent: {why}; for another vendor, give --samples DIR"),
        }
    }

    /// The names of all apis, for messages.
    fn apis(&self) -> String {
        listed(&self.interface.modules.iter().collect::<Vec<_>>())
    }

    /// The api of this name.
    pub(crate) fn module(&self, api: &str) -> Option<&Module> {
        self.interface.modules.iter().find(|module| module.api == api)
    }

    /// The api that the option --api names.
    pub(crate) fn api(&self, api: &str) -> Result<&Module, Diagnostic> {
        self.module(api).ok_or_else(|| Location::file("--api").error(format!("unknown api {api:?}"), self.known()))
    }

    /// The api that documents an event, of all apis or of the one that the option --api names.
    pub(crate) fn of_event(&self, argument: &str, event: &str, api: Option<&str>) -> Result<&Module, Diagnostic> {
        let api = api.map(|api| self.api(api)).transpose()?;
        let documents = |module: &&Module| module.events.iter().any(|one| one.name == event);
        let of: Vec<&Module> = self.interface.modules.iter().filter(documents).collect();
        let error = |message: String, help: String| Err(Location::file(argument).error(message, help));
        match (of.as_slice(), api) {
            ([], _) => error(format!("unknown event {event:?}"), self.not_documented(event)),
            (of, Some(api)) if of.contains(&api) => Ok(api),
            (of, Some(_)) => error(
                format!("{event:?} belongs to a different api than the one in --api"),
                format!("it is an event of {}; change --api, or leave it out", listed(of)),
            ),
            ([one], None) => Ok(one),
            (of, None) => error(
                format!("{event:?} is an event of several apis"),
                format!("choose one of {} with --api", listed(of)),
            ),
        }
    }

    fn not_documented(&self, event: &str) -> String {
        let names = self.interface.modules.iter().flat_map(|module| &module.events).map(|event| event.name.as_str());
        let similar = most_similar(event, names).map(|name| format!("a similar one is {name:?}; ")).unwrap_or_default();
        let (folder, other) = match &self.folder {
            Some(folder) => (format!(" --samples {}", folder.display()), ""),
            None => (String::new(), "; for another vendor, give --samples DIR"),
        };
        format!("{similar}`conscent list{folder}` lists all events{other}")
    }

    /// What the options --event and --api declare of each body.
    pub(crate) fn declared(&self, event: Option<&str>, api: Option<&str>) -> Result<Declared<'_>, Diagnostic> {
        Ok(match (event, api) {
            (Some(event), api) => Declared::Event(self.of_event("--event", event, api)?, event.to_owned()),
            (None, Some(api)) => Declared::Api(self.api(api)?),
            (None, None) => Declared::Nothing,
        })
    }

    /// The first documented payload of an event.
    pub(crate) fn sample(&self, module: &Module, event: &str) -> Option<&Documented> {
        self.documented.iter().find(|one| one.api == module.api && one.event == event)
    }
}

/// The names of apis, for messages: `a, b`.
pub(crate) fn listed(modules: &[&Module]) -> String {
    modules.iter().map(|module| module.api.as_str()).collect::<Vec<_>>().join(", ")
}
