//! Events, envelopes and documented payloads.

use expect_test::expect;

use crate::check;

#[test]
fn an_event_is_known_by_its_name() {
    let paid = &[("v2/order.paid/a.json", r#"{"event": "order.paid", "payload": {"id": 1}, "at": 1}"#)];
    check(
        paid,
        "v2",
        "OrderPaid",
        &expect![[r#"
            /// The whole body of any event of this API.
            #[derive(Clone, Debug, PartialEq)]
            #[non_exhaustive]
            pub enum AnyEvent {
                /// `order.paid`
                OrderPaid(Box<Envelope<OrderPaid>>),
                /// `z`
                Z(Box<Envelope<Z>>),
                /// Any other event.
                Unknown(Box<UnknownEvent<Envelope<AnyPayload>>>),
            }

            conscent_core::impl_events! {
                AnyEvent {
                    OrderPaid = "order.paid",
                    Z = "z",
                }
            }

            /// The whole body of any `order.*` event.
            #[derive(Clone, Debug, PartialEq)]
            #[non_exhaustive]
            pub enum OrderEvent {
                /// `order.paid`
                OrderPaid(Box<Envelope<OrderPaid>>),
                /// Any other event.
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
                /// Keys that are in no sample, with their values.
                pub extra: Map<String, Value>,
            }

            impl<P: conscent_core::Payload> Envelope<P> {
                /// `event`. Seen in the only sample.
                #[inline]
                pub fn event(&self) -> Option<&str> {
                    self.event.value().map(String::as_str)
                }
                /// `event`, or an error if it is absent, null, or a mismatch.
                #[inline]
                pub fn require_event(&self) -> Result<&str, FieldError> {
                    self.event.require("Envelope", "event").map(String::as_str)
                }
                /// `payload`. Seen in the only sample.
                #[inline]
                pub fn payload(&self) -> Option<&P> {
                    self.payload.value()
                }
                /// `payload`, or an error if it is absent, null, or a mismatch.
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
                /// Keys that are in no sample, with their values.
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
            /// All documented payloads, by API, event and name.
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

            /// The documented payload of `order.paid`: `v1/order.paid/a.json`.
            #[must_use]
            pub fn order_paid() -> TypedSample<super::v1::OrderPaid> {
                TypedSample::new(&ALL[0])
            }
        "#]],
    );
}

#[test]
fn captured_payloads_are_labelled_and_have_readable_names() {
    let captured = |hash: &str, more: &str| {
        format!("[\"v1/order.paid/capture-{hash}.json\"]\npage = \"seen.jsonl\"\nline = 1\n{more}")
    };
    let origins = [
        captured("feb0000000000001", ""),
        captured("feb0000000000002", "captured = true\nredacted = true\n"),
        captured("64a959b77f17896b", "captured = true\n"),
    ];
    let files = &[
        ("v1/order.paid/orders.json", "{}"),
        ("v1/order.paid/capture-feb0000000000001.json", "{\"a\": 1}"),
        ("v1/order.paid/capture-feb0000000000002.json", "{\"b\": 1}"),
        ("v1/order.paid/capture-64a959b77f17896b.json", "{\"c\": 1}"),
        ("provenance.toml", &origins.concat()),
    ];
    check(
        files,
        "samples",
        "fn order_paid",
        &expect![[r#"
            /// A captured payload of `order.paid`: `v1/order.paid/capture-64a959b77f17896b.json`.
            #[must_use]
            pub fn order_paid_captured_64a9() -> TypedSample<super::v1::OrderPaid> {
                TypedSample::new(&ALL[0])
            }

            /// A captured payload of `order.paid`: `v1/order.paid/capture-feb0000000000001.json`.
            #[must_use]
            pub fn order_paid_captured_feb0() -> TypedSample<super::v1::OrderPaid> {
                TypedSample::new(&ALL[1])
            }

            /// A captured payload of `order.paid`: `v1/order.paid/capture-feb0000000000002.json`.
            #[must_use]
            pub fn order_paid_captured_feb00() -> TypedSample<super::v1::OrderPaid> {
                TypedSample::new(&ALL[2])
            }

            /// The documented payload of `order.paid`: `v1/order.paid/orders.json`.
            #[must_use]
            pub fn order_paid() -> TypedSample<super::v1::OrderPaid> {
                TypedSample::new(&ALL[3])
            }
        "#]],
    );
    check(
        files,
        "samples",
        "ALL: ",
        &expect![[r#"
            /// All documented payloads, by API, event and name.
            pub static ALL: &[Sample] = &[
                Sample::new(
                    &super::v1::API,
                    ["order.paid", "capture-64a959b77f17896b", "seen.jsonl:1", ""],
                    Fidelity::Captured,
                    include_str!("../../samples/v1/order.paid/capture-64a959b77f17896b.json"),
                ),
                Sample::new(
                    &super::v1::API,
                    ["order.paid", "capture-feb0000000000001", "seen.jsonl:1", ""],
                    Fidelity::Captured,
                    include_str!("../../samples/v1/order.paid/capture-feb0000000000001.json"),
                ),
                Sample::new(
                    &super::v1::API,
                    ["order.paid", "capture-feb0000000000002", "seen.jsonl:1", ""],
                    Fidelity::Redacted,
                    include_str!("../../samples/v1/order.paid/capture-feb0000000000002.json"),
                ),
                Sample::new(
                    &super::v1::API,
                    ["order.paid", "orders", "", ""],
                    Fidelity::Verbatim,
                    include_str!("../../samples/v1/order.paid/orders.json"),
                ),
                Sample::new(
                    &super::v2::API,
                    ["z", "z", "", ""],
                    Fidelity::Verbatim,
                    include_str!("../../samples/v2/z/z.json"),
                ),
            ];
        "#]],
    );
}
