//! Identifies the event of a body.

use crate::vendor::{Vendor, listed};
use conscent::{DecodeError, Drift, DriftKind, UnknownEvent};
use conscent_codegen::interface::Module;
use conscent_core::{Field, Json, from_json};
use serde_json::Value;
use std::fmt;

/// What the user, the folder or the captured line declare about a body before it is read.
#[derive(Clone, Debug)]
pub(crate) enum Declared<'a> {
    Event(&'a Module, String),
    Api(&'a Module),
    Nothing,
}

/// The api and the event of a body, and its drift.
#[derive(Debug)]
pub(crate) struct Finding<'a> {
    /// `None` if the event is not known, and the body could be of any api.
    pub(crate) module: Option<&'a Module>,
    /// `None` if it is not known.
    pub(crate) event: Option<String>,
    /// Whether the event is only a guess: the most likely one.
    pub(crate) guess: bool,
    /// The other events that are equally likely.
    pub(crate) rivals: Vec<String>,
    pub(crate) drift: Vec<Drift>,
}

/// Why a body is not identified.
#[derive(Debug)]
pub(crate) enum IdentifyError {
    /// It is not a JSON object, or is nested too deeply.
    Undecodable(DecodeError),
    /// It does not name its event, although all deliveries of its api do: the place where they do.
    Unnamed(String),
    /// Several apis fit: their names.
    Ambiguous(String),
    /// Several events of an api fit equally well: their names.
    AnyOf(String),
}

impl IdentifyError {
    /// What to do about a body that is JSON, but not identified.
    pub(crate) fn help(&self) -> String {
        match self {
            Self::Undecodable(why) => why.to_string(),
            Self::Unnamed(places) => places.clone(),
            Self::Ambiguous(apis) => format!("it could be of {apis}; choose with --api"),
            Self::AnyOf(events) => {
                format!("it could be any of {events}; choose with --event, or put it into the folder of its event")
            }
        }
    }
}

impl fmt::Display for IdentifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Undecodable(why) => why.fmt(f),
            Self::Unnamed(_) => f.write_str("no event name"),
            Self::Ambiguous(_) => f.write_str("several apis fit"),
            Self::AnyOf(_) => f.write_str("several events fit"),
        }
    }
}

impl From<DecodeError> for IdentifyError {
    fn from(error: DecodeError) -> Self {
        Self::Undecodable(error)
    }
}

impl<'a> Declared<'a> {
    /// Completes the user's declaration with that of the folder or the captured line.
    pub(crate) fn or_else<E>(&self, surroundings: impl FnOnce() -> Result<Self, E>) -> Result<Self, E> {
        match self {
            Self::Event(..) => Ok(self.clone()),
            Self::Nothing => surroundings(),
            Self::Api(api) => Ok(match surroundings() {
                Ok(Self::Event(module, event)) if module.api == api.api => Self::Event(module, event),
                _ => self.clone(),
            }),
        }
    }

    /// The apis that a body can be of, before it is read.
    fn candidates(&self, vendor: &'a Vendor) -> Vec<&'a Module> {
        match self {
            Self::Event(module, _) | Self::Api(module) => vec![*module],
            Self::Nothing => vendor.interface.modules.iter().collect(),
        }
    }

    /// Whether a list can be a batch of deliveries.
    pub(crate) fn takes_lists(&self, vendor: &'a Vendor) -> bool {
        self.candidates(vendor).iter().any(|module| module.batch)
    }
}

/// The headers of bodies whose headers were not kept.
pub(crate) fn no_headers(_: &str) -> Option<String> {
    None
}

/// Finds the event of a body, and its drift.
pub(crate) fn identify<'a>(
    vendor: &'a Vendor,
    declared: &Declared<'a>,
    header: impl Fn(&str) -> Option<String>,
    body: &[u8],
) -> Result<Finding<'a>, IdentifyError> {
    if let Declared::Event(module, event) = declared {
        return Ok(Finding::of(module, event.clone(), body)?);
    }
    let value = value(body)?;
    let candidates = declared.candidates(vendor);
    let mut named: Vec<(&Module, String)> =
        candidates.iter().filter_map(|module| Some((*module, module.event_name(&header, &value)?))).collect();
    if named.len() > 1 {
        // Several apis may name their events in the same place. Then the api that documents the event is meant.
        let documents = |(module, name): &(&Module, String)| module.events.iter().any(|event| event.name == *name);
        let fitting: Vec<&Module> = named.iter().map(|(module, _)| *module).collect();
        named.retain(documents);
        if named.len() != 1 {
            return Err(IdentifyError::Ambiguous(listed(&fitting)));
        }
    }
    match named.pop() {
        Some((module, event)) => Ok(Finding::of(module, event, body)?),
        None => unnamed(&candidates, body),
    }
}

