//! Objects with known fields.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserializer, MapAccess};
use serde::ser::{SerializeMap, Serializer};
use serde_json::{Map, Value};

use crate::entries::Entries;
use crate::{Field, FieldValue, Payload, json};

/// A struct whose fields are the known keys of a JSON object. Generated code calls
/// [`impl_object!`](crate::impl_object!), which implements this trait and all related ones.
pub trait Object: Payload {
    /// The name of the type, for messages.
    const TYPE: &'static str;

    /// Decodes the next value of `map` into the field of `key`. Returns `false`, without reading the value, if the key
    /// is unknown.
    ///
    /// # Errors
    /// The error of `map`.
    fn read<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<bool, A::Error>;

    /// Visits the fields in order.
    ///
    /// # Errors
    /// The first error of `visitor`.
    fn visit<V: Visitor>(&self, visitor: &mut V) -> Result<(), V::Error>;

    /// The entries with unknown keys.
    fn extra(&self) -> &Map<String, Value>;

    /// The entries with unknown keys, mutably.
    fn extra_mut(&mut self) -> &mut Map<String, Value>;
}

/// A visitor for the fields of an object.
pub trait Visitor {
    /// The error that ends a visit.
    type Error;

    /// Visits one field.
    ///
    /// # Errors
    /// Any error, which ends the visit.
    fn field<T: FieldValue>(&mut self, key: &'static str, field: &Field<T>) -> Result<(), Self::Error>;
}

/// Decodes an object in place, into `slot`.
///
/// # Errors
/// The error of `entries`.
pub fn read_into<'de, T: Object, A: MapAccess<'de>>(
    slot: &mut Field<T>,
    entries: Entries<'de, A>,
) -> Result<(), A::Error> {
    // A repeated key replaces the earlier object instead of merging with it.
    *slot = Field::Value(T::default());
    match slot {
        Field::Value(object) => read_entries(object, entries),
        _ => Ok(()),
    }
}

fn read_entries<'de, T: Object, A: MapAccess<'de>>(
    object: &mut T,
    mut entries: Entries<'de, A>,
) -> Result<(), A::Error> {
    while let Some(key) = entries.next_key()? {
        if !object.read(&key, entries.map())? {
            json::insert(object.extra_mut(), key, entries.map())?;
        }
    }
    Ok(())
}

/// Implements `Deserialize` for objects.
///
/// # Errors
/// The error of `input`, or the input is not an object.
pub fn deserialize<'de, T: Object, D: Deserializer<'de>>(input: D) -> Result<T, D::Error> {
    input.deserialize_map(Whole(PhantomData))
}

struct Whole<T>(PhantomData<T>);

impl<'de, T: Object> serde::de::Visitor<'de> for Whole<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        let mut object = T::default();
        read_entries(&mut object, Entries::new(None, map))?;
        Ok(object)
    }
}

/// Implements `Serialize` for objects: writes the fields that are not absent, then `extra`.
///
/// # Errors
/// The error of `output`.
pub fn serialize<T: Object, S: Serializer>(object: &T, output: S) -> Result<S::Ok, S::Error> {
    let mut map = MapWriter(output.serialize_map(None)?);
    object.visit(&mut map)?;
    for (key, value) in object.extra() {
        map.0.serialize_entry(key, value)?;
    }
    map.0.end()
}

struct MapWriter<M>(M);

impl<M: SerializeMap> Visitor for MapWriter<M> {
    type Error = M::Error;

    fn field<T: FieldValue>(&mut self, key: &'static str, field: &Field<T>) -> Result<(), M::Error> {
        if field.is_absent() { Ok(()) } else { self.0.serialize_entry(key, field) }
    }
}

