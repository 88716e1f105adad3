//! JSON Schemas of generated types, for version 1 of the crate `schemars`. Needs the feature `schemars`.
//!
//! A schema describes the data in the samples, like the documents in the folder `schemas` of a generated crate. It is
//! documentation, and says what to expect. Decoding accepts every JSON object, even one that does not match its schema.
//!
//! Your own types can derive a schema from fields of these types:
//!
//! ```
//! use conscent_core::{Number, Timestamp};
//! use schemars::{JsonSchema, schema_for};
//!
//! #[derive(JsonSchema)]
//! struct Refund {
//!     amount: Number,
//!     paid_at: Option<Timestamp>,
//! }
//!
//! let schema = schema_for!(Refund);
//! assert_eq!(schema.pointer("/properties/amount/type").unwrap(), "number");
//! assert_eq!(schema.pointer("/properties/paid_at/format").unwrap(), "date-time");
//! ```
//!
//! Generated code implements [`JsonSchema`] like this:
//!
//! ```
//! use conscent_core::{Number, Timestamp, schema};
//!
//! struct Purchase;
//!
//! schema::impl_object! {
//!     Purchase {
//!         required "price": Number = "in all 4 samples",
//!         optional "endsAt": Option<Timestamp> = "in 1 of 4 samples",
//!     }
//! }
//!
//! let schema = schemars::schema_for!(Purchase);
//! assert_eq!(schema.pointer("/required").unwrap(), &serde_json::json!(["price"]));
//! ```

use std::borrow::Cow;

use serde_json::{Map, Value, json};

use crate::{Decimal, EpochMillis, EpochSeconds, Event, Field, Json, Number, Timestamp, UnknownEvent};

#[doc(inline)]
pub use crate::{
    schema_any_of as impl_any_of, schema_envelope as impl_envelope, schema_names as names,
    schema_object as impl_object, schema_open_enum as impl_open_enum, schema_payload as impl_payload,
};
pub use schemars::{JsonSchema, Schema, SchemaGenerator};

/// The builder of the schema of an object.
#[derive(Debug)]
#[must_use = "`finish` completes the schema"]
pub struct ObjectSchema<'g> {
    generator: &'g mut SchemaGenerator,
    properties: Map<String, Value>,
    required: Vec<Value>,
    variants: Vec<VariantSchema>,
}

/// The additional constraints on objects whose tag has one of the given values.
#[derive(Debug, Default)]
struct VariantSchema {
    condition: Value,
    properties: Map<String, Value>,
    required: Vec<Value>,
}

/// Starts the schema of an object. It allows any other keys in addition to those that are added.
pub fn object(generator: &mut SchemaGenerator) -> ObjectSchema<'_> {
    ObjectSchema { generator, properties: Map::new(), required: Vec::new(), variants: Vec::new() }
}

impl ObjectSchema<'_> {
    /// Adds a key with values of type `T`. Use `Option<T>` if samples also have null there.
    pub fn optional<T: JsonSchema>(mut self, key: &str, description: &str) -> Self {
        let mut schema = self.generator.subschema_for::<T>();
        schema.insert("description".to_owned(), description.into());
        self.properties.insert(key.to_owned(), schema.into());
        self
    }

    /// Adds a key that every sample has.
    pub fn required<T: JsonSchema>(mut self, key: &str, description: &str) -> Self {
        self.required.push(key.into());
        self.optional::<T>(key, description)
    }

    /// Adds a key whose value is a constant string, the name of the event `E`.
    pub fn optional_name<E: Event>(mut self, key: &str, description: &str) -> Self {
        let schema = json!({ "description": description, "const": E::NAME, "type": "string" });
        self.properties.insert(key.to_owned(), schema);
        self
    }

    /// Adds a key that every sample has, and whose value is the name of the event `E`.
    pub fn required_name<E: Event>(mut self, key: &str, description: &str) -> Self {
        self.required.push(key.into());
        self.optional_name::<E>(key, description)
    }

    /// Adds the format of the strings under a key.
    pub fn format(mut self, key: &str, format: &str) -> Self {
        if let Some(Value::Object(schema)) = self.properties.get_mut(key) {
            schema.insert("format".to_owned(), format.into());
        }
        self
    }

    /// Adds a variant: the keys that objects have if the value of `tag` is one of `texts`.
    pub fn variant(mut self, tag: &str, texts: &[&str], required: &[&str]) -> Self {
        let value = match texts {
            [only] => json!({ "const": only }),
            texts => json!({ "enum": texts }),
        };
        let condition = json!({ "properties": { tag: value }, "required": [tag] });
        let required = required.iter().map(|key| Value::from(*key)).collect();
        self.variants.push(VariantSchema { condition, properties: Map::new(), required });
        self
    }

    /// Narrows the type of the values under a key for the last variant, where the values have fewer kinds than in other
    /// objects.
    pub fn narrowed<T: JsonSchema>(mut self, key: &str) -> Self {
        let schema = self.generator.subschema_for::<T>();
        if let Some(variant) = self.variants.last_mut() {
            variant.properties.insert(key.to_owned(), schema.into());
        }
        self
    }

    /// Completes the schema.
    #[must_use]
    pub fn finish(self) -> Schema {
        let mut schema = schemars::json_schema!({ "type": "object", "properties": self.properties });
        if !self.required.is_empty() {
            schema.insert("required".to_owned(), self.required.into());
        }
        let variants: Vec<Value> = self.variants.into_iter().map(VariantSchema::finish).collect();
        if !variants.is_empty() {
            schema.insert("allOf".to_owned(), variants.into());
        }
        schema
    }
}

