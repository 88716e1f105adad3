//! The interface as documents for programs that are not written in Rust: JSON Schema, OpenAPI 3.1 and AsyncAPI 3.0.
//!
//! OpenAPI and AsyncAPI describe the sender. They share the schemas of the JSON Schema documents, and carry the samples as examples.
//! AsyncAPI reads schemas as draft 7 of JSON Schema, in which these mean the same.

mod asyncapi;
mod component;
mod example;
pub(crate) mod json_schema;
mod openapi;

use crate::interface::{FILE, Interface, Module};
use crate::output::File;
use crate::package::Package;
use crate::samples::{Delivery, Samples};
use example::Examples;
use rayon::prelude::*;
use serde::Serialize;

/// All documents, as files of the crate: in `schemas`, where `interface.json` is kept too.
pub(crate) fn files(interface: &Interface, samples: &Samples, package: &Package) -> Vec<File> {
    let (info, examples) = (Info::new(interface, package), Examples::new(samples));
    let schemas = component::schemas(interface);
    let mut files = vec![
        File::new(format!("schemas/{FILE}"), interface.to_text()),
        File::new("schemas/openapi.json", text(&openapi::document(&info, interface, &schemas, &examples))),
        File::new("schemas/asyncapi.json", text(&asyncapi::document(&info, interface, &schemas, &examples))),
    ];
    let events: Vec<_> =
        interface.modules.iter().flat_map(|module| module.events.iter().map(move |event| (module, event))).collect();
    files.par_extend(events.par_iter().map(|(module, event)| {
        let path = format!("schemas/{}/{}.json", module.api, event.folder());
        File::new(path, json_schema::document(module, event).to_text())
    }));
    files
}

fn text(document: &impl Serialize) -> String {
    // It holds strings, lists, maps with string keys, and samples, which are JSON: serde_json can write all of it.
    let mut text = serde_json::to_string_pretty(document).unwrap_or_default();
    text.push('\n');
    text
}

/// What a document is about.
#[derive(Debug, Serialize)]
struct Info<'a> {
    title: &'a str,
    version: &'a str,
    description: String,
}

impl<'a> Info<'a> {
    fn new(interface: &'a Interface, package: &'a Package) -> Self {
        let (events, samples) = (interface.events(), interface.samples());
        Self {
            title: interface.delivery.title.as_deref().unwrap_or(&package.name),
            version: &package.version,
            description: format!(
                "What {samples} documented samples show of {events} events. A key is required if every sample has it, and enough of \
                 them: receivers should be ready for less, and for more."
            ),
        }
    }
}

/// A reference to another part of the same document.
#[derive(Debug, Serialize)]
struct Ref {
    #[serde(rename = "$ref")]
    to: String,
}

impl Ref {
    fn to(path: &str) -> Self {
        Self { to: format!("#/{path}") }
    }
}

/// A way for the sender to prove its identity.
#[derive(Debug, Serialize)]
struct SecurityScheme {
    #[serde(rename = "type")]
    kind: &'static str,
    scheme: &'static str,
}

/// HTTP Basic.
const BASIC: SecurityScheme = SecurityScheme { kind: "http", scheme: "basic" };

/// A header of requests, as documents describe it.
struct Header<'a> {
    /// What documents call it.
    key: String,
    name: &'a str,
    description: &'a str,
}

/// The headers of all apis: the one with the signature, those that name events, and those with ids.
fn headers(interface: &Interface) -> impl Iterator<Item = Header<'_>> {
    let signed = interface.delivery.signature.iter().map(|signature| Header {
        key: SIGNATURE.to_owned(),
        name: &signature.header,
        description: &signature.description,
    });
    let named = interface.modules.iter().filter_map(|module| {
        let description = if module.naming.pointer.is_some() {
            "The first part of the event's name; the body has the part after the dot, if there is one."
        } else {
            "The name of the event."
        };
        Some(Header { key: names_event(module), name: module.naming.header.as_deref()?, description })
    });
    let ids = interface.modules.iter().filter_map(|module| {
        let description = "The id of the delivery, which is the same when it is repeated.";
        Some(Header { key: has_id(module), name: module.id.header.as_deref()?, description })
    });
    signed.chain(named).chain(ids)
}

/// The headers that the deliveries of an api have, by what documents call them.
fn headers_of(module: &Module, delivery: &Delivery) -> impl Iterator<Item = String> {
    let signed = delivery.signature.iter().map(|_| SIGNATURE.to_owned());
    let named = module.naming.header.iter().map(|_| names_event(module));
    signed.chain(named).chain(module.id.header.iter().map(|_| has_id(module)))
}

const SIGNATURE: &str = "signature";

fn names_event(module: &Module) -> String {
    format!("event-{}", module.ident)
}

fn has_id(module: &Module) -> String {
    format!("id-{}", module.ident)
}
