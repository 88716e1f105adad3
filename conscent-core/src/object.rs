//! Objects with known fields.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeOwned, Deserializer, MapAccess};
use serde::ser::{SerializeMap, Serializer};
use serde_json::{Map, Value};

use crate::entries::Entries;
use crate::{Field, Wire, json};

/// A struct whose fields are the known keys of a JSON object. Generated code implements it; [`object!`](crate::object!) builds
/// everything else on it.
pub trait Object: Wire + Default + fmt::Debug + DeserializeOwned {
    /// The name of the type, for messages.
    const TYPE: &'static str;

    /// Decodes the value of `key`, which `map` gives next, into its field. `false` if the key is unknown; then nothing is taken.
    ///
    /// # Errors
    /// What `map` fails with.
    fn read<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<bool, A::Error>;

    /// Shows each field to `visitor`, in order.
    ///
    /// # Errors
    /// The first error of `visitor`.
    fn visit<V: Visitor>(&self, visitor: &mut V) -> Result<(), V::Error>;

    /// The entries with unknown keys.
    fn extra(&self) -> &Map<String, Value>;

    /// The entries with unknown keys, to change them.
    fn extra_mut(&mut self) -> &mut Map<String, Value>;
}

/// Sees the fields of an object, one after the other.
pub trait Visitor {
    /// What can go wrong.
    type Error;

    /// Sees one field.
    ///
    /// # Errors
    /// Whatever makes it pointless to go on.
    fn field<T: Wire>(&mut self, key: &'static str, field: &Field<T>) -> Result<(), Self::Error>;
}

/// Takes an object into `slot`, where it is filled in place.
///
/// # Errors
/// What `entries` fails with.
pub fn fill<'de, T: Object, A: MapAccess<'de>>(slot: &mut Field<T>, entries: Entries<'de, A>) -> Result<(), A::Error> {
    // A repeated key replaces what came before; nothing is merged.
    *slot = Field::Value(T::default());
    match slot {
        Field::Value(object) => take(object, entries),
        _ => Ok(()),
    }
}

fn take<'de, T: Object, A: MapAccess<'de>>(object: &mut T, mut entries: Entries<'de, A>) -> Result<(), A::Error> {
    while let Some(key) = entries.next_key()? {
        if !object.read(&key, entries.map())? {
            json::insert(object.extra_mut(), key, entries.map())?;
        }
    }
    Ok(())
}

/// `Deserialize` for objects: fails only if the input is not an object.
///
/// # Errors
/// What `input` fails with.
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
        take(&mut object, Entries::new(None, map))?;
        Ok(object)
    }
}

/// `Serialize` for objects: the fields that are not absent, then `extra`.
///
/// # Errors
/// What `output` fails with.
pub fn serialize<T: Object, S: Serializer>(object: &T, output: S) -> Result<S::Ok, S::Error> {
    let mut map = Writer(output.serialize_map(None)?);
    object.visit(&mut map)?;
    for (key, value) in object.extra() {
        map.0.serialize_entry(key, value)?;
    }
    map.0.end()
}

struct Writer<M>(M);

impl<M: SerializeMap> Visitor for Writer<M> {
    type Error = M::Error;

    fn field<T: Wire>(&mut self, key: &'static str, field: &Field<T>) -> Result<(), M::Error> {
        if field.is_absent() { Ok(()) } else { self.0.serialize_entry(key, field) }
    }
}

/// Implements `Serialize`, `Deserialize`, `Debug` and [`Wire`](crate::Wire) for a type that is an [`Object`](crate::Object), and its
/// inherent functions `drift` and `debug_unredacted`.
///
/// `object!(Purchase)` for a struct; `object!(Envelope, P)` for one with a payload `P: Object`.
///
/// `Debug` is redacted: events go to logs, personal data must not. It shows structure, kinds, lengths, booleans and known enum
/// values; `debug_unredacted` shows everything.
#[macro_export]
macro_rules! object {
    ($type:ident) => {
        $crate::object!(@impl [] $type);
    };
    ($type:ident, $payload:ident) => {
        $crate::object!(@impl [$payload: $crate::Object] $type<$payload>);
    };
    (@impl [$($generics:tt)*] $type:ty) => {
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

        /// Redacted.
        impl<$($generics)*> ::core::fmt::Debug for $type {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::redact::object(self, $crate::Detail::Redacted, f)
            }
        }

        impl<$($generics)*> $crate::Wire for $type {
            fn expected() -> ::std::borrow::Cow<'static, str> {
                ::std::borrow::Cow::Borrowed("object")
            }

            fn object<'de, A: $crate::serde::de::MapAccess<'de>>(
                slot: &mut $crate::Field<Self>,
                entries: $crate::Entries<'de, A>,
            ) -> ::core::result::Result<(), A::Error> {
                $crate::object::fill(slot, entries)
            }

            fn find_drift(&self, found: &mut $crate::drift::Finder) {
                found.object(self);
            }

            fn show(&self, detail: $crate::Detail, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::redact::object(self, detail, f)
            }
        }

        impl<$($generics)*> $type {
            /// What this object has that the samples did not know.
            #[must_use]
            pub fn drift(&self) -> ::std::vec::Vec<$crate::Drift> {
                $crate::drift::drift(self)
            }

            /// As `Debug`, with all content. Mind where it is written to.
            #[must_use]
            pub fn debug_unredacted(&self) -> impl ::core::fmt::Debug + '_ {
                $crate::redact::shown(self, $crate::Detail::Full)
            }
        }
    };
}
