//! `--by-event`: where documents name their event, and which events are known.

use crate::import::site;
use conscent_codegen::pointer::{RULE, is_valid};
use conscent_codegen::samples::EnvelopeHint;
use conscent_codegen::samples::name::FullNames;
use conscent_codegen::{Diagnostic, Diagnostics, Location, diagnostic, input};
use conscent_import::Site;
use std::collections::BTreeSet;
use std::path::Path;

/// Where documents name their event, as given by the option.
#[derive(Clone, Debug)]
pub(crate) enum ByEvent {
    /// At the place in the hints of the samples folder.
    Hints,
    At(String),
}

impl ByEvent {
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        match text {
            "" => Ok(Self::Hints),
            _ if text.starts_with('/') && is_valid(text) => Ok(Self::At(text.to_owned())),
            _ => Err(format!("write a JSON pointer, such as /event; {RULE}")),
        }
    }
}

/// How documents are divided by events.
pub(super) struct Rule {
    /// Where a document names its event.
    pub(super) pointer: String,
    /// The api of the documents, if it is known.
    pub(super) api: Option<String>,
    /// The names of folders in the samples folder.
    pub(super) names: FullNames,
    /// The events with samples. `None` if no samples folder is given.
    pub(super) documented: Option<BTreeSet<String>>,
}

impl Rule {
    /// The rule that the options give.
    pub(super) fn of(by_event: &ByEvent, samples: Option<&Path>, api: Option<&str>) -> Result<Self, Diagnostics> {
        let Some(samples) = samples else {
            let ByEvent::At(pointer) = by_event else {
                let help = "give a JSON pointer, as in --by-event=/event, or a samples folder, as --samples DIR, whose \
                            hints.toml has one";
                return Err(Location::file("--by-event").error("no rule for events", help).into());
            };
            let (pointer, names) = (pointer.clone(), FullNames::default());
            return Ok(Self { pointer, api: None, names, documented: None });
        };
        let folders = input::list(samples)?;
        let (api, pointer) = match by_event {
            ByEvent::At(pointer) => (api.map(str::to_owned), pointer.clone()),
            ByEvent::Hints => {
                let (api, pointer) = of_hints(samples, api)?;
                (Some(api), pointer)
            }
        };
        let names = FullNames::read(samples)?;
        let is_it = |folder: &Path| api.as_ref().is_none_or(|api| folder.file_name() == Some(api.as_ref()));
        let apis = folders.into_iter().filter(|folder| folder.is_dir() && is_it(folder));
        let documented: Vec<_> = diagnostic::collect_all(apis.map(|api| documented(&api, &names)))?;
        Ok(Self { pointer, api, names, documented: Some(documented.into_iter().flatten().collect()) })
    }
}

/// The events of an api that have samples.
fn documented(api: &Path, names: &FullNames) -> Result<Vec<String>, Diagnostics> {
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let folders = input::list(api)?.into_iter().filter(|folder| folder.is_dir());
    diagnostic::collect_all(folders.map(|folder| {
        let event = names.event(&name(api), &name(&folder));
        event.map_err(|error| Diagnostic { location: Location::file(&folder), ..error })
    }))
}

/// The api of the documents, and where its deliveries name their event, from the hints of a samples folder.
fn of_hints(samples: &Path, api: Option<&str>) -> Result<(String, String), Diagnostics> {
    let Site { envelopes, .. } = Site::read(samples, &site::conscent())?;
    let listed = || envelopes.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
    let wrong = |message: String, help: String| Err(Location::file("--by-event").error(message, help).into());
    let envelope = match api {
        Some(api) => envelopes.get_key_value(api),
        None if envelopes.len() > 1 => {
            return wrong("several apis".to_owned(), format!("choose one of {} with --api", listed()));
        }
        None => envelopes.first_key_value(),
    };
    let Some((api, envelope)) = envelope else {
        let message = match api {
            Some(api) => format!("the hints do not say where {api:?} names its events"),
            None => "the hints do not say where documents name their event".to_owned(),
        };
        let help = "add `[envelope.API]` with `event = \"KEY\"` to hints.toml, or write --by-event=POINTER";
        return wrong(message, help.to_owned());
    };
    match envelope {
        EnvelopeHint { batch: true, .. } => {
            let help = "write one delivery per line, for example with `jq -c '.[]'`, and give --by-event=POINTER";
            wrong(format!("each body of {api:?} is a list of deliveries"), help.to_owned())
        }
        EnvelopeHint { naming, .. } => match (&naming.header, &naming.pointer) {
            (None, Some(pointer)) => Ok((api.to_owned(), pointer.clone())),
            (Some(header), _) => {
                let help = "put the bodies of each event into a separate file, make a shape file of each with --shape, \
                            and give the event to `conscent import` with --event";
                wrong(format!("the header {header:?} names the event of {api:?}"), help.to_owned())
            }
            (None, None) => {
                let help = "only the endpoint determines the event; make a shape file for each endpoint with --shape";
                wrong(format!("no body of {api:?} names its event"), help.to_owned())
            }
        },
    }
}
