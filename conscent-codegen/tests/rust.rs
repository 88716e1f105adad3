//! Decided types as Rust: what stands in the generated source for what stands in the samples.
#![allow(clippy::unwrap_used, reason = "a test may fail wherever it likes, its helpers too")]

mod sample_folder;

use conscent_codegen::generate;
use conscent_codegen::package::Package;
use sample_folder::with;

/// Checks that a generated file holds this code.
#[track_caller]
fn check(samples: &[(&str, &str)], file: &str, code: &str) {
    let hints = ("hints.toml", "min_samples = 2\n[envelope.v2]\nevent = \"event\"\npayload = \"payload\"\n");
    let folder = with(&[&[hints, ("v2/z/z.json", r#"{"event": "z", "payload": {}}"#)], samples].concat());
    let files = generate(folder.path(), &Package::new("vendor")).unwrap();
    let text = &files.iter().find(|one| one.path == format!("src/generated/{file}.rs")).unwrap().text;
    assert!(text.contains(code), "{file} has no\n{code}\nit is\n{text}");
}

const ORDER: &[(&str, &str)] = &[
    (
        "v1/order/a.json",
        r#"{"buyingPrice": 108, "_id": "x", "type": "NEW_ONE", "at": "2024-03-04T10:28:47Z", "tags": ["x"], "note": null}"#,
    ),
    (
        "v1/order/b.json",
        r#"{"buyingPrice": 854.05, "_id": "y", "at": "2024-03-04T10:28:47Z", "tags": ["y"], "paid": true}"#,
    ),
];

#[test]
fn a_field_says_where_it_was_seen() {
    check(
        ORDER,
        "v1/events",
        r#"/// The payload of `order`, in 2 samples.
#[derive(Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Order {
    /// `_id`: in all 2 samples. Example: `"x"`.
    pub id: Field<String>,
    /// `at`: in all 2 samples. Example: `"0000-01-01T00:00:00Z"`.
    pub at: Field<Timestamp>,
    /// `buyingPrice`: in all 2 samples. Example: `108`.
    pub buying_price: Field<Number>,
    /// `note`: in 1 of 2 samples: order, sometimes null.
    pub note: Field<Value>,
    /// `paid`: in 1 of 2 samples: order.
    pub paid: Field<bool>,
    /// `tags`: in all 2 samples.
    pub tags: Field<Vec<String>>,
    /// `type`: in 1 of 2 samples: order. Example: `"NEW_ONE"`.
    pub kind: Field<OrderType>,
    /// Keys that no sample has, with their values.
    pub extra: Map<String, Value>,
}
"#,
    );
}

#[test]
fn an_accessor_is_strict_where_every_sample_has_the_key() {
    for accessor in [
        r#"    /// `_id`, which every sample has: an error if it is missing, null or of another kind.
    pub fn id(&self) -> Result<&str, FieldError> {
        self.id.require("Order", "_id").map(String::as_str)
    }
"#,
        r#"    pub fn at(&self) -> Result<&Timestamp, FieldError> {
        self.at.require("Order", "at")
    }
"#,
        r#"    pub fn tags(&self) -> Result<&[String], FieldError> {
        self.tags.require("Order", "tags").map(Vec::as_slice)
    }
"#,
        r"    /// `paid`: none if it is missing, null or of another kind.
    pub fn paid(&self) -> Option<bool> {
        self.paid.value().copied()
    }
",
        r"    pub fn kind(&self) -> Option<&OrderType> {
        self.kind.value()
    }
",
    ] {
        check(ORDER, "v1/events", accessor);
    }
}

#[test]
fn reading_and_writing_name_every_key_as_it_is_spelled() {
    check(
        &[("v1/odd/a.json", r#"{"größe": 1, "a\"b": 2}"#)],
        "v1/events",
        r#"        match (key.len(), key) {
            (3, "a\"b") => self.a_b.read(map)?,
            (7, "größe") => self.grosse.read(map)?,
            _ => return Ok(false),
        }
        Ok(true)
    }
    fn visit<V: Visitor>(&self, visitor: &mut V) -> Result<(), V::Error> {
        visitor.field("a\"b", &self.a_b)?;
        visitor.field("größe", &self.grosse)?;
        Ok(())
    }
"#,
    );
}

