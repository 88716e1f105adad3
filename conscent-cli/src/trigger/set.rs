//! Changes to a body before it is sent.

use conscent_codegen::diagnostic::{Diagnostic, Place};
use serde_json::Value;

/// A value for a place in a body.
#[derive(Clone, Debug)]
pub(super) struct Change {
    pointer: String,
    value: Value,
}

impl Change {
    /// Takes `/pointer=value`. The value is JSON if it can be, else a text.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let Some((pointer, value)) = text.split_once('=') else {
            return Err("no '=' between pointer and value, as in /payload/purchase/price=499".to_owned());
        };
        if !pointer.starts_with('/') {
            return Err("a JSON pointer starts with '/', as in /payload/purchase/price=499".to_owned());
        }
        let value = serde_json::from_str(value).unwrap_or_else(|_| value.into());
        Ok(Self { pointer: pointer.to_owned(), value })
    }

    /// Puts the value where it belongs: in place of another, or under a new key of an object that is there.
    pub(super) fn apply(&self, body: &mut Value) -> Result<(), Diagnostic> {
        let value = self.value.clone();
        if let Some(place) = body.pointer_mut(&self.pointer) {
            *place = value;
            return Ok(());
        }
        let (parent, key) = self.pointer.rsplit_once('/').unwrap_or_default();
        if let Some(Value::Object(object)) = body.pointer_mut(parent) {
            object.insert(key.replace("~1", "/").replace("~0", "~"), value);
            return Ok(());
        }
        let why =
            "the sample has no object to put the key into; objects above it must be there, and items of lists too";
        Err(Place::file("--set").says(format!("no place {:?}", self.pointer), why))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn set(change: &str) -> Result<Value, Diagnostic> {
        let mut body = json!({"a": {"b": 1}, "list": [1, 2], "x/y~": 0});
        Change::parse(change).unwrap().apply(&mut body).map(|()| body)
    }

    #[test]
    fn values_are_json_or_else_text() {
        for (change, value) in [
            ("/a=5", json!(5)),
            ("/a=null", json!(null)),
            ("/a=\"5\"", json!("5")),
            ("/a=GIFT", json!("GIFT")),
            ("/a=", json!("")),
            ("/a=x=y", json!("x=y")),
            ("/a={\"b\": [true]}", json!({"b": [true]})),
        ] {
            assert_eq!(set(change).unwrap()["a"], value, "{change}");
        }
    }

    #[test]
    fn a_place_is_there_or_a_new_key() {
        assert_eq!(set("/a/b=2").unwrap()["a"], json!({"b": 2}));
        assert_eq!(set("/a/c=2").unwrap()["a"], json!({"b": 1, "c": 2}));
        assert_eq!(set("/list/1=7").unwrap()["list"], json!([1, 7]));
        assert_eq!(set("/x~1y~0=7").unwrap()["x/y~"], json!(7));
        assert_eq!(set("/new~1~0=7").unwrap()["new/~"], json!(7));
        for nowhere in ["/b/c=1", "/a/b/c=1", "/list/2=1", "/list/-=1"] {
            assert!(set(nowhere).unwrap_err().what.starts_with("no place "), "{nowhere}");
        }
    }

    #[test]
    fn what_is_no_change_is_told() {
        assert!(Change::parse("/a").unwrap_err().starts_with("no '='"));
        assert!(Change::parse("a=1").unwrap_err().starts_with("a JSON pointer"));
        assert!(Change::parse("=1").unwrap_err().starts_with("a JSON pointer"));
    }
}
