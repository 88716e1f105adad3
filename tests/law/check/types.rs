//! `Module::drift` for every type that a field can have, and for payloads that are not objects.

use crate::json::{self, Json};
use conscent_codegen::interface::Module;
use conscent_core::serde_json::{Map, Value};
use conscent_core::{
    Decimal, EpochMillis, EpochSeconds, Field, Json as Anything, Number, Timestamp, UnknownEvent, impl_events,
    impl_object, impl_open_enum, impl_payload, impl_union,
};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::LazyLock;

#[derive(Clone, Default, PartialEq)]
pub(crate) struct Envelope<P> {
    event: Field<String>,
    payload: Field<P>,
    extra: Map<String, Value>,
}
impl_object!(Envelope<P> { event = "event", payload = "payload" });

#[derive(Clone, Default, PartialEq)]
pub(crate) struct Node {
    amount: Field<Decimal>,
    any: Field<Value>,
    at: Field<Timestamp>,
    child: Field<Box<Node>>,
    flags: Field<BTreeMap<String, Option<bool>>>,
    json: Field<Anything>,
    list: Field<Vec<Option<Box<Node>>>>,
    mixed: Field<Mixed>,
    millis: Field<EpochMillis>,
    n: Field<Number>,
    rows: Field<Vec<Vec<Number>>>,
    seconds: Field<Vec<EpochSeconds>>,
    status: Field<Status>,
    words: Field<BTreeMap<String, Status>>,
    extra: Map<String, Value>,
}
impl_object!(Node {
    amount = "amount",
    any = "any",
    at = "at",
    child = "child",
    flags = "flags",
    json = "json",
    list = "list",
    millis = "millis",
    mixed = "mixed",
    n = "n",
    rows = "rows",
    seconds = "seconds",
    status = "status",
    words = "words",
});

#[derive(Clone, PartialEq)]
pub(crate) enum Mixed {
    Number(EpochSeconds),
    Text(Status),
    List(Vec<Mixed2>),
    Object(Box<Node>),
}
impl_union!(Mixed { Number, Text, List, Object });

#[derive(Clone, PartialEq)]
pub(crate) enum Mixed2 {
    Bool(bool),
    Text(Timestamp),
}
impl_union!(Mixed2 { Bool, Text });

#[derive(Clone, PartialEq)]
pub(crate) enum Status {
    Open,
    Shut,
    Unknown(String),
}
impl_open_enum!(Status { Open = "open", Shut = "shut" });

#[derive(Clone, Default, PartialEq)]
pub(crate) struct Rows(Field<Vec<Node>>);
impl_payload!(Rows(Vec<Node>));

#[derive(Clone, Default, PartialEq)]
pub(crate) struct AnyPayload {
    extra: Map<String, Value>,
}
impl_object!(AnyPayload {});

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Wrapped {
    Node(Box<Envelope<Node>>),
    Rows(Box<Envelope<Rows>>),
    Unknown(Box<UnknownEvent<Envelope<AnyPayload>>>),
}
impl_events!(Wrapped { Node = "node", Rows = "rows" });

/// An envelope with a struct between it and the payload.
#[derive(Clone, Default, PartialEq)]
pub(crate) struct Deep<P> {
    around: Field<Envelope<P>>,
    event: Field<String>,
    extra: Map<String, Value>,
}
impl_object!(Deep<P> { around = "around", event = "event" });

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Nested {
    Node(Box<Deep<Node>>),
    Rows(Box<Deep<Rows>>),
    Unknown(Box<UnknownEvent<Deep<AnyPayload>>>),
}
impl_events!(Nested { Node = "node", Rows = "rows" });

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Bare {
    Node(Box<Node>),
    Rows(Box<Rows>),
    Unknown(Box<UnknownEvent<AnyPayload>>),
}
impl_events!(Bare { Node = "node", Rows = "rows" });

