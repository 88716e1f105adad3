//! The generated sources, item by item. `UPDATE_EXPECT=1` accepts what they are now.
#![allow(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]

use conscent_codegen::{Package, generate};
use expect_test::{Expect, expect};
use test_support::folder;

/// Checks the items of a generated file that contain a text. Items are separated by blank lines.
#[track_caller]
fn check(samples: &[(&str, &str)], file: &str, text: &str, expected: &Expect) {
    let hints = ("hints.toml", "min_samples = 2\n[envelope.v2]\nevent = \"event\"\npayload = \"payload\"\n");
    let folder = folder(&[&[hints, ("v2/z/z.json", r#"{"event": "z", "payload": {}}"#)], samples].concat());
    let files = generate(folder.path(), &Package::new("vendor")).unwrap();
    let source = &files.iter().find(|one| one.path == format!("src/generated/{file}.rs")).unwrap().text;
    let items: Vec<&str> = source.split("\n\n").map(str::trim_end).filter(|item| item.contains(text)).collect();
    assert!(!items.is_empty(), "{file} has no {text}; it is\n{source}");
    expected.assert_eq(&(items.join("\n\n") + "\n"));
}

const ORDER: &[(&str, &str)] = &[
    (
        "v1/order/a.json",
        r#"{"buyingPrice": 108, "_id": "65e5a2571ab0e5a1f39b7f41", "type": "NEW_ONE", "at": "2024-03-04T10:28:47Z", "tags": ["x"], "note": null, "price": 1}"#,
    ),
    (
        "v1/order/b.json",
        r#"{"buyingPrice": 854.05, "_id": "65e5a2571ab0e5a1f39b7f42", "type": "NEW_ONE", "at": "2024-03-04T10:28:47Z", "tags": ["y"], "paid": true, "price": null}"#,
    ),
];

#[test]
fn a_field_has_its_key_and_an_accessor_its_evidence() {
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
            /// Keys that no sample has, with their values.
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
                /// `_id`, 24 hex digits (ObjectId). In both samples.
                #[inline]
                pub fn id(&self) -> Option<&str> {
                    self.id.value().map(String::as_str)
                }
                /// `_id`, or an error without one.
                #[inline]
                pub fn require_id(&self) -> Result<&str, FieldError> {
                    self.id.require("Order", "_id").map(String::as_str)
                }
                /// `at`, RFC 3339 timestamp. In both samples.
                #[inline]
                pub fn at(&self) -> Option<&Timestamp> {
                    self.at.value()
                }
                /// `at`, or an error without one.
                #[inline]
                pub fn require_at(&self) -> Result<&Timestamp, FieldError> {
                    self.at.require("Order", "at")
                }
                /// `buyingPrice`. In both samples. Example: `108`.
                #[inline]
                pub fn buying_price(&self) -> Option<&Number> {
                    self.buying_price.value()
                }
                /// `buyingPrice`, or an error without one.
                #[inline]
                pub fn require_buying_price(&self) -> Result<&Number, FieldError> {
                    self.buying_price.require("Order", "buyingPrice")
                }
                /// `note`. In 1 of 2 samples: order. Sometimes null.
                #[inline]
                pub fn note(&self) -> Option<&Value> {
                    self.note.value()
                }
                /// `note`, or an error without one.
                #[inline]
                pub fn require_note(&self) -> Result<&Value, FieldError> {
                    self.note.require("Order", "note")
                }
                /// `paid`. In 1 of 2 samples: order.
                #[inline]
                pub fn paid(&self) -> Option<bool> {
                    self.paid.value().copied()
                }
                /// `paid`, or an error without one.
                #[inline]
                pub fn require_paid(&self) -> Result<bool, FieldError> {
                    self.paid.require("Order", "paid").copied()
                }
                /// `price`. In both samples. Sometimes null. Example: `1`.
                #[inline]
                pub fn price(&self) -> Option<&Number> {
                    self.price.value()
                }
                /// `price`, or an error without one.
                #[inline]
                pub fn require_price(&self) -> Result<&Number, FieldError> {
                    self.price.require("Order", "price")
                }
                /// `tags`. In both samples.
                #[inline]
                pub fn tags(&self) -> Option<&[String]> {
                    self.tags.value().map(Vec::as_slice)
                }
                /// `tags`, or an error without one.
                #[inline]
                pub fn require_tags(&self) -> Result<&[String], FieldError> {
                    self.tags.require("Order", "tags").map(Vec::as_slice)
                }
                /// `type`. In both samples. Example: `"NEW_ONE"`.
                #[inline]
                pub fn kind(&self) -> Option<&OrderType> {
                    self.kind.value()
                }
                /// `type`, or an error without one.
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
            /// Keys that no sample has, with their values.
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
fn a_struct_that_contains_itself_is_boxed_but_not_in_an_array() {
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
            /// Keys that no sample has, with their values.
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
                /// Keys that no sample has, with their values.
                pub extra: Map<String, Value>,
            }

            impl Node {
                /// `name`. In the only sample.
                #[inline]
                pub fn name(&self) -> Option<&str> {
                    self.name.value().map(String::as_str)
                }
                /// `name`, or an error without one.
                #[inline]
                pub fn require_name(&self) -> Result<&str, FieldError> {
                    self.name.require("Node", "name").map(String::as_str)
                }
                /// `node`. In the only sample.
                #[inline]
                pub fn node(&self) -> Option<&Node> {
                    self.node.value().map(Box::as_ref)
                }
                /// `node`, or an error without one.
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

#[test]
fn an_enum_is_open() {
    check(
        ORDER,
        "v1/codes",
        "OrderType",
        &expect![[r#"
        /// Values of `Order.type`.
        #[derive(Clone, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum OrderType {
            /// `NEW_ONE`
            NewOne,
            /// A value that no sample has.
            Unknown(String),
        }

        conscent_core::impl_open_enum! {
            OrderType {
                NewOne = "NEW_ONE",
            }
        }
    "#]],
    );
}

#[test]
fn a_union_has_a_variant_for_each_kind() {
    check(
        &[("v1/mixed/a.json", r#"{"list_of_all": [1, "x", {"a": 1}, [true], false, null], "utm": {}}"#)],
        "v1/unions",
        "MixedListOfAll",
        &expect![[r#"
            /// Values of `Mixed.list_of_all`, of more than one kind.
            #[derive(Clone, PartialEq)]
            #[non_exhaustive]
            pub enum MixedListOfAll {
                /// `true` or `false`.
                Bool(bool),
                /// A number.
                Number(Number),
                /// A string.
                Text(String),
                /// An array.
                List(Vec<bool>),
                /// An object.
                Object(Box<ListOfAll>),
            }

            conscent_core::impl_union! {
                MixedListOfAll {
                    Bool,
                    Number,
                    Text,
                    List,
                    Object,
                }
            }
        "#]],
    );
}

#[test]
fn an_event_is_known_by_its_name() {
    let paid = &[("v2/order.paid/a.json", r#"{"event": "order.paid", "payload": {"id": 1}, "at": 1}"#)];
    check(
        paid,
        "v2",
        "OrderPaid",
        &expect![[r#"
            /// Any event of this api, by its whole body.
            #[derive(Clone, Debug, PartialEq)]
            #[non_exhaustive]
            pub enum AnyEvent {
                /// `order.paid`
                OrderPaid(Box<Envelope<OrderPaid>>),
                /// `z`
                Z(Box<Envelope<Z>>),
                /// Another event.
                Unknown(Box<UnknownEvent<Envelope<AnyPayload>>>),
            }

            conscent_core::impl_events! {
                AnyEvent {
                    OrderPaid = "order.paid",
                    Z = "z",
                }
            }

            /// Any `order.*`, by its whole body.
            #[derive(Clone, Debug, PartialEq)]
            #[non_exhaustive]
            pub enum OrderEvent {
                /// `order.paid`
                OrderPaid(Box<Envelope<OrderPaid>>),
                /// Another event.
                Unknown(Box<UnknownEvent<Envelope<AnyPayload>>>),
            }

            conscent_core::impl_events! {
                OrderEvent {
                    OrderPaid = "order.paid",
                }
            }
        "#]],
    );
    check(
        paid,
        "v2/events",
        "impl Event for OrderPaid",
        &expect![[r#"
            impl Event for OrderPaid {
                const NAME: &'static str = "order.paid";
                const API: &'static conscent_core::Api = &API;
                type Body = Envelope<Self>;
                fn from_body(body: Self::Body) -> Result<Self, FieldError> {
                    body.payload.into_required("Envelope", "payload")
                }
            }
        "#]],
    );
}

#[test]
fn an_api_may_have_an_envelope_or_not() {
    check(
        &[],
        "v2/events",
        "Envelope<P>",
        &expect![[r#"
            /// The envelope around every payload `P`.
            #[derive(Clone, Default, PartialEq)]
            #[non_exhaustive]
            pub struct Envelope<P> {
                /// `event`
                pub event: Field<String>,
                /// `payload`
                pub payload: Field<P>,
                /// Keys that no sample has, with their values.
                pub extra: Map<String, Value>,
            }

            impl<P: conscent_core::Payload> Envelope<P> {
                /// `event`. In the only sample.
                #[inline]
                pub fn event(&self) -> Option<&str> {
                    self.event.value().map(String::as_str)
                }
                /// `event`, or an error without one.
                #[inline]
                pub fn require_event(&self) -> Result<&str, FieldError> {
                    self.event.require("Envelope", "event").map(String::as_str)
                }
                /// `payload`. In the only sample.
                #[inline]
                pub fn payload(&self) -> Option<&P> {
                    self.payload.value()
                }
                /// `payload`, or an error without one.
                #[inline]
                pub fn require_payload(&self) -> Result<&P, FieldError> {
                    self.payload.require("Envelope", "payload")
                }
            }

            conscent_core::impl_object! {
                Envelope<P> {
                    event = "event",
                    payload = "payload",
                }
            }

            impl<P: Event<Body = Self>> Incoming for Envelope<P> {
                const EVENT: &'static str = P::NAME;
                const API: &'static conscent_core::Api = P::API;
                fn incoming(_: &str, body: &[u8]) -> Result<Self, Undecodable> {
                    Ok(decode(body)?)
                }
            }
        "#]],
    );
    check(
        &[("v1/flat/a.json", "{}")],
        "v1/events",
        "Flat",
        &expect![[r#"
            /// The payload of `flat`, in 1 sample.
            #[derive(Clone, Default, PartialEq)]
            #[non_exhaustive]
            pub struct Flat {
                /// Keys that no sample has, with their values.
                pub extra: Map<String, Value>,
            }

            conscent_core::impl_object! {
                Flat {}
            }

            impl Event for Flat {
                const NAME: &'static str = "flat";
                const API: &'static conscent_core::Api = &API;
                type Body = Self;
                fn from_body(body: Self) -> Result<Self, FieldError> {
                    Ok(body)
                }
            }
        "#]],
    );
}

#[test]
fn a_type_has_its_schema() {
    let orders = &[
        ("v1/order/a.json", r#"{"id": 1, "code": "x", "endsAt": null, "tags": ["x", null]}"#),
        ("v1/order/b.json", r#"{"id": 2, "code": 7, "endsAt": "2024-03-04T10:28:47Z"}"#),
    ];
    check(
        orders,
        "v1/schemas",
        "Order",
        &expect![[r#"
            schema::impl_any_of! {
                AnyEvent {
                    Order,
                    UnknownEvent,
                }
            }

            schema::impl_object! {
                Order {
                    required "code": OrderCode = "in both samples",
                    optional "endsAt": Option<String> as "date-time" = "in both samples",
                    required "id": Number = "in both samples",
                    optional "tags": Vec<Option<String>> = "in 1 of 2 samples: order",
                }
            }

            schema::impl_any_of! {
                OrderCode {
                    Number,
                    String,
                }
            }
        "#]],
    );
}

#[test]
fn a_documented_payload_is_a_function() {
    let files = &[
        ("v1/order.paid/a.json", "{}"),
        ("provenance.toml", "[\"v1/order.paid/a.json\"]\npage = \"p.txt\"\nline = 7\nheading = \"Order\"\n"),
    ];
    check(
        files,
        "samples",
        "v1",
        &expect![[r#"
            /// All documented payloads, by api, event and name.
            pub static ALL: &[Sample] = &[
                Sample::new(
                    &super::v1::API,
                    ["order.paid", "a", "p.txt:7", "Order"],
                    Fidelity::Verbatim,
                    include_str!("../../samples/v1/order.paid/a.json"),
                ),
                Sample::new(
                    &super::v2::API,
                    ["z", "z", "", ""],
                    Fidelity::Verbatim,
                    include_str!("../../samples/v2/z/z.json"),
                ),
            ];

            /// The payload documented for `order.paid`: `v1/order.paid/a.json`.
            #[must_use]
            pub fn order_paid() -> TypedSample<super::v1::OrderPaid> {
                TypedSample::new(&ALL[0])
            }
        "#]],
    );
}
