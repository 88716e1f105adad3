//! JSON Schema as data: the part of it that is needed, and the annotations that tell what it cannot.
//!
//! | annotation | at | what |
//! |---|---|---|
//! | `x-rust` | events, properties, enums | what they are named in Rust: a type, a field with its accessor, variants |
//! | `x-group` | events | the Rust enum of all events that share the first part of their names |
//! | `x-samples` | events | the documented payloads, each with its function in the module `samples` |
//!
//! A `description` is a [`Seen`](super::Seen). With all this a document says everything that the public interface of the generated crate follows from: two releases are compared by their
//! documents.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// A schema, its keywords in the order they are written.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Schema {
    #[serde(rename = "$schema", skip_serializing_if = "Option::is_none")]
    pub(crate) dialect: Option<Cow<'static, str>>,
    #[serde(rename = "$id", skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<String>,
    #[serde(rename = "$ref", skip_serializing_if = "Option::is_none")]
    pub(crate) reference: Option<String>,
    #[serde(rename = "const", skip_serializing_if = "Option::is_none")]
    pub(crate) constant: Option<String>,
    #[serde(rename = "type", skip_serializing_if = "Words::is_none")]
    pub(crate) kind: Words,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) format: Option<Cow<'static, str>>,
    #[serde(rename = "enum", skip_serializing_if = "Vec::is_empty")]
    pub(crate) values: Vec<String>,
    #[serde(rename = "anyOf", skip_serializing_if = "Vec::is_empty")]
    pub(crate) any_of: Vec<Schema>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) items: Option<Box<Schema>>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) properties: BTreeMap<String, Schema>,
    #[serde(rename = "additionalProperties", skip_serializing_if = "Option::is_none")]
    pub(crate) additional_properties: Option<Box<Schema>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) required: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) examples: Vec<Box<RawValue>>,
    #[serde(rename = "x-rust", skip_serializing_if = "Words::is_none")]
    pub(crate) rust: Words,
    #[serde(rename = "x-group", skip_serializing_if = "Option::is_none")]
    pub(crate) group: Option<String>,
    #[serde(rename = "x-samples", skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) samples: BTreeMap<String, String>,
    #[serde(rename = "$defs", skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) definitions: BTreeMap<String, Schema>,
}

/// What a keyword says that takes one word or many.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Words {
    #[default]
    None,
    One(Cow<'static, str>),
    Many(Vec<Cow<'static, str>>),
}

impl Words {
    fn is_none(&self) -> bool {
        matches!(self, Self::None)
    }
}

impl From<&str> for Words {
    fn from(word: &str) -> Self {
        Self::One(word.to_owned().into())
    }
}

/// Where a document keeps what it defines.
pub(crate) const DEFINITIONS: &str = "#/$defs/";

impl Schema {
    /// One kind of value.
    pub(crate) fn of(kind: &'static str) -> Self {
        Self { kind: Words::One(kind.into()), ..Self::default() }
    }

    /// What a document defines under this name.
    pub(crate) fn to(name: &str) -> Self {
        Self { reference: Some(format!("{DEFINITIONS}{name}")), ..Self::default() }
    }

    /// Changes where it refers to definitions: `reference` gives the place of the definition of a name.
    pub(crate) fn refer(&mut self, reference: &impl Fn(&str) -> String) {
        if let Some(name) = self.reference.as_deref().and_then(|own| own.strip_prefix(DEFINITIONS)) {
            self.reference = Some(reference(name));
        }
        let Self { any_of, items, properties, additional_properties, definitions, .. } = self;
        let below = any_of.iter_mut().chain(items.as_deref_mut()).chain(additional_properties.as_deref_mut());
        for schema in below.chain(properties.values_mut()).chain(definitions.values_mut()) {
            schema.refer(reference);
        }
    }

    /// The same, or null.
    pub(crate) fn or_null(self) -> Self {
        match self.kind {
            Words::None if self.reference.is_none() => self,
            Words::One(kind) => Self { kind: Words::Many(vec![kind, "null".into()]), ..self },
            _ => Self { any_of: vec![self, Self::of("null")], ..Self::default() },
        }
    }
}
