//! Changes to a body before it is sent.

use conscent_codegen::pointer;
use conscent_core::{ChangeError, put};
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
            return Err("missing '=' between pointer and value, as in /payload/purchase/price=499".to_owned());
        };
        if !pointer::is_valid(pointer) {
            return Err(format!("{}; an example is /payload/purchase/price=499", pointer::RULE));
        }
        let value = serde_json::from_str(value).unwrap_or_else(|_| value.into());
        Ok(Self { pointer: pointer.to_owned(), value })
    }

    /// Puts the value in its place.
    pub(super) fn apply(&self, body: &mut Value) -> Result<(), ChangeError> {
        put(body, &self.pointer, self.value.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

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
            assert_eq!(Change::parse(change).unwrap().value, value, "{change}");
        }
    }

    #[test]
    fn an_argument_that_is_not_a_change_is_refused() {
        assert!(Change::parse("/a").unwrap_err().starts_with("missing '='"));
        for wrong in ["a=1", "=1", "/a~2=1"] {
            assert!(Change::parse(wrong).unwrap_err().starts_with("a JSON pointer"), "{wrong}");
        }
    }
}
