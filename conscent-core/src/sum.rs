//! Places where values of several kinds stand.

/// Implements `Serialize`, `Debug` and [`Wire`](crate::Wire) for an enum of values of several kinds.
///
/// The variants are named for the kinds that they take (`Bool`, `Number`, `Text`, `List`, `Object`), each with a [`Wire`](crate::Wire)
/// type that takes that kind. The macro needs the names only:
///
/// ```
/// use conscent_core::{Field, Number, sum};
///
/// #[derive(Clone, PartialEq)]
/// pub enum Postcode {
///     Number(Number),
///     Text(String),
/// }
/// sum!(Postcode { Number, Text });
///
/// let postcode: Field<Postcode> = serde_json::from_str("110001")?;
/// assert_eq!(postcode, Field::Value(Postcode::Number(110001.into())));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[macro_export]
macro_rules! sum {
    ($type:ident { $($variant:ident),+ $(,)? }) => {
        impl $crate::serde::Serialize for $type {
            fn serialize<S: $crate::serde::Serializer>(&self, output: S) -> ::core::result::Result<S::Ok, S::Error> {
                match self {
                    $(Self::$variant(value) => $crate::serde::Serialize::serialize(value, output),)+
                }
            }
        }

        /// Redacted.
        impl ::core::fmt::Debug for $type {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::Wire::show(self, $crate::Detail::Redacted, f)
            }
        }

        impl $crate::Wire for $type {
            fn expected() -> ::std::borrow::Cow<'static, str> {
                $crate::kind::either(&[$($crate::kind::taken_by(Self::$variant)),+])
            }

            $($crate::sum!(@take $variant);)+

            fn find_drift(&self, found: &mut $crate::drift::Finder) {
                match self {
                    $(Self::$variant(value) => $crate::Wire::find_drift(value, found),)+
                }
            }

            fn show(&self, detail: $crate::Detail, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                match self {
                    $(Self::$variant(value) => $crate::Wire::show(value, detail, f),)+
                }
            }
        }
    };
    (@take Bool) => {
        fn bool(value: bool) -> $crate::Field<Self> {
            $crate::Wire::bool(value).map(Self::Bool)
        }
    };
    (@take Number) => {
        fn number(value: $crate::Number) -> $crate::Field<Self> {
            $crate::Wire::number(value).map(Self::Number)
        }
    };
    (@take Text) => {
        fn text(value: &str) -> $crate::Field<Self> {
            $crate::Wire::text(value).map(Self::Text)
        }
    };
    (@take List) => {
        fn list<'de, A: $crate::serde::de::SeqAccess<'de>>(
            slot: &mut $crate::Field<Self>,
            list: A,
        ) -> ::core::result::Result<(), A::Error> {
            let mut inner = $crate::Field::Absent;
            $crate::Wire::list(&mut inner, list)?;
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
            $crate::Wire::object(&mut inner, entries)?;
            *slot = inner.map(Self::Object);
            ::core::result::Result::Ok(())
        }
    };
}
