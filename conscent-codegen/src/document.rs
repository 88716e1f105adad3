//! The interface as documents for programs in other languages: JSON Schema, OpenAPI 3.1 and AsyncAPI 3.0.
//!
//! OpenAPI and AsyncAPI describe the sender. They contain the same schemas as the JSON Schema documents, and the
//! samples as examples. AsyncAPI reads schemas as draft 7 of JSON Schema, where these schemas mean the same.

mod asyncapi;
mod component;
mod example;
pub(crate) mod json_schema;
mod openapi;
pub(crate) mod variant;

use crate::interface::{FILE, Interface, Module};
use crate::output::File;
use crate::package::{self, Package};
use crate::samples::{Delivery, Samples};
use crate::text;
use example::Examples;
use rayon::prelude::*;
use serde::Serialize;

/// All documents, as files of the crate in `schemas`, which also holds `interface.json`.
pub(crate) fn files(interface: &Interface, samples: &Samples, package: &Package) -> Vec<File> {
    let (info, examples) = (Info::new(interface, package), Examples::new(samples));
    let schemas = component::schemas(interface);
    let mut files = vec![
        File::new(format!("schemas/{FILE}"), interface.to_text()),
        File::new(
            "schemas/openapi.json",
            text::json(&openapi::document(
                &info,
                interface,
                &component::with_subclasses(interface, &schemas),
                &examples,
            )),
        ),
        File::new("schemas/asyncapi.json", text::json(&asyncapi::document(&info, interface, &schemas, &examples))),
    ];
    let events: Vec<_> =
        interface.modules.iter().flat_map(|module| module.events.iter().map(move |event| (module, event))).collect();
    files.par_extend(events.par_iter().map(|(module, event)| {
        let path = format!("schemas/{}/{}.json", module.api, event.folder());
        File::new(path, text::json(&json_schema::document(module, event)))
    }));
    files
}

/// The title, version and description of a document.
#[derive(Debug, Serialize)]
struct Info<'a> {
    title: &'a str,
    version: &'a str,
    description: String,
}

impl<'a> Info<'a> {
    fn new(interface: &'a Interface, package: &'a Package) -> Self {
        Self {
            title: interface.delivery.title.as_deref().unwrap_or(&package.name),
            version: &package.version,
            description: format!(
                "Inferred from {}. A key is required if every sample has it and there are enough \
                 samples. Receivers should accept missing and additional keys.",
                package::evidence(interface)
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

/// How the sender proves its identity.
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
    /// Its key in the documents.
    key: String,
    name: &'a str,
    description: &'a str,
}

/// The headers of all APIs: the one with the signature, those that name events, and those with ids.
fn headers(interface: &Interface) -> impl Iterator<Item = Header<'_>> {
    let signed = interface.delivery.signature.iter().map(|signature| Header {
        key: SIGNATURE.to_owned(),
        name: &signature.header,
        description: &signature.description,
    });
    let named = interface.modules.iter().filter_map(|module| {
        let description = if module.naming.pointer.is_some() {
            "The first part of the event's name. The body has the part after the dot, if there is one."
        } else {
            "The name of the event."
        };
        Some(Header { key: names_event(module), name: module.naming.header.as_deref()?, description })
    });
    let ids = interface.modules.iter().filter_map(|module| {
        let description = "The id of the delivery. It stays the same when the delivery is repeated.";
        Some(Header { key: has_id(module), name: module.id.header.as_deref()?, description })
    });
    signed.chain(named).chain(ids)
}

/// The headers of an API's deliveries, by their keys in the documents.
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