impl VariantSchema {
    fn finish(self) -> Value {
        let mut then = Map::new();
        if !self.properties.is_empty() {
            then.insert("properties".to_owned(), self.properties.into());
        }
        if !self.required.is_empty() {
            then.insert("required".to_owned(), self.required.into());
        }
        json!({ "if": self.condition, "then": then })
    }
}

/// The schema of any string, with the known ones listed.
#[must_use]
pub fn open_enum(known: &[&str]) -> Schema {
    any_of([schemars::json_schema!({ "enum": known }), text()])
}

/// The schema of a value that matches any of these schemas.
#[must_use]
pub fn any_of<const N: usize>(schemas: [Schema; N]) -> Schema {
    schemars::json_schema!({ "anyOf": schemas.map(Schema::to_value).to_vec() })
}

fn text() -> Schema {
    schemars::json_schema!({ "type": "string" })
}

/// The schema of `T`, which describes the values that samples have in this field.
impl<T: JsonSchema> JsonSchema for Field<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

/// Implements `JsonSchema` for a type whose schema is short enough to be inlined wherever the type is used.
macro_rules! inline {
    ($type:ident $(<$any:ident>)? => $schema:expr) => {
        impl$(<$any>)? JsonSchema for $type$(<$any>)? {
            names!($type);

            fn inline_schema() -> bool {
                true
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                $schema
            }
        }
    };
}

inline!(Number => schemars::json_schema!({ "type": "number" }));
inline!(Timestamp => schemars::json_schema!({ "type": "string", "format": "date-time" }));
inline!(EpochSeconds => number_or_text());
inline!(EpochMillis => number_or_text());
inline!(Decimal => number_or_text());
inline!(Json => true.into());
inline!(UnknownEvent<B> => schemars::json_schema!({ "type": "object" }));

/// The schema of a number, written as a number or as a string. It equals the checked-in schemas.
fn number_or_text() -> Schema {
    schemars::json_schema!({ "anyOf": [{ "type": "number" }, { "type": "string" }] })
}

/// Defines the functions of [`JsonSchema`] that return the name of a type, and a unique id.
///
/// `schema::names!(Purchase)`; `schema::names!(Envelope, P)` for a type with a payload `P: JsonSchema`.
#[macro_export]
macro_rules! schema_names {
    ($type:ident) => {
        fn schema_name() -> ::std::borrow::Cow<'static, str> {
            ::std::borrow::Cow::Borrowed(::core::stringify!($type))
        }

        fn schema_id() -> ::std::borrow::Cow<'static, str> {
            ::std::borrow::Cow::Borrowed(::core::concat!(::core::module_path!(), "::", ::core::stringify!($type)))
        }
    };
    ($type:ident, $payload:ident) => {
        fn schema_name() -> ::std::borrow::Cow<'static, str> {
            ::std::format!("{}_for_{}", ::core::stringify!($type), $payload::schema_name()).into()
        }

        fn schema_id() -> ::std::borrow::Cow<'static, str> {
            let path = ::core::concat!(::core::module_path!(), "::", ::core::stringify!($type));
            ::std::format!("{path}<{}>", $payload::schema_id()).into()
        }
    };
}

