//! Views: the tag is read from a field of any type, and a view never fails or changes the data of its object.

use conscent_core::{Field, FieldError, FieldValue, Kind, decode, impl_view, view};

use crate::types::{Order, Postcode};

impl Order {
    fn name(&self) -> Option<&str> {
        self.name.value().map(String::as_str)
    }

    fn require_name(&self) -> Result<&str, FieldError> {
        self.name.require("Order", "name").map(String::as_str)
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct ContentOrder<'a>(&'a Order);
impl_view!(ContentOrder<'a>(Order) { name, require_name: &'a str = "`name`." });

fn order(body: &str) -> Order {
    decode(body.as_bytes()).unwrap()
}

/// Decodes one value as the type of a field, and reads its text.
fn text<T: FieldValue>(json: &str) -> Option<String> {
    serde_json::from_str::<Field<T>>(json).unwrap().as_text().map(str::to_owned)
}

#[test]
fn every_type_that_takes_a_string_says_it() {
    let readers = [
        text::<String>,
        text::<crate::types::OrderKind>,
        text::<Postcode>,
        text::<Option<String>>,
        text::<Box<String>>,
        text::<serde_json::Value>,
        text::<conscent_core::Json>,
        text::<conscent_core::Timestamp>,
        text::<conscent_core::Decimal>,
        text::<conscent_core::EpochSeconds>,
    ];
    for read in readers {
        for string in ["CONTENT", "content", "", "5"] {
            assert_eq!(read(&format!("{string:?}")).as_deref(), Some(string));
        }
        for other in ["null", "true", "5", "[\"CONTENT\"]", "{\"CONTENT\":1}"] {
            assert_eq!(read(other), None, "{other}");
        }
    }
    // A field that does not accept strings keeps one as a mismatch, which is not a tag.
    assert_eq!(text::<bool>("\"CONTENT\""), None);
    assert_eq!(Field::<String>::Absent.as_text(), None);
}

#[test]
fn a_view_says_what_its_object_says() {
    for body in [r#"{"name":"x"}"#, "{}", r#"{"name":null}"#, r#"{"name":[1]}"#] {
        let order = order(body);
        let view = ContentOrder(&order);
        assert_eq!((view.name(), view.require_name()), (order.name(), order.require_name()));
    }
}

#[test]
fn a_value_outlives_its_view() {
    fn name(order: &Order) -> Option<&str> {
        let view = ContentOrder(order);
        view.name()
    }
    assert_eq!(name(&order(r#"{"name":"x"}"#)), Some("x"));
}

#[test]
fn the_output_of_a_view_is_redacted() {
    let order = order(r#"{"name":"secret"}"#);
    let shown = format!("{:?}", ContentOrder(&order));
    assert!(shown.starts_with("ContentOrder(Order {") && !shown.contains("secret"), "{shown}");
}

#[test]
fn a_narrowed_field_has_one_kind() {
    fn text(postcode: &Postcode) -> Option<&String> {
        match postcode {
            Postcode::Text(text) => Some(text),
            Postcode::Number(_) => None,
        }
    }
    fn found(body: &str) -> Result<String, FieldError> {
        view::narrow(&order(body).postcode, ["Order", "postcode"], text).cloned()
    }
    assert_eq!(found(r#"{"postcode":"110001"}"#), Ok("110001".to_owned()));
    for (body, kind) in [
        ("{}", None),
        (r#"{"postcode":null}"#, Some(Kind::Null)),
        (r#"{"postcode":[]}"#, Some(Kind::List)),
        (r#"{"postcode":5}"#, Some(Kind::Number)),
    ] {
        assert_eq!(found(body).unwrap_err().found(), kind, "{body}");
    }
    assert_eq!(
        found(r#"{"postcode":110001}"#).unwrap_err().to_string(),
        "Order: /postcode: a number arrived where the samples have a string"
    );
}