/// The module of the interface that describes it.
fn module(structs_around: usize) -> Module {
    let field = |key: &str, ty: &Value| serde_json::json!({"key": key, "ident": "x", "type": ty, "occurrence": {"samples": 1, "of": 1}});
    let one = |name: &str, fields: Value| {
        let fields: Vec<_> = fields.as_object().unwrap().iter().map(|(key, ty)| field(key, ty)).collect();
        serde_json::json!({"name": name, "occurrence": {"samples": 1, "of": 1}, "fields": fields})
    };
    let node = one(
        "Node",
        serde_json::json!({
            "amount": "decimal",
            "any": "any",
            "at": "timestamp",
            "child": {"box": {"named": "Node"}},
            "flags": {"map": {"option": "bool"}},
            "json": "json",
            "list": {"vec": {"option": {"box": {"named": "Node"}}}},
            "millis": "epoch_millis",
            "mixed": {"named": "Mixed"},
            "n": "number",
            "rows": {"vec": {"vec": "number"}},
            "seconds": {"vec": "epoch_seconds"},
            "status": {"named": "Status"},
            "words": {"map": {"named": "Status"}},
        }),
    );
    let mut module = serde_json::json!({
        "api": "x",
        "ident": "x",
        "events": [
            {"name": "node", "variant": "Node", "payload": {"name": "NodePayload", "occurrence": {"samples": 1, "of": 1}, "fields": node["fields"]}, "samples": []},
            {"name": "rows", "variant": "Rows", "payload": one("Rows", serde_json::json!({})), "value": {"option": {"vec": {"named": "Node"}}}, "samples": []},
        ],
        "structs": [node],
        "enums": [{"name": "Status", "keys": [], "values": [{"text": "open", "variant": "Open"}, {"text": "shut", "variant": "Shut"}]}],
        "unions": [
            {"name": "Mixed", "keys": [], "variants": [
                {"variant": "Number", "type": "epoch_seconds"},
                {"variant": "Text", "type": {"named": "Status"}},
                {"variant": "List", "type": {"vec": {"named": "Mixed2"}}},
                {"variant": "Object", "type": {"box": {"named": "Node"}}},
            ]},
            {"name": "Mixed2", "keys": [], "variants": [{"variant": "Bool", "type": "bool"}, {"variant": "Text", "type": "timestamp"}]},
        ],
    });
    let inner = one("Envelope", serde_json::json!({"event": "string", "payload": "payload"}));
    let outer = one("Deep", serde_json::json!({"around": {"around": "Envelope"}, "event": "string"}));
    match structs_around {
        0 => {}
        1 => module["envelope"] = serde_json::json!({"body": inner}),
        _ => module["envelope"] = serde_json::json!({"body": outer, "inside": [inner]}),
    }
    serde_json::from_value(module).unwrap()
}

static BARE: LazyLock<Module> = LazyLock::new(|| module(0));
static WRAPPED: LazyLock<Module> = LazyLock::new(|| module(1));
static NESTED: LazyLock<Module> = LazyLock::new(|| module(2));

#[track_caller]
fn same(body: &str) {
    let wrapped = format!("{{\"payload\":{body}}}");
    for event in ["node", "rows", "other"] {
        assert_eq!(BARE.drift(event, body.as_bytes()), Bare::drift_of(event, body.as_bytes()), "{event} {body}");
        let compiled = Wrapped::drift_of(event, wrapped.as_bytes());
        assert_eq!(WRAPPED.drift(event, wrapped.as_bytes()), compiled, "{event} {wrapped}");
        for body in [format!("{{\"around\":{wrapped},\"event\":1}}"), format!("{{\"around\":{body},\"new\":1}}")] {
            assert_eq!(
                NESTED.drift(event, body.as_bytes()),
                Nested::drift_of(event, body.as_bytes()),
                "{event} {body}"
            );
        }
    }
}

/// The keys of [`Node`], and one that it does not have.
const KEYS: [&str; 15] = [
    "amount", "any", "at", "child", "flags", "json", "list", "millis", "mixed", "n", "rows", "seconds", "status",
    "words", "x",
];

#[test]
fn each_type_takes_the_same_values() {
    let scalars = ["null", "true", "5", "1e300", "\"\"", "\"open\"", "\"no\"", "\"1.5\"", "\"2024-03-04T10:28:47Z\""];
    let values = scalars.into_iter().flat_map(|value| {
        [
            value.to_owned(),
            format!("[{value}]"),
            format!("[[{value}]]"),
            format!("{{\"x\":{value}}}"),
            format!("[true,{value}]"),
        ]
    });
    for value in values.chain(["[]", "[[]]", "{}", "[{}]", "{\"b\":\"no\",\"a\":\"no\"}"].map(str::to_owned)) {
        same(&value);
        for key in KEYS {
            let node = format!("{{\"{key}\":{value}}}");
            same(&node);
            same(&format!("[{node}]"));
            same(&format!("{{\"child\":{node},\"list\":[null,{node}],\"mixed\":{node}}}"));
        }
    }
}

/// A value in which known keys meet every kind of value.
fn node() -> impl Strategy<Value = Json> {
    json::any_json().prop_recursive(4, 32, 6, |inner| {
        let entries =
            prop::collection::vec((prop::sample::select(KEYS.map(str::to_owned).to_vec()), inner.clone()), 0..6);
        prop_oneof![2 => entries.prop_map(Json::Object), 1 => prop::collection::vec(inner, 0..3).prop_map(Json::List)]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_value_has_the_same_drift(value in node()) {
        same(&value.to_string());
    }
}
