//! Finds the drift of a body from an interface, without the generated types.
//!
//! `conscent-core` decides what is a value, what is a mismatch, and which drift each of them causes: its own types
//! decode the scalars. This module adds only what the generated code adds, which is how types contain each other.
//! `tests/law` compares both.

mod body;

use crate::interface::{Event, Module, OpenEnum, RustType, Struct, Union, UnionVariant};
use conscent_core::drift::DriftCollector;
use conscent_core::{
    Decimal, DecodeError, Drift, DriftKind, EpochMillis, EpochSeconds, Field, FieldValue, Kind, Number, Timestamp,
    unrepresentable,
};
use serde::Deserialize;
use serde_json::{Map, Value};
use std::borrow::Cow;

impl Module {
    /// Lists the drift of an event's whole body: the same list as `AnyEvent::drift_of` of the generated module.
    ///
    /// # Errors
    /// The body is not JSON, is not a JSON object, or is nested too deeply.
    pub fn drift(&self, event: &str, body: &[u8]) -> Result<Vec<Drift>, DecodeError> {
        let mut found = DriftCollector::default();
        if let Some(event) = self.events.iter().find(|one| one.name == event) {
            Check { module: self, event }.body(body, &mut found)?;
        } else {
            body::object(body)?;
            found.push(DriftKind::UnknownEvent);
        }
        let mut drift = found.into_drift();
        drift.extend(unrepresentable(body));
        Ok(drift)
    }
}

/// Compares the bodies of one event with its types.
struct Check<'a> {
    module: &'a Module,
    event: &'a Event,
}

/// How the value of a key fits its type: the variants of [`Field`].
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fit {
    Null,
    Value,
    Mismatch,
}

impl From<bool> for Fit {
    fn from(fits: bool) -> Self {
        if fits { Self::Value } else { Self::Mismatch }
    }
}

