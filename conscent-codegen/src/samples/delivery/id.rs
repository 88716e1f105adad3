//! `[delivery.id]`: where deliveries have the id that their sender assigned.

use super::{HEADER_RULE, is_header};
use crate::diagnostic::{Diagnostics, Location};
use crate::interface::Id;
use crate::samples::hints::{Known, place_of};
use crate::table::Table;
use std::collections::BTreeMap;

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
    /// Its place in `hints.toml`.
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

/// `[delivery.id]`: `header` or `pointer`, and tables with one of these for single APIs. `known` rejects the name of an
/// API without a folder.
pub(super) fn ids(mut table: Table<'_>, known: &Known<'_>) -> Result<Ids, Diagnostics> {
    let all = hint(&mut table);
    let mut apis = BTreeMap::new();
    for (api, key, mut own) in table.other_tables() {
        table.ok(known(&api, &key));
        let hint = hint(&mut own);
        if hint.is_none() && own.places().is_empty() {
            own.incomplete("an id without a place", HELP);
        }
        apis.extend(table.ok(own.finish(Some(hint))).flatten().map(|hint| (api, hint)));
    }
    table.finish(Some(Ids { all, apis }))
}

const HELP: &str = "say where the id is: header = \"x-github-delivery\", or pointer = \"/id\"";

/// Takes the place of an id, if one is given.
fn hint(table: &mut Table<'_>) -> Option<IdHint> {
    let (header, pointer) = (table.get::<String>("header"), table.get::<String>("pointer"));
    if header.is_some() && pointer.is_some() {
        table.error("pointer", "an id in two places", "keep the header or the pointer, and remove the other");
    }
    let (key, id) = match (header, pointer) {
        (Some(header), _) if !is_header(&header) => {
            table.error("header", format!("{header:?} is not a header"), HEADER_RULE);
            return None;
        }
        (Some(header), _) => ("header", Id { header: Some(header.to_ascii_lowercase()), pointer: None }),
        (None, Some(pointer)) => {
            let place = table.places().of("pointer").clone();
            ("pointer", Id { header: None, pointer: Some(table.ok(place_of(&pointer, &place))?) })
        }
        (None, None) => return None,
    };
    Some(IdHint { location: table.places().of(key).clone(), id })
}
