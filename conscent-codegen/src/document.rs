//! The webhooks for programs that know no Rust: OpenAPI 3.1 and AsyncAPI 3.0.
//!
//! Both documents describe the sender. They share their schemas, which are those of the JSON Schema documents, and carry the
//! samples as examples. AsyncAPI reads schemas as draft 7 of JSON Schema, where these mean the same.

mod asyncapi;
mod component;
mod example;
mod openapi;

use crate::Model;
use crate::emit::File;
use crate::package::Package;
use serde::Serialize;

/// Both documents, as files of the crate.
pub(crate) fn files(package: &Package, model: &Model) -> [File; 2] {
    let info = Info::new(package, model);
    [
        file("schemas/openapi.json", &openapi::document(&info, model)),
        file("schemas/asyncapi.json", &asyncapi::document(&info, model)),
    ]
}

fn file(path: &str, document: &impl Serialize) -> File {
    // Nothing in it that JSON cannot write: strings, lists, maps with string keys, and samples, which are JSON.
    let mut text = serde_json::to_string_pretty(document).unwrap_or_default();
    text.push('\n');
    File { path: path.to_owned(), text, once: false }
}

/// What a document is about.
#[derive(Debug, Serialize)]
struct Info<'a> {
    title: &'a str,
    version: &'a str,
    description: String,
}

impl<'a> Info<'a> {
    fn new(package: &'a Package, model: &'a Model) -> Self {
        let (events, samples) = model.counts();
        Self {
            title: model.delivery.title.as_deref().unwrap_or(&package.name),
            version: &package.version,
            description: format!(
                "What is known of {events} events from {samples} documented samples. A key is required if every sample has it, and \
                 enough of them: receivers should be ready for less, and for more."
            ),
        }
    }
}

/// Another part of the same document.
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

/// A way for the sender to prove who it is.
#[derive(Debug, Serialize)]
struct SecurityScheme {
    #[serde(rename = "type")]
    kind: &'static str,
    scheme: &'static str,
}

/// HTTP Basic.
const BASIC: SecurityScheme = SecurityScheme { kind: "http", scheme: "basic" };