/// What a type's name refers to.
enum Named<'a> {
    Struct(&'a Struct),
    Enum(&'a OpenEnum),
    Union(&'a Union),
}

impl<'a> Check<'a> {
    fn body(&self, body: &[u8], found: &mut DriftCollector) -> Result<(), DecodeError> {
        match (&self.module.envelope, &self.event.value) {
            (Some(envelope), _) => self.object(&envelope.body, &body::object(body)?, found),
            (None, Some(held)) => self.field(held.without_null(), &body::value(body)?, found),
            (None, None) => self.object(&self.event.payload, &body::object(body)?, found),
        }
        Ok(())
    }

    fn object(&self, one: &Struct, object: &Map<String, Value>, found: &mut DriftCollector) {
        for field in &one.fields {
            if let Some(value) = object.get(&field.key) {
                found.at(&field.key, |found| self.field(&field.ty, value, found));
            }
        }
        let is_known = |key: &String| one.fields.binary_search_by(|field| field.key.cmp(key)).is_ok();
        for key in object.keys().filter(|key| !is_known(key)) {
            found.at(key, |found| found.push(DriftKind::UnknownKey));
        }
    }

    fn field(&self, ty: &RustType, value: &Value, found: &mut DriftCollector) {
        match self.fit(ty, value) {
            Fit::Null => {}
            Fit::Value => self.value(ty, value, found),
            Fit::Mismatch => {
                found.push(DriftKind::Mismatch { expected: self.expected(ty), found: Kind::of(value) });
            }
        }
    }

    fn fit(&self, ty: &RustType, value: &Value) -> Fit {
        match (ty, value) {
            (RustType::Box(inner), _) => self.fit(inner, value),
            (RustType::Json, _) | (RustType::Option(_), Value::Null) => Fit::Value,
            // The type of a payload that is not an object keeps a mismatch itself.
            (RustType::Payload, _) if self.event.value.is_some() => Fit::Value,
            (_, Value::Null) => Fit::Null,
            (RustType::Option(inner), _) => self.fit(inner, value),
            (RustType::Any, _)
            | (RustType::Bool, Value::Bool(_))
            | (RustType::Number, Value::Number(_))
            | (RustType::String | RustType::Timestamp, Value::String(_))
            | (
                RustType::EpochSeconds | RustType::EpochMillis | RustType::Decimal,
                Value::Number(_) | Value::String(_),
            )
            | (RustType::Payload | RustType::Around(_), Value::Object(_)) => Fit::Value,
            (RustType::Vec(item), Value::Array(items)) => items.iter().all(|value| self.is_value(item, value)).into(),
            (RustType::Map(held), Value::Object(entries)) => {
                entries.values().all(|value| self.is_value(held, value)).into()
            }
            (RustType::Named(name), _) => match self.named(name) {
                Some(Named::Struct(_)) => value.is_object().into(),
                Some(Named::Enum(_)) => value.is_string().into(),
                Some(Named::Union(one)) => variant(one, value).is_some_and(|ty| self.is_value(ty, value)).into(),
                None => Fit::Mismatch,
            },
            _ => Fit::Mismatch,
        }
    }

    fn is_value(&self, ty: &RustType, value: &Value) -> bool {
        self.fit(ty, value) == Fit::Value
    }

    /// Adds the drift inside a value that fits its type.
    fn value(&self, ty: &RustType, value: &Value, found: &mut DriftCollector) {
        match (ty, value) {
            (RustType::Any, _) => found.push(DriftKind::UntypedValue),
            (RustType::Timestamp, _) => scalar::<Timestamp>(value, found),
            (RustType::EpochSeconds, _) => scalar::<EpochSeconds>(value, found),
            (RustType::EpochMillis, _) => scalar::<EpochMillis>(value, found),
            (RustType::Decimal, _) => scalar::<Decimal>(value, found),
            (RustType::Option(inner), _) if !value.is_null() => self.value(inner, value, found),
            (RustType::Box(inner), _) => self.value(inner, value, found),
            (RustType::Vec(item), Value::Array(items)) => {
                for (index, value) in items.iter().enumerate() {
                    found.at(&index.to_string(), |found| self.value(item, value, found));
                }
            }
            (RustType::Map(held), Value::Object(entries)) => {
                // The map of a generated type is sorted; this one need not be.
                let mut entries: Vec<_> = entries.iter().collect();
                entries.sort_unstable_by_key(|(key, _)| *key);
                for (key, value) in entries {
                    found.at(key, |found| self.value(held, value, found));
                }
            }
            (RustType::Payload, _) => match (&self.event.value, value) {
                (Some(held), _) => self.field(held.without_null(), value, found),
                (None, Value::Object(object)) => self.object(&self.event.payload, object, found),
                _ => {}
            },
            (RustType::Around(name), Value::Object(object)) => {
                if let Some(one) = self.module.around().find(|one| one.name == *name) {
                    self.object(one, object, found);
                }
            }
            (RustType::Named(name), _) => match (self.named(name), value) {
                (Some(Named::Struct(one)), Value::Object(object)) => self.object(one, object, found),
                (Some(Named::Enum(one)), Value::String(text))
                    if !text.is_empty() && one.values.iter().all(|known| known.text != *text) =>
                {
                    found.push(DriftKind::UnknownValue);
                }
                (Some(Named::Union(one)), _) => {
                    if let Some(ty) = variant(one, value) {
                        self.value(ty, value, found);
                    }
                }
                _ => {}
            },
            _ => {}
        }
    }

    /// The kinds that a type accepts, as the generated types name them.
    fn expected(&self, ty: &RustType) -> Cow<'static, str> {
        match ty {
            RustType::Any | RustType::Json => Value::expected(),
            RustType::Bool => bool::expected(),
            RustType::Number => Number::expected(),
            RustType::String => String::expected(),
            RustType::Timestamp => Timestamp::expected(),
            RustType::EpochSeconds => EpochSeconds::expected(),
            RustType::EpochMillis => EpochMillis::expected(),
            RustType::Decimal => Decimal::expected(),
            RustType::Payload => match &self.event.value {
                Some(held) => self.expected(held.without_null()),
                None => Map::expected(),
            },
            RustType::Around(_) => Map::expected(),
            RustType::Named(name) => match self.named(name) {
                Some(Named::Enum(_)) => String::expected(),
                Some(Named::Union(one)) => {
                    let kinds: Vec<_> = one.variants.iter().map(|variant| self.expected(&variant.ty)).collect();
                    conscent_core::kind::either(&kinds)
                }
                Some(Named::Struct(_)) | None => Map::expected(),
            },
            RustType::Vec(item) => format!("list of {}", self.expected(item)).into(),
            RustType::Option(inner) => format!("{} or null", self.expected(inner)).into(),
            RustType::Map(held) => format!("map of {}", self.expected(held)).into(),
            RustType::Box(inner) => self.expected(inner),
        }
    }

    fn named(&self, name: &str) -> Option<Named<'a>> {
        let Module { structs, enums, unions, .. } = self.module;
        // All of them are sorted by name.
        let find_struct = || structs.binary_search_by(|one| (*one.name).cmp(name)).ok().and_then(|n| structs.get(n));
        let find_enum = || enums.binary_search_by(|one| (*one.name).cmp(name)).ok().and_then(|n| enums.get(n));
        let find_union = || unions.binary_search_by(|one| (*one.name).cmp(name)).ok().and_then(|n| unions.get(n));
        let found = find_struct().map(Named::Struct).or_else(|| find_enum().map(Named::Enum));
        found.or_else(|| find_union().map(Named::Union))
    }
}

/// The variant of the union that holds this kind of value.
fn variant<'a>(one: &'a Union, value: &Value) -> Option<&'a RustType> {
    let name = match Kind::of(value) {
        Kind::Null => return None,
        Kind::Bool => "Bool",
        Kind::Number => "Number",
        Kind::Text => "Text",
        Kind::List => "List",
        Kind::Object => "Object",
    };
    one.variants.iter().find(|UnionVariant { variant, .. }| variant == name).map(|variant| &variant.ty)
}

/// Adds the drift of a value whose type is in conscent-core.
fn scalar<T: FieldValue>(value: &Value, found: &mut DriftCollector) {
    if let Ok(field) = Field::<T>::deserialize(value) {
        found.field(&field);
    }
}