/// Implements [`Object`](crate::Object), `Serialize`, `Deserialize`, `Debug` and [`FieldValue`](crate::FieldValue) for
/// a struct, and its inherent functions `with`, `drift` and `debug_unredacted`.
///
/// `impl_object!(Purchase { id = "_id", price = "price" })` lists the fields, each with its key. The struct has one
/// more field, `extra`, for entries with unknown keys. `impl_object!(Envelope<P> { … })` is for a struct that holds a
/// payload `P: Payload`.
///
/// `Debug` is redacted, because events go to logs and personal data must not. It shows structure, kinds, lengths,
/// booleans and known values of enums. `debug_unredacted` shows everything.
#[macro_export]
macro_rules! impl_object {
    ($type:ident { $($fields:tt)* }) => {
        $crate::impl_object!(@impl [] $type, $type { $($fields)* });
    };
    ($type:ident<$payload:ident> { $($fields:tt)* }) => {
        $crate::impl_object!(@impl [$payload: $crate::Payload] $type, $type<$payload> { $($fields)* });
    };
    (@impl [$($generics:tt)*] $name:ident, $type:ty { $($field:ident = $key:literal),* $(,)? }) => {
        impl<$($generics)*> $crate::Payload for $type {}

        impl<$($generics)*> $crate::Object for $type {
            const TYPE: &'static str = ::core::stringify!($name);

            fn read<'de, A: $crate::serde::de::MapAccess<'de>>(
                &mut self,
                key: &str,
                map: &mut A,
            ) -> ::core::result::Result<bool, A::Error> {
                ::core::result::Result::Ok(match key {
                    $($key => {
                        self.$field.read(map)?;
                        true
                    })*
                    _ => false,
                })
            }

            fn visit<V: $crate::Visitor>(&self, visitor: &mut V) -> ::core::result::Result<(), V::Error> {
                $(visitor.field($key, &self.$field)?;)*
                ::core::result::Result::Ok(())
            }

            fn extra(&self) -> &$crate::serde_json::Map<::std::string::String, $crate::serde_json::Value> {
                &self.extra
            }

            fn extra_mut(&mut self) -> &mut $crate::serde_json::Map<::std::string::String, $crate::serde_json::Value> {
                &mut self.extra
            }
        }

        impl<$($generics)*> $crate::serde::Serialize for $type {
            fn serialize<S: $crate::serde::Serializer>(&self, output: S) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::object::serialize(self, output)
            }
        }

        impl<'de, $($generics)*> $crate::serde::Deserialize<'de> for $type {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(input: D) -> ::core::result::Result<Self, D::Error> {
                $crate::object::deserialize(input)
            }
        }

        /// The output is redacted.
        impl<$($generics)*> ::core::fmt::Debug for $type {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::redact::object(self, $crate::Redaction::On, f)
            }
        }

        impl<$($generics)*> $crate::FieldValue for $type {
            fn expected() -> ::std::borrow::Cow<'static, str> {
                ::std::borrow::Cow::Borrowed("object")
            }

            fn object<'de, A: $crate::serde::de::MapAccess<'de>>(
                slot: &mut $crate::Field<Self>,
                entries: $crate::Entries<'de, A>,
            ) -> ::core::result::Result<(), A::Error> {
                $crate::object::read_into(slot, entries)
            }

            fn find_drift(&self, found: &mut $crate::drift::DriftCollector) {
                found.object(self);
            }

            fn show(&self, redaction: $crate::Redaction, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::redact::object(self, redaction, f)
            }
        }

        impl<$($generics)*> $type {
            /// Returns the object after a change. Together with `default()`, it builds one in a single expression.
            #[must_use]
            pub fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
                change(&mut self);
                self
            }

            /// Lists what this object has that the samples do not.
            #[must_use]
            pub fn drift(&self) -> ::std::vec::Vec<$crate::Drift> {
                $crate::drift::drift(self)
            }

            /// Like `Debug`, but with all content. Make sure that personal data may go wherever you write it.
            #[must_use]
            pub fn debug_unredacted(&self) -> impl ::core::fmt::Debug + '_ {
                $crate::redact::shown(self, $crate::Redaction::Off)
            }
        }
    };
}
