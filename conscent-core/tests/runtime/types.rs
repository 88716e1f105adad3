//! Hand-written types that have every wire type in a field, written as the generator writes them.

use std::collections::BTreeMap;

use conscent_core::{Api, Decimal, EpochMillis, EpochSeconds, Event, Field, FieldError, Json, Naming, Number};
use conscent_core::{Timestamp, UnknownEvent, impl_events, impl_object, impl_open_enum, impl_payload, impl_union};
use serde_json::{Map, Value};

#[derive(Clone, Default, PartialEq)]
pub(crate) struct Envelope<P> {
    pub(crate) event: Field<String>,
    pub(crate) payload: Field<P>,
    pub(crate) extra: Map<String, Value>,
}
impl_object!(Envelope<P> { event = "event", payload = "payload" });

#[derive(Clone, Default, PartialEq)]
pub(crate) struct Order {
    pub(crate) paid: Field<bool>,
    pub(crate) name: Field<String>,
    pub(crate) price: Field<Number>,
    pub(crate) at: Field<Timestamp>,
    pub(crate) kind: Field<OrderKind>,
    pub(crate) anything: Field<Value>,
    pub(crate) tags: Field<Vec<String>>,
    pub(crate) grid: Field<Vec<Vec<Number>>>,
    pub(crate) gaps: Field<Vec<Option<bool>>>,
    pub(crate) labels: Field<BTreeMap<String, String>>,
    pub(crate) children: Field<Vec<Node>>,
    pub(crate) node: Field<Node>,
    pub(crate) postcode: Field<Postcode>,
    pub(crate) detail: Field<Detail>,
    pub(crate) slash: Field<String>,
    pub(crate) seconds: Field<EpochSeconds>,
    pub(crate) millis: Field<EpochMillis>,
    pub(crate) amount: Field<Decimal>,
    pub(crate) steps: Field<Vec<Option<Node>>>,
    pub(crate) rows: Field<Vec<Option<Vec<Number>>>>,
    pub(crate) open: Field<Map<String, Value>>,
    pub(crate) raw: Field<Json>,
    pub(crate) extra: Map<String, Value>,
}
impl_object! {
    Order {
        paid = "paid",
        name = "name",
        price = "price",
        at = "at",
        kind = "type",
        anything = "anything",
        tags = "tags",
        grid = "grid",
        gaps = "gaps",
        labels = "labels",
        children = "children",
        node = "node",
        postcode = "postcode",
        detail = "detail",
        slash = "a/b~c",
        seconds = "seconds",
        millis = "millis",
        amount = "amount",
        steps = "steps",
        rows = "rows",
        open = "open",
        raw = "raw",
    }
}

impl Event for Order {
    const NAME: &'static str = "order.paid";
    const API: &'static Api = &API;
    type Body = Envelope<Self>;
    fn from_body(body: Self::Body) -> Result<Self, FieldError> {
        body.payload.into_required("Envelope", "payload")
    }
}

pub(crate) static API: Api = Api {
    naming: Naming { header: None, pointer: Some("/event") },
    payload: Some("/payload"),
    ..Api::new("v2", &["order.pages", "order.paid"], OrderEvent::drift_of)
};

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum OrderEvent {
    OrderPaid(Box<Envelope<Order>>),
    OrderPages(Box<Envelope<OrderPages>>),
    Unknown(Box<UnknownEvent<Envelope<AnyPayload>>>),
}
impl_events!(OrderEvent { OrderPaid = "order.paid", OrderPages = "order.pages" });

/// A payload that is a list.
#[derive(Clone, Default, PartialEq)]
pub(crate) struct OrderPages(pub(crate) Field<Vec<Node>>);
impl_payload!(OrderPages(Vec<Node>));

impl Event for OrderPages {
    const NAME: &'static str = "order.pages";
    const API: &'static Api = &API;
    type Body = Envelope<Self>;
    fn from_body(body: Self::Body) -> Result<Self, FieldError> {
        body.payload.into_required("Envelope", "payload")
    }
}

/// The fields that all payloads share.
#[derive(Clone, Default, PartialEq)]
pub(crate) struct AnyPayload {
    pub(crate) node: Field<Node>,
    pub(crate) extra: Map<String, Value>,
}
impl_object!(AnyPayload { node = "node" });

/// A type that contains itself in every possible way.
#[derive(Clone, Default, PartialEq)]
pub(crate) struct Node {
    pub(crate) name: Field<String>,
    pub(crate) next: Field<Box<Node>>,
    pub(crate) all: Field<Vec<Node>>,
    pub(crate) by_name: Field<BTreeMap<String, Node>>,
    pub(crate) detail: Field<Box<Detail>>,
    pub(crate) extra: Map<String, Value>,
}
impl_object! {
    Node {
        name = "name",
        next = "next",
        all = "all",
        by_name = "byName",
        detail = "detail",
    }
}

#[derive(Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub(crate) enum OrderKind {
    Content,
    PayPerUse,
    Unknown(String),
}

impl_open_enum!(OrderKind { Content = "CONTENT", PayPerUse = "PAY_PER_USE" });

#[derive(Clone, PartialEq)]
pub(crate) enum Postcode {
    Number(Number),
    Text(String),
}
impl_union!(Postcode { Number, Text });

#[derive(Clone, PartialEq)]
pub(crate) enum Detail {
    Bool(bool),
    List(Vec<Number>),
    Object(Node),
}
impl_union!(Detail { Bool, List, Object });
