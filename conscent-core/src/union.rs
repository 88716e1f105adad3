//! Unions: fields with values of more than one JSON kind.

/// Implements `Serialize`, `Debug` and [`FieldValue`](crate::FieldValue) for an enum of values of several kinds.
///
/// The variants are named after the kinds that they accept (`Bool`, `Number`, `Text`, `List`, `Object`), and each holds
/// a [`FieldValue`](crate::FieldValue) type that accepts that kind. The macro needs only the names:
///
/// ```
/// use conscent_core::{Field, Number, impl_union};
///
/// #[derive(Clone, PartialEq)]
/// pub enum Postcode {
///     Number(Number),
///     Text(String),
/// }
/// impl_union!(Postcode { Number, Text });
///
/// let postcode: Field<Postcode> = serde_json::from_str("110001")?;
/// assert_eq!(postcode, Field::Value(Postcode::Number(110001.into())));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[macro_export]
macro_rules! impl_union {
    ($type:ident { $($variant:ident),+ $(,)? }) => {
        impl $crate::serde::Serialize for $type {
            fn serialize<S: $crate::serde::Serializer>(&self, output: S) -> ::core::result::Result<S::Ok, S::Error> {
                match self {
                    $(Self::$variant(value) => $crate::serde::Serialize::serialize(value, output),)+
                }
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
                $crate::kind::either(&[$($crate::kind::taken_by(Self::$variant)),+])
            }

            $($crate::impl_union!(@take $variant);)+

            fn as_text(&self) -> ::core::option::Option<&str> {
                match self {
                    $(Self::$variant(value) => $crate::FieldValue::as_text(value),)+
                }
            }

            fn find_drift(&self, found: &mut $crate::drift::DriftCollector) {
                match self {
                    $(Self::$variant(value) => $crate::FieldValue::find_drift(value, found),)+
                }
            }

            fn show(&self, redaction: $crate::Redaction, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                match self {
                    $(Self::$variant(value) => $crate::FieldValue::show(value, redaction, f),)+
                }
            }
        }
    };
    (@take Bool) => {
        fn bool(value: bool) -> $crate::Field<Self> {
            $crate::FieldValue::bool(value).map(Self::Bool)
        }
    };
    (@take Number) => {
        fn number(value: $crate::Number) -> $crate::Field<Self> {
            $crate::FieldValue::number(value).map(Self::Number)
        }
    };
    (@take Text) => {
        fn text(value: &str) -> $crate::Field<Self> {
            $crate::FieldValue::text(value).map(Self::Text)
        }
    };
    (@take List) => {
        fn list<'de, A: $crate::serde::de::SeqAccess<'de>>(
            slot: &mut $crate::Field<Self>,
            list: A,
        ) -> ::core::result::Result<(), A::Error> {
            let mut inner = $crate::Field::Absent;
            $crate::FieldValue::list(&mut inner, list)?;
            *slot = inner.map(Self::List);
            ::core::result::Result::Ok(())
        }
    };
    (@take Object) => {
        fn object<'de, A: $crate::serde::de::MapAccess<'de>>(
            slot: &mut $crate::Field<Self>,
            entries: $crate::Entries<'de, A>,
        ) -> ::core::result::Result<(), A::Error> {
            let mut inner = $crate::Field::Absent;
            $crate::FieldValue::object(&mut inner, entries)?;
            *slot = inner.map(Self::Object);
            ::core::result::Result::Ok(())
        }
    };
}
