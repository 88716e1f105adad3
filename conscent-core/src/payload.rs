//! Payloads: the content of an event.

use std::fmt;

use serde::de::DeserializeOwned;

use crate::redact::{self, Redaction};
use crate::{Field, FieldValue};

/// The whole body of an event, or the payload in its envelope. It is either an [`Object`](crate::Object), or a newtype
/// around a value of another kind.
///
/// [`impl_object!`](crate::impl_object!) and [`impl_payload!`](crate::impl_payload!) implement it.
pub trait Payload: FieldValue + Default + fmt::Debug + DeserializeOwned {}

/// Implements [`Payload`](crate::Payload), `Serialize`, `Deserialize`, `Debug` and [`FieldValue`](crate::FieldValue)
/// for a payload that is a list, a scalar or null in the samples, and its inherent functions `value`, `drift` and
/// `debug_unredacted`.
///
/// Every JSON value decodes into it. `null` is an ordinary value. A value of a kind that the samples do not have is
/// kept as a [`Mismatch`](crate::Field::Mismatch), and reported as drift.
///
/// ```
/// use conscent_core::{Field, Number, impl_payload};
///
/// #[derive(Clone, Default, PartialEq)]
/// pub struct PageScores(pub Field<Vec<Number>>);
/// impl_payload!(PageScores(Vec<Number>));
///
/// let scores: PageScores = conscent_core::decode(b"[1, 2.50]")?;
/// assert_eq!(scores.value().map(Vec::len), Some(2));
/// let scores: PageScores = conscent_core::decode(b"null")?;
/// assert_eq!(scores.value(), None);
/// assert!(scores.drift().is_empty());
/// # Ok::<(), conscent_core::DecodeError>(())
/// ```
#[macro_export]
macro_rules! impl_payload {
    ($type:ident($held:ty)) => {
        impl $crate::Payload for $type {}

        impl $crate::serde::Serialize for $type {
            fn serialize<S: $crate::serde::Serializer>(&self, output: S) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::serde::Serialize::serialize(&self.0, output)
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $type {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(input: D) -> ::core::result::Result<Self, D::Error> {
                $crate::serde::Deserialize::deserialize(input).map(Self)
            }
        }

        /// The output is redacted.
        impl ::core::fmt::Debug for $type {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::FieldValue::show(self, $crate::Redaction::On, f)
            }
        }

        impl $crate::FieldValue for $type {
            fn expected() -> ::std::borrow::Cow<'static, str> {
                <$held as $crate::FieldValue>::expected()
            }

            fn null() -> $crate::Field<Self> {
                $crate::Field::Value(Self($crate::FieldValue::null()))
            }

            fn bool(value: bool) -> $crate::Field<Self> {
                $crate::Field::Value(Self($crate::FieldValue::bool(value)))
            }

            fn number(value: $crate::Number) -> $crate::Field<Self> {
                $crate::Field::Value(Self($crate::FieldValue::number(value)))
            }

            fn text(value: &str) -> $crate::Field<Self> {
                $crate::Field::Value(Self($crate::FieldValue::text(value)))
            }

            fn list<'de, A: $crate::serde::de::SeqAccess<'de>>(
                slot: &mut $crate::Field<Self>,
                list: A,
            ) -> ::core::result::Result<(), A::Error> {
                let mut held = $crate::Field::Absent;
                $crate::FieldValue::list(&mut held, list)?;
                *slot = $crate::Field::Value(Self(held));
                ::core::result::Result::Ok(())
            }

            fn object<'de, A: $crate::serde::de::MapAccess<'de>>(
                slot: &mut $crate::Field<Self>,
                entries: $crate::Entries<'de, A>,
            ) -> ::core::result::Result<(), A::Error> {
                let mut held = $crate::Field::Absent;
                $crate::FieldValue::object(&mut held, entries)?;
                *slot = $crate::Field::Value(Self(held));
                ::core::result::Result::Ok(())
            }

            fn find_drift(&self, found: &mut $crate::drift::DriftCollector) {
                found.field(&self.0);
            }

            fn show(&self, redaction: $crate::Redaction, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::payload::show(::core::stringify!($type), &self.0, redaction, f)
            }
        }

        impl $type {
            /// The value; `None` if it is null or of another kind.
            #[must_use]
            pub fn value(&self) -> ::core::option::Option<&$held> {
                self.0.value()
            }

            /// Lists what this payload has that the samples do not.
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

/// Writes a payload that holds `field`.
///
/// # Errors
/// The error of the formatter.
#[doc(hidden)]
pub fn show<T: FieldValue>(
    name: &str,
    field: &Field<T>,
    redaction: Redaction,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    let mut tuple = f.debug_tuple(name);
    match (field, redaction) {
        (Field::Value(value), _) => tuple.field(&redact::shown(value, redaction)),
        (Field::Mismatch(value), Redaction::Off) => tuple.field(&format_args!("<mismatch: {value}>")),
        // `Field`'s own `Debug` would redact the content.
        _ => tuple.field(field),
    };
    tuple.finish()
}
