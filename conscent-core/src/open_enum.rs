//! Enums that take any text.

/// An enum of texts that is never closed: what the samples did not show is kept in a case of its own.
///
/// Generated code implements it; [`open_enum!`](crate::open_enum!) builds everything else on it.
pub trait OpenEnum: Sized {
    /// The case of `text`.
    fn from_text(text: &str) -> Self;

    /// The text, known or not.
    fn as_str(&self) -> &str;

    /// Whether the samples showed this text.
    fn is_known(&self) -> bool;
}

/// Implements `Serialize`, `Deserialize`, `Debug`, `Display`, `FromStr`, `From<&str>` and [`Wire`](crate::Wire) for a type that is an
/// [`OpenEnum`](crate::OpenEnum), and its inherent functions `as_str` and `is_known`.
///
/// `Debug` shows known texts and hides unknown ones, which can hold anything.
#[macro_export]
macro_rules! open_enum {
    ($type:ident) => {
        impl $type {
            /// The text on the wire.
            #[must_use]
            pub fn as_str(&self) -> &str {
                $crate::OpenEnum::as_str(self)
            }

            /// Whether the samples showed this text.
            #[must_use]
            pub fn is_known(&self) -> bool {
                $crate::OpenEnum::is_known(self)
            }
        }

        impl $crate::serde::Serialize for $type {
            fn serialize<S: $crate::serde::Serializer>(&self, output: S) -> ::core::result::Result<S::Ok, S::Error> {
                output.serialize_str(self.as_str())
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $type {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(input: D) -> ::core::result::Result<Self, D::Error> {
                <::std::borrow::Cow<'de, str> as $crate::serde::Deserialize<'de>>::deserialize(input)
                    .map(|text| Self::from(&*text))
            }
        }

        /// Unknown texts are redacted.
        impl ::core::fmt::Debug for $type {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::Wire::show(self, $crate::Detail::Redacted, f)
            }
        }

        /// The text on the wire.
        impl ::core::fmt::Display for $type {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl ::core::convert::From<&str> for $type {
            fn from(text: &str) -> Self {
                $crate::OpenEnum::from_text(text)
            }
        }

        impl ::core::str::FromStr for $type {
            type Err = ::core::convert::Infallible;

            fn from_str(text: &str) -> ::core::result::Result<Self, Self::Err> {
                ::core::result::Result::Ok(Self::from(text))
            }
        }

        impl $crate::Wire for $type {
            fn expected() -> ::std::borrow::Cow<'static, str> {
                ::std::borrow::Cow::Borrowed("text")
            }

            fn text(value: &str) -> $crate::Field<Self> {
                $crate::Field::Value(Self::from(value))
            }

            fn find_drift(&self, found: &mut $crate::drift::Finder) {
                if !self.is_known() && !self.as_str().is_empty() {
                    found.push($crate::DriftKind::UnknownValue);
                }
            }

            fn show(&self, detail: $crate::Detail, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                if self.is_known() {
                    f.write_str(self.as_str())
                } else {
                    $crate::redact::text(self.as_str(), detail, f)
                }
            }
        }
    };
}
