//! Samples inside a document.

use crate::catalog::{Catalog, Documented};
use crate::schema::{Api, Event};
use serde::ser::{Error, Serialize, SerializeSeq, Serializer};
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// The samples of an event, each with its name.
pub(super) fn all<'a>(
    catalog: &'a Catalog,
    api: &Api,
    event: &Event,
) -> impl Iterator<Item = (&'a str, Json<'a>)> + use<'a> {
    let documented = catalog.get(&api.name).and_then(|events| events.get(&event.name)).into_iter().flatten();
    documented.map(|Documented { sample, .. }| (sample.name.as_str(), Json(&sample.text)))
}

/// JSON text that is laid out anew, as the document around it. Scalars stay as they are written.
#[derive(Debug)]
pub(super) struct Json<'a>(&'a str);

impl Serialize for Json<'_> {
    fn serialize<S: Serializer>(&self, output: S) -> Result<S::Ok, S::Error> {
        let Self(text) = self;
        if text.starts_with('{') {
            let entries: BTreeMap<String, &RawValue> = serde_json::from_str(text).map_err(S::Error::custom)?;
            output.collect_map(entries.iter().map(|(key, value)| (key, Json(value.get()))))
        } else if text.starts_with('[') {
            let items: Vec<&RawValue> = serde_json::from_str(text).map_err(S::Error::custom)?;
            let mut list = output.serialize_seq(Some(items.len()))?;
            items.iter().try_for_each(|item| list.serialize_element(&Json(item.get())))?;
            list.end()
        } else {
            serde_json::from_str::<&RawValue>(text).map_err(S::Error::custom)?.serialize(output)
        }
    }
}
