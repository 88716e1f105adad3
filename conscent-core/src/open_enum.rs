//! Enums that accept any string.

/// An enum of strings that also accepts unknown ones, and keeps them in the variant `Unknown`.
///
/// [`impl_open_enum!`](crate::impl_open_enum!) implements it.
pub trait OpenEnum: Sized {
    /// The variant for `text`.
    fn from_text(text: &str) -> Self;

    /// The string, known or not.
    fn as_str(&self) -> &str;

    /// Whether a sample has this string.
    fn is_known(&self) -> bool;
}

/// Implements [`OpenEnum`](crate::OpenEnum), `Serialize`, `Deserialize`, `Debug`, `Display`, `FromStr`, `From<&str>`
/// and [`FieldValue`](crate::FieldValue) for an enum, and its inherent functions `as_str` and `is_known`.
///
/// `impl_open_enum!(Status { Active = "ACTIVE", Ended = "ENDED" })` lists the variants, each with its string. The enum
/// has one more variant, `Unknown(String)`.
///
/// `Debug` shows known strings and redacts unknown ones, which can contain anything.
#[macro_export]
macro_rules! impl_open_enum {
    ($type:ident { $($variant:ident = $text:literal),* $(,)? }) => {
        impl $crate::OpenEnum for $type {
            fn from_text(text: &str) -> Self {
                match text {
                    $($text => Self::$variant,)*
                    _ => Self::Unknown(::std::borrow::ToOwned::to_owned(text)),
                }
            }

            fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::Unknown(text) => text,
                }
            }

            fn is_known(&self) -> bool {
                !::core::matches!(self, Self::Unknown(_))
            }
        }

        impl $type {
            /// The string on the wire.
            #[must_use]
            pub fn as_str(&self) -> &str {
                $crate::OpenEnum::as_str(self)
            }

            /// Whether a sample has this string.
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

        /// Redacts unknown strings.
        impl ::core::fmt::Debug for $type {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::FieldValue::show(self, $crate::Redaction::On, f)
            }
        }

        /// Writes the string on the wire.
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

        impl $crate::FieldValue for $type {
            fn expected() -> ::std::borrow::Cow<'static, str> {
                ::std::borrow::Cow::Borrowed("text")
            }

            fn text(value: &str) -> $crate::Field<Self> {
                $crate::Field::Value(Self::from(value))
            }

            fn as_text(&self) -> ::core::option::Option<&str> {
                ::core::option::Option::Some(self.as_str())
            }

            fn find_drift(&self, found: &mut $crate::drift::DriftCollector) {
                if !self.is_known() && !self.as_str().is_empty() {
                    found.push($crate::DriftKind::UnknownValue);
                }
            }

            fn show(&self, redaction: $crate::Redaction, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                if self.is_known() {
                    f.write_str(self.as_str())
                } else {
                    $crate::redact::text(self.as_str(), redaction, f)
                }
            }
        }
    };
}
