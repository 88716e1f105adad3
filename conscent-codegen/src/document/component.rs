//! The parts that both documents refer to, and what they are called: `v2.Address`, as two apis may each have an `Address`.

use super::Ref;
use crate::rust;
use crate::schema::{self, Api, Event, Schema};
use std::collections::BTreeMap;

/// Where both documents keep their schemas.
const SCHEMAS: &str = "components/schemas/";

/// An event with its names.
#[derive(Debug)]
pub(super) struct Named<'a> {
    pub(super) api: &'a Api,
    pub(super) event: &'a Event,
    /// The module of the api, whose name is one of ASCII, and no other's.
    pub(super) module: String,
}

impl Named<'_> {
    /// What the event is called among those of all apis: `v2.PurchasePass`.
    pub(super) fn id(&self) -> String {
        id(&self.module, &self.event.type_name)
    }

    /// What it is called for people.
    pub(super) fn title(&self) -> String {
        format!("{} {}", self.api.name, self.event.name)
    }

    /// The schema of its whole body.
    pub(super) fn body(&self) -> Ref {
        Ref::to(&format!("{SCHEMAS}{}", self.body_name()))
    }

    /// The payload is the body where there is no envelope.
    fn body_name(&self) -> String {
        if self.api.envelope.is_some() { format!("{}.Body", self.id()) } else { self.id() }
    }
}

/// The events of all apis.
pub(super) fn events(apis: &[Api]) -> impl Iterator<Item = Named<'_>> {
    apis.iter()
        .zip(rust::modules(apis))
        .flat_map(|(api, module)| api.events.iter().map(move |event| Named { api, event, module: module.clone() }))
}

/// The schemas of all bodies, and what these are made of.
pub(super) fn schemas(apis: &[Api]) -> BTreeMap<String, Schema> {
    let mut schemas = BTreeMap::new();
    for event in events(apis) {
        let mut body = schema::body(event.api, event.event);
        let definitions = std::mem::take(&mut body.definitions);
        let definitions = definitions.into_iter().map(|(name, schema)| (id(&event.module, &name), schema));
        for (name, mut schema) in definitions.chain([(event.body_name(), body)]) {
            schema.refer(&|name| format!("#/{SCHEMAS}{}", id(&event.module, name)));
            schemas.insert(name, schema);
        }
    }
    schemas
}

fn id(module: &str, name: &str) -> String {
    format!("{module}.{name}")
}
