//! Changes to a body before it is sent.

use conscent_codegen::{Diagnostic, Location, pointer};
use serde_json::Value;

/// A value, and where to put it in a body.
#[derive(Clone, Debug)]
pub(super) struct Change {
    pointer: String,
    value: Value,
}

impl Change {
    /// Parses `/pointer=value`. A value that is not JSON is text.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let Some((pointer, value)) = text.split_once('=') else {
            return Err("no '=' between pointer and value, as in /payload/purchase/price=499".to_owned());
        };
        if !pointer::is_valid(pointer) {
            return Err(format!("{}; an example is /payload/purchase/price=499", pointer::RULE));
        }
        let value = serde_json::from_str(value).unwrap_or_else(|_| value.into());
        Ok(Self { pointer: pointer.to_owned(), value })
    }

    /// Replaces a value, or adds a key to an object of the body.
    pub(super) fn apply(&self, body: &mut Value) -> Result<(), Diagnostic> {
        let value = self.value.clone();
        if let Some(place) = body.pointer_mut(&self.pointer) {
            *place = value;
            return Ok(());
        }
        let parent = self.pointer.rsplit_once('/').map_or("", |(parent, _)| parent);
        if let (Some(Value::Object(object)), Some(key)) =
            (body.pointer_mut(parent), pointer::tokens(&self.pointer).last())
        {
            object.insert(key, value);
            return Ok(());
        }
        let help = "the sample has no object above it for a new key; the items of an array can only be replaced";
        Err(Location::file("--set").error(format!("no place {:?}", self.pointer), help))
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
    fn a_value_is_json_or_else_text() {
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
    fn a_pointer_names_a_value_or_a_new_key() {
        assert_eq!(set("/a/b=2").unwrap()["a"], json!({"b": 2}));
        assert_eq!(set("/a/c=2").unwrap()["a"], json!({"b": 1, "c": 2}));
        assert_eq!(set("/list/1=7").unwrap()["list"], json!([1, 7]));
        assert_eq!(set("/x~1y~0=7").unwrap()["x/y~"], json!(7));
        assert_eq!(set("/new~1~0=7").unwrap()["new/~"], json!(7));
        for nowhere in ["/b/c=1", "/a/b/c=1", "/list/2=1", "/list/-=1"] {
            assert!(set(nowhere).unwrap_err().message.starts_with("no place "), "{nowhere}");
        }
    }

    #[test]
    fn an_argument_that_is_not_a_change_is_refused() {
        assert!(Change::parse("/a").unwrap_err().starts_with("no '='"));
        for wrong in ["a=1", "=1", "/a~2=1"] {
            assert!(Change::parse(wrong).unwrap_err().starts_with("a JSON pointer"), "{wrong}");
        }
    }
}
