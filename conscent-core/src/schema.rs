//! JSON Schemas of generated types, as the crate `schemars` 1 asks for them. Needs the feature `schemars`.
//!
//! A schema tells what the samples have, as the documents in a generated crate's folder `schemas` do: it is what to expect, and what
//! to document. Decoding takes every JSON object, whatever its schema says.
//!
//! The type of a user that holds one of ours has a schema too:
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
//! Generated code implements [`JsonSchema`] in these words:
//!
//! ```
//! use conscent_core::{Number, Timestamp, schema};
//!
//! struct Purchase;
//!
//! impl schema::JsonSchema for Purchase {
//!     schema::names!(Purchase);
//!
//!     fn json_schema(generator: &mut schema::SchemaGenerator) -> schema::Schema {
//!         schema::object(generator)
//!             .property::<Number>("price", "in all 4 samples")
//!             .property::<Option<Timestamp>>("endsAt", "in 1 of 4 samples")
//!             .required(&["price"])
//!     }
//! }
//! ```

use std::borrow::Cow;

use serde_json::{Map, Value, json};

use crate::{Field, Number, Timestamp, UnknownEvent};

#[doc(inline)]
pub use crate::schema_names as names;
pub use schemars::{JsonSchema, Schema, SchemaGenerator};

/// The schema of an object, key by key.
#[derive(Debug)]
#[must_use = "`required` makes a schema of it"]
pub struct ObjectSchema<'g> {
    generator: &'g mut SchemaGenerator,
    properties: Map<String, Value>,
}

/// Begins the schema of an object. Keys that it does not name are allowed.
pub fn object(generator: &mut SchemaGenerator) -> ObjectSchema<'_> {
    ObjectSchema { generator, properties: Map::new() }
}

impl ObjectSchema<'_> {
    /// A key that holds a `T`; an `Option<T>`, if null was seen there too.
    pub fn property<T: JsonSchema>(mut self, key: &str, description: &str) -> Self {
        let mut schema = self.generator.subschema_for::<T>();
        schema.insert("description".to_owned(), description.into());
        self.properties.insert(key.to_owned(), schema.into());
        self
    }

    /// A key that holds one text: the name of the event.
    pub fn constant(mut self, key: &str, text: &str, description: &str) -> Self {
        let schema = json!({ "description": description, "const": text, "type": "string" });
        self.properties.insert(key.to_owned(), schema);
        self
    }

    /// The schema, with the keys that every sample has.
    #[must_use]
    pub fn required(self, keys: &[&str]) -> Schema {
        let mut schema = schemars::json_schema!({ "type": "object", "properties": self.properties });
        if !keys.is_empty() {
            schema.insert("required".to_owned(), keys.into());
        }
        schema
    }
}

/// Any text, and among them these.
#[must_use]
pub fn open_enum(known: &[&str]) -> Schema {
    any_of([schemars::json_schema!({ "enum": known }), text()])
}

/// Whatever one of these allows.
#[must_use]
pub fn any_of<const N: usize>(schemas: [Schema; N]) -> Schema {
    schemars::json_schema!({ "anyOf": schemas.map(Schema::to_value).to_vec() })
}

fn text() -> Schema {
    schemars::json_schema!({ "type": "string" })
}

/// As `T`: what stands there according to the samples.
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

/// `JsonSchema` for a type whose schema is short enough to stand wherever the type does.
macro_rules! inline {
    ($type:ident => $schema:expr) => {
        impl JsonSchema for $type {
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
inline!(UnknownEvent => schemars::json_schema!({ "type": "object" }));

/// The functions of [`JsonSchema`] that tell a type's name, and the name that no other type has.
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
