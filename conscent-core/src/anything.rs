//! Values without a type.

use std::borrow::Cow;
use std::fmt;

use serde::de::{MapAccess, SeqAccess};
use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::entries::Entries;
use crate::redact::Redaction;
use crate::{Field, FieldValue, Number};

/// A JSON value without a generated type, either because a hint requests one or because the value nests deeper than
/// generated types do. It accepts any value, and never reports drift.
///
/// `Debug` is redacted.
#[derive(Clone, Default, PartialEq)]
pub struct Json(pub Value);

/// Writes the value.
impl Serialize for Json {
    fn serialize<S: Serializer>(&self, output: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(output)
    }
}

/// The output is redacted.
impl fmt::Debug for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.show(Redaction::On, f)
    }
}

impl FieldValue for Json {
    fn expected() -> Cow<'static, str> {
        Value::expected()
    }

    fn null() -> Field<Self> {
        Field::Value(Self(Value::Null))
    }

    fn bool(value: bool) -> Field<Self> {
        Value::bool(value).map(Self)
    }

    fn number(value: Number) -> Field<Self> {
        Value::number(value).map(Self)
    }

    fn text(value: &str) -> Field<Self> {
        Value::text(value).map(Self)
    }

    fn list<'de, A: SeqAccess<'de>>(slot: &mut Field<Self>, list: A) -> Result<(), A::Error> {
        let mut value = Field::Absent;
        Value::list(&mut value, list)?;
        *slot = value.map(Self);
        Ok(())
    }

    fn object<'de, A: MapAccess<'de>>(slot: &mut Field<Self>, entries: Entries<'de, A>) -> Result<(), A::Error> {
        let mut value = Field::Absent;
        Value::object(&mut value, entries)?;
        *slot = value.map(Self);
        Ok(())
    }

    fn as_text(&self) -> Option<&str> {
        self.0.as_str()
    }

    fn show(&self, redaction: Redaction, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.show(redaction, f)
    }
}

#[cfg(test)]
mod tests {
    use super::Json;
    use crate::{Field, FieldValue};

    #[test]
    fn any_value_is_one_and_comes_back() {
        for text in ["null", "true", "-0.0", r#""text""#, "[1,null,[]]", r#"{"a":{}}"#] {
            let field: Field<Json> = serde_json::from_str(text).expect("JSON");
            assert!(field.is_value(), "{text}");
            assert_eq!(serde_json::to_string(&field).expect("a value"), text);
        }
        assert_eq!(Json::expected(), "anything");
    }
}