/// Implements `JsonSchema` for a struct, from a list of its keys. Each is `required` or `optional`, with a type and a
/// description. The variants of the struct follow. Each has the values of its tag, the keys that it requires in addition,
/// and the types of keys whose values have fewer kinds in it.
///
/// ```
/// use conscent_core::{Number, schema};
///
/// struct Payment;
///
/// schema::impl_object! {
///     Payment {
///         required "type": String = "in all 4 samples",
///         optional "last4": String = "in 3 of 4 samples",
///         optional "code": serde_json::Value = "in all 4 samples",
///     } by "type" {
///         "card" | "CARD" => ["last4"] { "code": Number },
///     }
/// }
///
/// let schema = schemars::schema_for!(Payment);
/// assert_eq!(schema.pointer("/allOf/0/then/required").unwrap(), &serde_json::json!(["last4"]));
/// ```
#[macro_export]
macro_rules! schema_object {
    ($type:ident { $($presence:ident $key:literal: $held:ty $(as $format:literal)? = $description:literal),* $(,)? }
    $(by $tag:literal {
        $($($text:literal)|+ => [$($required:literal),*] $({ $($narrowed:literal: $kind:ty),* })?),* $(,)?
    })?) => {
        impl $crate::schema::JsonSchema for $type {
            $crate::schema::names!($type);

            fn json_schema(generator: &mut $crate::schema::SchemaGenerator) -> $crate::schema::Schema {
                let object = $crate::schema::object(generator)$(.$presence::<$held>($key, $description)$(.format($key, $format))?)*;
                $($(let object = object.variant($tag, &[$($text),+], &[$($required),*])$($(.narrowed::<$kind>($narrowed))*)?;)*)?
                object.finish()
            }
        }
    };
}

/// Implements `JsonSchema` for the envelope of an event, as [`schema_object!`](crate::schema_object!) does for a
/// struct. The key of the event's name is `required_name` or `optional_name`.
#[macro_export]
macro_rules! schema_envelope {
    ($type:ident<$payload:ident> { $($presence:ident $key:literal: $held:ty $(as $format:literal)? = $description:literal),* $(,)? }) => {
        impl<$payload: $crate::Event + $crate::schema::JsonSchema> $crate::schema::JsonSchema for $type<$payload> {
            $crate::schema::names!($type, $payload);

            fn json_schema(generator: &mut $crate::schema::SchemaGenerator) -> $crate::schema::Schema {
                $crate::schema::object(generator)$(.$presence::<$held>($key, $description)$(.format($key, $format))?)*.finish()
            }
        }
    };
}

/// Implements `JsonSchema` for a payload that [`impl_payload!`](crate::impl_payload!) implements, from the type of its
/// value. Use `Option<_>` if samples have null.
#[macro_export]
macro_rules! schema_payload {
    ($type:ident($held:ty)) => {
        impl $crate::schema::JsonSchema for $type {
            $crate::schema::names!($type);

            fn json_schema(generator: &mut $crate::schema::SchemaGenerator) -> $crate::schema::Schema {
                generator.subschema_for::<$held>()
            }
        }
    };
}

/// Implements `JsonSchema` for an open enum, from its known strings.
#[macro_export]
macro_rules! schema_open_enum {
    ($type:ident { $($text:literal),* $(,)? }) => {
        impl $crate::schema::JsonSchema for $type {
            $crate::schema::names!($type);

            fn json_schema(_: &mut $crate::schema::SchemaGenerator) -> $crate::schema::Schema {
                $crate::schema::open_enum(&[$($text),*])
            }
        }
    };
}

/// Implements `JsonSchema` for an enum whose variants hold values of these types.
#[macro_export]
macro_rules! schema_any_of {
    ($type:ident { $($held:ty),* $(,)? }) => {
        impl $crate::schema::JsonSchema for $type {
            $crate::schema::names!($type);

            fn json_schema(generator: &mut $crate::schema::SchemaGenerator) -> $crate::schema::Schema {
                $crate::schema::any_of([$(generator.subschema_for::<$held>()),*])
            }
        }
    };
}