#[test]
fn an_object_that_contains_itself_is_boxed_and_its_list_is_not() {
    let node = r#"{"node": {"name": "x", "node": {"name": "y", "nodes": [{"name": "z"}], "byName": {"node": 1}}}}"#;
    check(&[("v1/tree/a.json", node)], "v1/objects", "    pub nodes: Field<Vec<Node>>,\n");
    let samples = [("v1/tree/a.json", r#"{"node": {"name": "x", "node": {"name": "y"}}}"#)];
    check(&samples, "v1/objects", "    pub node: Field<Box<Node>>,\n");
    check(
        &samples,
        "v1/objects",
        r"    pub fn node(&self) -> Option<&Node> {
        self.node.value().map(Box::as_ref)
    }
",
    );
}

#[test]
fn an_enum_is_open() {
    check(
        ORDER,
        "v1/codes",
        r"/// `Order.type`.
#[derive(Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OrderType {
    /// `NEW_ONE`
    NewOne,
    /// A value that no sample has.
    Unknown(String),
}
",
    );
    check(
        ORDER,
        "v1/codes",
        "            \"NEW_ONE\" => Self::NewOne,\n            _ => Self::Unknown(text.to_owned()),\n",
    );
}

#[test]
fn a_union_has_a_variant_for_each_kind() {
    check(
        &[("v1/mixed/a.json", r#"{"list_of_all": [1, "x", {"a": 1}, [true], false, null], "utm": {}}"#)],
        "v1/unions",
        r"/// `Mixed.list_of_all`.
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

conscent_core::sum!(MixedListOfAll { Bool, Number, Text, List, Object });
",
    );
}

#[test]
fn an_event_is_known_by_its_name() {
    check(
        &[("v2/order.paid/a.json", r#"{"event": "order.paid", "payload": {"id": 1}, "at": 1}"#)],
        "v2",
        "conscent_core::events!(AnyEvent { OrderPaid = \"order.paid\", Z = \"z\" });\n",
    );
    check(&[], "v2/events", "    /// `payload`: in the only sample.\n    pub payload: Field<P>,\n");
    check(
        &[("v1/flat/a.json", "{}")],
        "v1/events",
        r#"impl Event for Flat {
    const NAME: &'static str = "flat";
    const API: &'static str = "v1";
    type Body = Self;
    fn from_body(body: Self) -> Result<Self, FieldError> {
        Ok(body)
    }
}
"#,
    );
}

#[test]
fn a_type_tells_its_schema() {
    check(
        &[
            ("v1/order/a.json", r#"{"id": 1, "code": "x", "endsAt": null, "tags": ["x", null]}"#),
            ("v1/order/b.json", r#"{"id": 2, "code": 7, "endsAt": "2024-03-04T10:28:47Z"}"#),
        ],
        "v1/schemas",
        r#"impl schema::JsonSchema for Order {
    schema::names!(Order);
    fn json_schema(generator: &mut schema::SchemaGenerator) -> schema::Schema {
        schema::object(generator)
            .property::<OrderCode>("code", "in all 2 samples")
            .property::<Option<Timestamp>>("endsAt", "in all 2 samples")
            .property::<Number>("id", "in all 2 samples")
            .property::<Vec<Option<String>>>("tags", "in 1 of 2 samples: order")
            .required(&["code", "id"])
    }
}

impl schema::JsonSchema for OrderCode {
    schema::names!(OrderCode);
    fn json_schema(generator: &mut schema::SchemaGenerator) -> schema::Schema {
        schema::any_of([
            generator.subschema_for::<Number>(),
            generator.subschema_for::<String>(),
        ])
    }
}
"#,
    );
}
