//! Structs: their fields, accessors and boxes.

use expect_test::expect;

use crate::{ORDER, check};

#[test]
fn fields_document_their_key_and_accessors_their_evidence() {
    check(
        ORDER,
        "v1/events",
        "pub struct Order {",
        &expect![[r#"
            /// The payload of `order`, in 2 samples.
            #[derive(Clone, Default, PartialEq)]
            #[non_exhaustive]
            pub struct Order {
                /// `_id`
                pub id: Field<String>,
                /// `at`
                pub at: Field<Timestamp>,
                /// `buyingPrice`
                pub buying_price: Field<Number>,
                /// `note`
                pub note: Field<Value>,
                /// `paid`
                pub paid: Field<bool>,
                /// `price`
                pub price: Field<Number>,
                /// `tags`
                pub tags: Field<Vec<String>>,
                /// `type`
                pub kind: Field<OrderType>,
                /// Keys that are in no sample, with their values.
                pub extra: Map<String, Value>,
            }
        "#]],
    );
    check(
        ORDER,
        "v1/events",
        "impl Order {",
        &expect![[r#"
            impl Order {
                /// `_id`, 24 hex digits (ObjectId). Seen in both samples.
                #[inline]
                pub fn id(&self) -> Option<&str> {
                    self.id.value().map(String::as_str)
                }
                /// `_id`, or an error if it is absent, null, or a mismatch.
                #[inline]
                pub fn require_id(&self) -> Result<&str, FieldError> {
                    self.id.require("Order", "_id").map(String::as_str)
                }
                /// `at`, RFC 3339 timestamp. Seen in both samples.
                #[inline]
                pub fn at(&self) -> Option<&Timestamp> {
                    self.at.value()
                }
                /// `at`, or an error if it is absent, null, or a mismatch.
                #[inline]
                pub fn require_at(&self) -> Result<&Timestamp, FieldError> {
                    self.at.require("Order", "at")
                }
                /// `buyingPrice`. Seen in both samples. Example: `108`.
                #[inline]
                pub fn buying_price(&self) -> Option<&Number> {
                    self.buying_price.value()
                }
                /// `buyingPrice`, or an error if it is absent, null, or a mismatch.
                #[inline]
                pub fn require_buying_price(&self) -> Result<&Number, FieldError> {
                    self.buying_price.require("Order", "buyingPrice")
                }
                /// `note`. Seen in 1 of 2 samples: order. Sometimes null.
                #[inline]
                pub fn note(&self) -> Option<&Value> {
                    self.note.value()
                }
                /// `note`, or an error if it is absent, null, or a mismatch.
                #[inline]
                pub fn require_note(&self) -> Result<&Value, FieldError> {
                    self.note.require("Order", "note")
                }
                /// `paid`. Seen in 1 of 2 samples: order.
                #[inline]
                pub fn paid(&self) -> Option<bool> {
                    self.paid.value().copied()
                }
                /// `paid`, or an error if it is absent, null, or a mismatch.
                #[inline]
                pub fn require_paid(&self) -> Result<bool, FieldError> {
                    self.paid.require("Order", "paid").copied()
                }
                /// `price`. Seen in both samples. Sometimes null. Example: `1`.
                #[inline]
                pub fn price(&self) -> Option<&Number> {
                    self.price.value()
                }
                /// `price`, or an error if it is absent, null, or a mismatch.
                #[inline]
                pub fn require_price(&self) -> Result<&Number, FieldError> {
                    self.price.require("Order", "price")
                }
                /// `tags`. Seen in both samples.
                #[inline]
                pub fn tags(&self) -> Option<&[String]> {
                    self.tags.value().map(Vec::as_slice)
                }
                /// `tags`, or an error if it is absent, null, or a mismatch.
                #[inline]
                pub fn require_tags(&self) -> Result<&[String], FieldError> {
                    self.tags.require("Order", "tags").map(Vec::as_slice)
                }
                /// `type`. Seen in both samples. Example: `"NEW_ONE"`.
                #[inline]
                pub fn kind(&self) -> Option<&OrderType> {
                    self.kind.value()
                }
                /// `type`, or an error if it is absent, null, or a mismatch.
                #[inline]
                pub fn require_kind(&self) -> Result<&OrderType, FieldError> {
                    self.kind.require("Order", "type")
                }
            }
        "#]],
    );
}

#[test]
fn keys_are_spelled_as_on_the_wire() {
    let odd = &[("v1/odd/a.json", r#"{"größe": 1, "a\"b": 2, "type": 3, "`//\n": 4}"#)];
    check(
        odd,
        "v1/events",
        "pub struct Odd {",
        &expect![[r#"
            /// The payload of `odd`, in 1 sample.
            #[derive(Clone, Default, PartialEq)]
            #[non_exhaustive]
            pub struct Odd {
                /// `'//\n`
                pub sign_slash_slash_sign: Field<Number>,
                /// `a"b`
                pub a_b: Field<Number>,
                /// `größe`
                pub grosse: Field<Number>,
                /// `type`
                pub kind: Field<Number>,
                /// Keys that are in no sample, with their values.
                pub extra: Map<String, Value>,
            }
        "#]],
    );
    check(
        odd,
        "v1/events",
        "object!",
        &expect![[r#"
            conscent_core::impl_object! {
                Odd {
                    sign_slash_slash_sign = "`//\n",
                    a_b = "a\"b",
                    grosse = "größe",
                    kind = "type",
                }
            }

            conscent_core::impl_object! {
                AnyPayload {}
            }
        "#]],
    );
}

#[test]
fn recursive_structs_are_boxed_except_in_arrays() {
    let array = r#"{"node": {"name": "x", "node": {"name": "y", "nodes": [{"name": "z"}], "byName": {"node": 1}}}}"#;
    check(
        &[("v1/tree/a.json", array)],
        "v1/objects",
        "pub struct Node {",
        &expect![[r#"
            /// The object under `node` or `nodes`.
            ///
            /// Seen in 1 sample: tree.
            #[derive(Clone, Default, PartialEq)]
            #[non_exhaustive]
            pub struct Node {
                /// `byName`
                pub by_name: Field<ByName>,
                /// `name`
                pub name: Field<String>,
                /// `node`
                pub node: Field<Box<Node>>,
                /// `nodes`
                pub nodes: Field<Vec<Node>>,
                /// Keys that are in no sample, with their values.
                pub extra: Map<String, Value>,
            }
        "#]],
    );
    let samples = [("v1/tree/a.json", r#"{"node": {"name": "x", "node": {"name": "y"}}}"#)];
    check(
        &samples,
        "v1/objects",
        "Node {",
        &expect![[r#"
            /// The object under `node`.
            ///
            /// Seen in 1 sample: tree.
            #[derive(Clone, Default, PartialEq)]
            #[non_exhaustive]
            pub struct Node {
                /// `name`
                pub name: Field<String>,
                /// `node`
                pub node: Field<Box<Node>>,
                /// Keys that are in no sample, with their values.
                pub extra: Map<String, Value>,
            }

            impl Node {
                /// `name`. Seen in the only sample.
                #[inline]
                pub fn name(&self) -> Option<&str> {
                    self.name.value().map(String::as_str)
                }
                /// `name`, or an error if it is absent, null, or a mismatch.
                #[inline]
                pub fn require_name(&self) -> Result<&str, FieldError> {
                    self.name.require("Node", "name").map(String::as_str)
                }
                /// `node`. Seen in the only sample.
                #[inline]
                pub fn node(&self) -> Option<&Node> {
                    self.node.value().map(Box::as_ref)
                }
                /// `node`, or an error if it is absent, null, or a mismatch.
                #[inline]
                pub fn require_node(&self) -> Result<&Node, FieldError> {
                    self.node.require("Node", "node").map(Box::as_ref)
                }
            }

            conscent_core::impl_object! {
                Node {
                    name = "name",
                    node = "node",
                }
            }
        "#]],
    );
}
