//! `[delivery.id]`: where deliveries have the id that their sender assigned.

use super::{HEADER_RULE, is_header};
use crate::diagnostic::{self, Diagnostic, Diagnostics, Location};
use crate::interface::Id;
use crate::samples::hints::place_of;
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::{Spanned, Value};

/// Where deliveries have their ids: in general, and in APIs that are exceptions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ids {
    /// `[delivery.id]`: for every API without an entry of its own.
    pub all: Option<IdHint>,
    /// `[delivery.id.<api>]`.
    pub apis: BTreeMap<String, IdHint>,
}

/// Where deliveries have their id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdHint {
    /// Its line in `hints.toml`.
    pub location: Location,
    /// The place.
    pub id: Id,
}

impl Ids {
    /// The hint for an API.
    #[must_use]
    pub fn of(&self, api: &str) -> Option<&IdHint> {
        self.apis.get(api).or(self.all.as_ref())
    }
}

/// `[delivery.id]` as it is written: `header` or `pointer`, and tables with one of these for single APIs.
#[derive(Default, Deserialize)]
#[serde(transparent)]
pub(in crate::samples) struct Entry(BTreeMap<Spanned<String>, Spanned<Value>>);

/// The header or the pointer, as it is written.
#[derive(Default)]
struct Place {
    location: Option<Location>,
    header: Option<String>,
    pointer: Option<String>,
}

const HELP: &str = "say where the id is: header = \"x-github-delivery\", or pointer = \"/id\"";

impl Entry {
    /// `line` gives the location of an offset, and `known` rejects the name of an API without a folder.
    pub(in crate::samples) fn ids(
        self,
        line: impl Fn(usize) -> Location,
        known: impl Fn(&str, &Location) -> Result<(), Diagnostic>,
    ) -> Result<Ids, Diagnostics> {
        let mut all = Place::default();
        let (mut apis, mut wrong) = (BTreeMap::new(), Vec::<Diagnostic>::new());
        for (key, value) in self.0 {
            let location = line(key.span().start);
            let key = key.into_inner();
            let is_known = || known(&key, &location);
            match value.into_inner() {
                Value::Table(fields) => match is_known().and_then(|()| Place::of(fields, &location)?.hint()) {
                    Ok(hint) => apis.extend(hint.map(|hint| (key, hint))),
                    Err(error) => wrong.push(error),
                },
                value => wrong.extend(all.set(&key, value, &location).err()),
            }
        }
        let all = all.hint().map_err(Diagnostics::from);
        let (all, ()) = diagnostic::join(all, wrong.into_iter().collect::<Diagnostics>().into_result())?;
        Ok(Ids { all, apis })
    }
}

impl Place {
    fn of(fields: toml::Table, location: &Location) -> Result<Self, Diagnostic> {
        let mut place = Self { location: Some(location.clone()), ..Self::default() };
        fields.into_iter().try_for_each(|(key, value)| place.set(&key, value, location))?;
        Ok(place)
    }

    fn set(&mut self, key: &str, value: Value, location: &Location) -> Result<(), Diagnostic> {
        let field = match key {
            "header" => &mut self.header,
            "pointer" => &mut self.pointer,
            _ => return Err(location.clone().error(format!("{key:?} is not a place for an id"), HELP)),
        };
        let Value::String(text) = value else {
            return Err(location.clone().error(format!("`{key}` is not a text"), HELP));
        };
        *field = Some(text);
        self.location.get_or_insert_with(|| location.clone());
        Ok(())
    }

    /// The place, if one is given.
    fn hint(self) -> Result<Option<IdHint>, Diagnostic> {
        let Some(location) = self.location else { return Ok(None) };
        let id = match (self.header, self.pointer) {
            (Some(header), None) if !is_header(&header) => {
                return Err(location.error(format!("{header:?} is not a header"), HEADER_RULE));
            }
            (Some(header), None) => Id { header: Some(header.to_ascii_lowercase()), pointer: None },
            (None, Some(pointer)) => Id { header: None, pointer: Some(place_of(&pointer, &location)?) },
            (None, None) => return Err(location.error("an id without a place", HELP)),
            (Some(_), Some(_)) => {
                return Err(
                    location.error("an id in two places", "keep the header or the pointer, and remove the other")
                );
            }
        };
        Ok(Some(IdHint { location, id }))
    }
}