/// Any body as a value. `Json` accepts objects with any keys, while `serde_json` treats some keys specially.
pub(crate) fn value(body: &[u8]) -> Result<Value, DecodeError> {
    Ok(match from_json::<Field<Json>>(body)? {
        Field::Value(Json(value)) => value,
        Field::Mismatch(value) => *value,
        Field::Absent | Field::Null => Value::Null,
    })
}

/// Identifies a body that does not name its event, as one of an api that has an endpoint for each event.
fn unnamed<'a>(candidates: &[&'a Module], body: &[u8]) -> Result<Finding<'a>, IdentifyError> {
    let unknown = <UnknownEvent>::decode("", body)?;
    let by_endpoint: Vec<&Module> = candidates.iter().copied().filter(|module| !module.naming.is_given()).collect();
    if by_endpoint.is_empty() {
        let places: Vec<String> = candidates.iter().map(|module| place_of_name(module)).collect();
        return Err(IdentifyError::Unnamed(places.join(", ")));
    }
    let mut guesses: Vec<Finding<'a>> = Vec::new();
    for module in by_endpoint {
        guesses.extend(Finding::likeliest(module, body, unknown.body.len())?);
    }
    if guesses.len() > 1 {
        let fitting: Vec<&Module> = guesses.iter().filter_map(|guess| guess.module).collect();
        return Err(IdentifyError::Ambiguous(listed(&fitting)));
    }
    let only = if let [only] = candidates { Some(*only) } else { None };
    let none = Finding { module: only, event: None, guess: false, rivals: Vec::new(), drift: unknown.drift() };
    Ok(guesses.pop().unwrap_or(none))
}

/// Where deliveries of an api name their event, for messages.
fn place_of_name(module: &Module) -> String {
    let header = module.naming.header.as_ref().map(|header| format!("the header {header}"));
    let pointer = module.naming.pointer.as_ref().map(|pointer| format!("the text at {pointer}"));
    let places: Vec<String> = header.into_iter().chain(pointer).collect();
    format!("a delivery of {} names its event by {}", module.api, places.join(" and "))
}

impl<'a> Finding<'a> {
    fn of(module: &'a Module, event: String, body: &[u8]) -> Result<Self, DecodeError> {
        let drift = module.drift(&event, body)?;
        Ok(Self { module: Some(module), event: Some(event), guess: false, rivals: Vec::new(), drift })
    }

    /// The event with the least drift, of those that know at least half of the body's keys. A body with fewer known
    /// keys is most likely from another vendor.
    fn likeliest(module: &'a Module, body: &[u8], keys: usize) -> Result<Option<Self>, DecodeError> {
        let mut best: Option<Self> = None;
        for event in &module.events {
            let drift = module.drift(&event.name, body)?;
            let is_foreign = |one: &&Drift| one.kind == DriftKind::UnknownKey && one.pointer.rfind('/') == Some(0);
            let known = keys.saturating_sub(drift.iter().filter(is_foreign).count());
            if known == 0 || known * 2 < keys {
                continue;
            }
            match &mut best {
                Some(best) if best.drift.len() < drift.len() => {}
                Some(best) if best.drift.len() == drift.len() => best.rivals.push(event.name.clone()),
                _ => best = Some(Self { guess: true, ..Self::of(module, event.name.clone(), body)? }),
            }
        }
        Ok(best)
    }
}
