//! The common part of OpenAPI and AsyncAPI: schemas under names such as `v2.Address`, because two APIs may each have an
//! `Address`.

use super::{Ref, json_schema, variant};
use crate::interface::{Event, Interface, Module};
use conscent_shape::json_schema::Schema;
use serde::Serialize;
use std::collections::BTreeMap;

/// Where both documents keep their schemas.
const SCHEMAS: &str = "components/schemas/";

/// An event with its names in a document.
#[derive(Clone, Copy, Debug)]
pub(super) struct Named<'a> {
    pub(super) module: &'a Module,
    pub(super) event: &'a Event,
}

impl Named<'_> {
    /// The event's name, unique among all APIs: `v2.PurchasePass`.
    pub(super) fn id(&self) -> String {
        id(self.module, &self.event.payload.name)
    }

    /// Its name for readers.
    pub(super) fn title(&self) -> String {
        format!("{} {}", self.module.api, self.event.name)
    }

    /// The schema of its whole body.
    fn body(&self) -> Ref {
        Ref::to(&format!("{SCHEMAS}{}", self.body_name()))
    }

    /// The payload is the body where there is no envelope.
    fn body_name(&self) -> String {
        if self.module.envelope.is_some() { format!("{}.Body", self.id()) } else { self.id() }
    }
}

/// What arrives: a delivery, or a list of deliveries. Documents show a list with one.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum Sent<T> {
    One(T),
    Batch([T; 1]),
}

/// The schema of what arrives.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum SentSchema {
    One(Ref),
    Batch {
        #[serde(rename = "type")]
        kind: &'static str,
        items: Ref,
    },
}

impl Named<'_> {
    /// A sample as it arrives.
    pub(super) fn sent<T>(&self, sample: T) -> Sent<T> {
        if self.module.batch { Sent::Batch([sample]) } else { Sent::One(sample) }
    }

    /// The schema of what arrives.
    pub(super) fn sent_schema(&self) -> SentSchema {
        if self.module.batch {
            SentSchema::Batch { kind: "array", items: self.body() }
        } else {
            SentSchema::One(self.body())
        }
    }
}

/// The events of all APIs.
pub(super) fn events(interface: &Interface) -> impl Iterator<Item = Named<'_>> {
    interface.modules.iter().flat_map(|module| module.events.iter().map(move |event| Named { module, event }))
}

/// The schemas of all bodies, and those that they refer to.
pub(super) fn schemas(interface: &Interface) -> BTreeMap<String, Schema> {
    let mut schemas = BTreeMap::new();
    for event in events(interface) {
        let mut body = json_schema::body(event.module, event.event);
        let definitions = std::mem::take(&mut body.definitions);
        let definitions = definitions.into_iter().map(|(name, schema)| (id(event.module, &name), schema));
        for (name, mut schema) in definitions.chain([(event.body_name(), body)]) {
            schema.redirect(&|name| format!("#/{SCHEMAS}{}", id(event.module, name)));
            schemas.insert(name, schema);
        }
    }
    schemas
}

/// The same schemas, with those of variants, which OpenAPI treats as subclasses.
pub(super) fn with_subclasses(interface: &Interface, schemas: &BTreeMap<String, Schema>) -> BTreeMap<String, Schema> {
    let mut schemas = schemas.clone();
    let structs = interface.modules.iter().flat_map(|module| module.all_structs().map(move |one| (module, one)));
    for (module, one) in structs {
        // A struct that only undocumented events could have is in no document.
        let Some(base) = schemas.get_mut(&id(module, &one.name)) else { continue };
        let Some((discriminator, subclasses)) = variant::subclasses(module, one) else { continue };
        let target = |name: &str| format!("#/{SCHEMAS}{}", id(module, name));
        base.discriminator = Some(Box::new(discriminator));
        base.redirect(&target);
        schemas.extend(subclasses.into_iter().map(|(name, mut schema)| {
            schema.redirect(&target);
            (id(module, &name), schema)
        }));
    }
    schemas
}

/// The module's name is ASCII, and unique.
fn id(module: &Module, name: &str) -> String {
    format!("{}.{name}", module.ident)
}
