//! Views: structs that borrow an object as one of its variants.

use crate::{Field, FieldError, FieldValue, Kind};

/// Implements the accessors of a view, a tuple struct that holds a reference to an object.
///
/// `impl_view!(CardPayment<'a>(Payment) { last_four, require_last_four: &'a str = "`last4`." })` lists the fields of
/// the variant. For each, it has the two accessors of the object, the type that they return, and the docs.
///
/// ```
/// use conscent_core::serde_json::{Map, Value};
/// use conscent_core::{Field, FieldError, decode, impl_object, impl_view};
///
/// #[derive(Clone, Default, PartialEq)]
/// pub struct Payment {
///     kind: Field<String>,
///     last_four: Field<String>,
///     extra: Map<String, Value>,
/// }
/// impl_object!(Payment { kind = "type", last_four = "last4" });
///
/// impl Payment {
///     pub fn by_type(&self) -> PaymentByType<'_> {
///         match self.kind.as_text() {
///             Some("card") => PaymentByType::Card(CardPayment(self)),
///             _ => PaymentByType::Other(self),
///         }
///     }
///
///     pub fn last_four(&self) -> Option<&str> {
///         self.last_four.value().map(String::as_str)
///     }
///
///     pub fn require_last_four(&self) -> Result<&str, FieldError> {
///         self.last_four.require("Payment", "last4").map(String::as_str)
///     }
/// }
///
/// pub enum PaymentByType<'a> {
///     Card(CardPayment<'a>),
///     Other(&'a Payment),
/// }
///
/// pub struct CardPayment<'a>(pub &'a Payment);
/// impl_view!(CardPayment<'a>(Payment) { last_four, require_last_four: &'a str = "`last4`." });
///
/// let payment: Payment = decode(br#"{"type": "card", "last4": "4242"}"#)?;
/// let PaymentByType::Card(card) = payment.by_type() else { panic!("another type") };
/// assert_eq!(card.last_four(), Some("4242"));
/// # Ok::<(), conscent_core::DecodeError>(())
/// ```
#[macro_export]
macro_rules! impl_view {
    ($view:ident<$life:lifetime>($object:ident) {
        $($get:ident, $require:ident: $held:ty = $doc:literal),* $(,)?
    }) => {
        impl<$life> $view<$life> {
            $(
                #[doc = $doc]
                #[doc = ::core::concat!("See [`", ::core::stringify!($object), "::", ::core::stringify!($get), "`].")]
                #[inline]
                pub fn $get(self) -> ::core::option::Option<$held> {
                    $object::$get(self.0)
                }

                #[doc = ::core::concat!("[`", ::core::stringify!($get), "`](Self::", ::core::stringify!($get), "), or an error if there is none.")]
                #[inline]
                pub fn $require(self) -> ::core::result::Result<$held, $crate::FieldError> {
                    $object::$require(self.0)
                }
            )*
        }
    };
}

/// The value of a field whose values are of several kinds, if it has the kind that a view expects. `pick` returns the
/// value of that kind.
///
/// # Errors
/// [`FieldError`] if the field has no value of that kind.
pub fn narrow<'a, T: FieldValue, U: FieldValue + 'a>(
    field: &'a Field<T>,
    [object, key]: [&'static str; 2],
    pick: impl FnOnce(&'a T) -> Option<&'a U>,
) -> Result<&'a U, FieldError> {
    field.value().and_then(pick).ok_or_else(|| missing::<T, U>(field, object, key))
}

/// The error of a field without a value of the kind of `U`.
#[cold]
fn missing<T: FieldValue, U: FieldValue>(field: &Field<T>, object: &'static str, key: &'static str) -> FieldError {
    let found = match field {
        Field::Absent => None,
        Field::Null => Some(Kind::Null),
        Field::Mismatch(value) => Some(Kind::of(value)),
        // Only a value that cannot be written has no kind.
        Field::Value(value) => serde_json::to_value(value).ok().as_ref().map(Kind::of),
    };
    FieldError::new(object, key, U::expected(), found)
}
