//! The sources: the enum of a struct's variants, and the structs that borrow it.

use expect_test::{Expect, expect};
use serde_json::{Value, json};

use crate::views;

/// A generated source file.
fn printed(views: &Value, file: &str) -> String {
    crate::printed("", views, &format!("src/generated/{file}.rs"))
}

#[track_caller]
fn check(views: &Value, expected: &Expect) {
    let text = printed(views, "v1/views");
    let (_, items) = text.split_once("use super::*;\n").unwrap_or_default();
    expected.assert_eq(items);
}

#[test]
fn views_are_an_enum_that_borrows() {
    check(
        &views(),
        &expect![[r#"

            /// The variants of [`Paid`], by the value of its `type`.
            #[derive(Clone, Copy, Debug, PartialEq)]
            #[non_exhaustive]
            pub enum PaidByType<'a> {
                /// `type` is `CARD` or `card`. Seen in 1 sample: paid.
                Card(CardPaid<'a>),
                /// `type` is `UPI`. Seen in no sample.
                Upi(UpiPaid<'a>),
                /// Any other [`Paid`]: `type` is missing, null, or a value that no sample has.
                Other(&'a Paid),
            }

            impl Paid {
                /// The variant that `type` names. It borrows this object.
                ///
                /// ```ignore
                /// match paid.by_type() {
                ///     PaidByType::Card(card) => println!("{:?}", card.last4()),
                ///     PaidByType::Upi(upi) => println!("{:?}", upi),
                ///     _ => println!("another one"),
                /// }
                /// ```
                #[must_use]
                pub fn by_type(&self) -> PaidByType<'_> {
                    match self.kind.as_text() {
                        Some("CARD" | "card") => PaidByType::Card(CardPaid(self)),
                        Some("UPI") => PaidByType::Upi(UpiPaid(self)),
                        _ => PaidByType::Other(self),
                    }
                }
            }

            /// A [`Paid`] whose `type` is `CARD` or `card`, with the fields of this variant.
            ///
            /// The field `0` is the whole [`Paid`], with all of its fields.
            #[derive(Clone, Copy, Debug, PartialEq)]
            #[non_exhaustive]
            pub struct CardPaid<'a>(pub &'a Paid);

            conscent_core::impl_view! {
                CardPaid<'a>(Paid) {
                    last4, require_last4: &'a str = "`last4`. All samples of this variant have it.",
                    ok, require_ok: bool = "`ok`.",
                    tags, require_tags: &'a [String] = "`tags`.",
                }
            }

            impl<'a> CardPaid<'a> {
                /// `code`. See [`Paid::code`].
                #[inline]
                pub fn code(self) -> Option<&'a Number> {
                    self.require_code().ok()
                }
                /// [`code`](Self::code), or an error if there is none.
                #[inline]
                pub fn require_code(self) -> Result<&'a Number, FieldError> {
                    let pick = |value: &'a PaidCode| match value {
                        PaidCode::Number(value) => Some(value),
                        _ => None,
                    };
                    conscent_core::view::narrow(&self.0.code, ["Paid", "code"], pick)
                }
            }

            /// A [`Paid`] whose `type` is `UPI`, with the fields of this variant.
            ///
            /// The field `0` is the whole [`Paid`], with all of its fields.
            #[derive(Clone, Copy, Debug, PartialEq)]
            #[non_exhaustive]
            pub struct UpiPaid<'a>(pub &'a Paid);

            conscent_core::impl_view! {
                UpiPaid<'a>(Paid) {
                    kind, require_kind: &'a str = "`type`.",
                }
            }

            impl<'a> UpiPaid<'a> {
                /// `code`. See [`Paid::code`].
                #[inline]
                pub fn code(self) -> Option<&'a str> {
                    self.require_code().ok()
                }
                /// [`code`](Self::code), or an error if there is none.
                #[inline]
                pub fn require_code(self) -> Result<&'a str, FieldError> {
                    let pick = |value: &'a PaidCode| match value {
                        PaidCode::Text(value) => Some(value),
                        _ => None,
                    };
                    conscent_core::view::narrow(&self.0.code, ["Paid", "code"], pick)
                        .map(String::as_str)
                }
            }
        "#]],
    );
    let events = printed(&views(), "v1/events");
    assert!(events.contains("/// [`by_type`](Self::by_type) returns the variant that `type` names.\n#[derive("));
    assert!(printed(&views(), "v1").contains("mod views;"));
}

#[test]
fn texts_and_keys_are_only_literals_and_escaped_spans() {
    let mut views = views();
    views["variants"][0]["texts"] = json!(["a`] \"\n\u{202e}b"]);
    let text = printed(&views, "v1/views");
    assert!(text.contains(r#"Some("a`] \"\n\u{202e}b") => PaidByType::Card"#), "{text}");
    assert!(text.contains(r#"`type` is `a'] "\n\u{202e}b`."#), "{text}");
}

#[test]
fn an_interface_without_the_tag_has_no_views() {
    let mut views = views();
    views["tag"] = json!("kind");
    assert_eq!(printed(&views, "v1/views"), "");
}
