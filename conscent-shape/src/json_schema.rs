//! JSON Schema (draft 2020-12) as data, and the schema of a shape.
//!
//! [`of`] returns the keywords that follow from a shape. [`Schema`] has some more, with which a generator can describe
//! named types. It serializes to the document, with the keywords in the order of the fields.
//!
//! ```
//! use conscent_shape::json_schema::{self, Kinds};
//!
//! let shape = conscent_shape::infer(br#"[{"id": 1}, {"id": 2, "name": "x"}]"#)?;
//! let schema = json_schema::of(&shape);
//! assert_eq!(schema.kinds, Kinds::One("array"));
//! assert_eq!(schema.items.as_ref().unwrap().required, ["id"]);
//! assert!(schema.to_text().starts_with("{\n  \"$schema\": "));
//! # Ok::<(), conscent_shape::SyntaxError>(())
//! ```

use crate::{Fields, Form, Shape};
use serde::Serialize;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The dialect that [`Schema::dialect`] names.
pub const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// The start of all references to definitions in the same document.
const DEFINITIONS: &str = "#/$defs/";

/// A schema. Keywords that are empty or `None` are left out.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Schema {
    /// `$schema`
    #[serde(rename = "$schema", skip_serializing_if = "Option::is_none")]
    pub dialect: Option<&'static str>,
    /// `$id`
    #[serde(rename = "$id", skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// `title`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// `description`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// `$ref`
    #[serde(rename = "$ref", skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// `const`, if it is a string.
    #[serde(rename = "const", skip_serializing_if = "Option::is_none")]
    pub constant: Option<String>,
    /// `type`
    #[serde(rename = "type", skip_serializing_if = "Kinds::is_any")]
    pub kinds: Kinds,
    /// `format`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<Cow<'static, str>>,
    /// `enum`, if all its values are strings.
    #[serde(rename = "enum", skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<String>,
    /// `anyOf`
    #[serde(rename = "anyOf", skip_serializing_if = "Vec::is_empty")]
    pub any_of: Vec<Schema>,
    /// `items`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub items: Option<Box<Schema>>,
    /// `properties`
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub properties: BTreeMap<String, Schema>,
    /// `additionalProperties`
    #[serde(rename = "additionalProperties", skip_serializing_if = "Option::is_none")]
    pub additional_properties: Option<Box<Schema>>,
    /// `required`
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub required: Vec<String>,
    /// `examples`, each as JSON text.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<Box<RawValue>>,
    /// `$defs`
    #[serde(rename = "$defs", skip_serializing_if = "BTreeMap::is_empty")]
    pub definitions: BTreeMap<String, Schema>,
}

/// The keyword `type`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Kinds {
    /// The keyword is absent.
    #[default]
    Any,
    /// One kind: `string`, `integer`.
    One(&'static str),
    /// Several kinds. JSON Schema requires them to be distinct.
    Several(Vec<&'static str>),
}

impl Kinds {
    fn is_any(&self) -> bool {
        matches!(self, Self::Any)
    }
}

impl Schema {
    /// The schema of all values of one kind: `string`, `object`.
    #[must_use]
    pub fn kind(kind: &'static str) -> Self {
        Self { kinds: Kinds::One(kind), ..Self::default() }
    }

    /// A reference to the definition of this name in the same document.
    #[must_use]
    pub fn reference(name: &str) -> Self {
        Self { reference: Some(format!("{DEFINITIONS}{name}")), ..Self::default() }
    }

    /// The schema of the same values, and of null.
    #[must_use]
    pub fn or_null(self) -> Self {
        // A value must satisfy all keywords, so adding null to `type` is not enough if the schema has one of these.
        let only_kinds =
            self.reference.is_none() && self.constant.is_none() && self.values.is_empty() && self.any_of.is_empty();
        match self.kinds {
            Kinds::Any | Kinds::One("null") if only_kinds => self,
            Kinds::One(kind) if only_kinds => Self { kinds: Kinds::Several(vec![kind, "null"]), ..self },
            _ => Self { any_of: vec![self, Self::kind("null")], ..Self::default() },
        }
    }

    /// Replaces all references to definitions. `target` returns the new reference for the name of a definition.
    pub fn redirect(&mut self, target: &impl Fn(&str) -> String) {
        if let Some(name) = self.reference.as_deref().and_then(|own| own.strip_prefix(DEFINITIONS)) {
            self.reference = Some(target(name));
        }
        let Self { any_of, items, properties, additional_properties, definitions, .. } = self;
        let below = any_of.iter_mut().chain(items.as_deref_mut()).chain(additional_properties.as_deref_mut());
        for schema in below.chain(properties.values_mut()).chain(definitions.values_mut()) {
            schema.redirect(target);
        }
    }

    /// The document as indented JSON that ends with a newline.
    #[must_use]
    pub fn to_text(&self) -> String {
        // A schema consists of strings, arrays, and maps with string keys, and serde_json can write all of these.
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }
}

/// The schema of a shape. Every value that is part of the shape satisfies it.
///
/// | the values | the schema |
/// |---|---|
/// | are of one or several kinds | `type` has all of the kinds |
/// | include numbers, all of them [integers](crate::Numbers::integers) | `type` has `integer`, otherwise `number` |
/// | include strings, none of them empty, and all of one [`Form`] that JSON Schema knows | `format` has the form |
/// | include objects that all have a key | `required` has the key |
/// | include objects with more than [`Fields::BOUND`] keys | `additionalProperties` describes all values together |
///
/// It never has an `enum`: a shape cannot say whether other strings are allowed.
#[must_use]
pub fn of(shape: &Shape) -> Schema {
    Schema { dialect: Some(DIALECT), ..describe(shape) }
}

fn describe(shape: &Shape) -> Schema {
    let number = if shape.number.integers == shape.number.count { "integer" } else { "number" };
    let counts = [
        ("array", shape.array.count),
        ("boolean", shape.bool),
        ("null", shape.null),
        (number, shape.number.count),
        ("object", shape.object.count),
        ("string", shape.string.count),
    ];
    let seen: Vec<_> = counts.into_iter().filter(|(_, count)| *count > 0).map(|(kind, _)| kind).collect();
    let kinds = match seen.as_slice() {
        [] => Kinds::Any,
        [kind] => Kinds::One(kind),
        _ => Kinds::Several(seen),
    };
    let mut schema = Schema { kinds, ..Schema::default() };
    if shape.string.empty == 0 {
        schema.format = shape.string.form().and_then(Form::schema_format).map(Cow::Borrowed);
    }
    schema.items = shape.array.item.as_deref().map(|item| Box::new(describe(item)));
    match &shape.object.fields {
        Fields::Known(fields) => {
            schema.properties = fields.iter().map(|(key, field)| (key.clone(), describe(&field.shape))).collect();
            let always = fields.iter().filter(|(_, field)| field.seen == shape.object.count);
            schema.required = always.map(|(key, _)| key.clone()).collect();
        }
        Fields::Pooled(values) => schema.additional_properties = Some(Box::new(describe(values))),
    }
    schema
}

#[cfg(test)]
mod tests {
    use super::{Kinds, Schema, of};
    use crate::{Fields, infer};

    fn schema(json: &str) -> Schema {
        of(&infer(json.as_bytes()).unwrap())
    }

    /// The schema of the values in an array.
    fn items(json: &str) -> Schema {
        *schema(json).items.unwrap()
    }

    /// The schema as one line of JSON.
    fn line(schema: &Schema) -> String {
        serde_json::to_string(schema).unwrap()
    }

    #[test]
    fn a_document_has_its_dialect_once() {
        assert_eq!(
            schema(r#"{"a": null}"#).to_text(),
            r#"{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "properties": {
    "a": {
      "type": "null"
    }
  },
  "required": [
    "a"
  ]
}
"#
        );
    }

    #[test]
    fn each_kind() {
        for (json, expected) in [
            ("[]", r#"{"type":"array"}"#),
            ("{}", r#"{"type":"object"}"#),
            ("null", r#"{"type":"null"}"#),
            ("false", r#"{"type":"boolean"}"#),
            ("\"\"", r#"{"type":"string"}"#),
            ("1", r#"{"type":"integer"}"#),
            ("1.5", r#"{"type":"number"}"#),
            ("1.0", r#"{"type":"number"}"#),
            ("18446744073709551616", r#"{"type":"number"}"#),
            ("\"2025-02-05T09:37:44Z\"", r#"{"type":"string","format":"date-time"}"#),
            ("\"2025-02-05\"", r#"{"type":"string","format":"date"}"#),
            ("\"jo@mail.example\"", r#"{"type":"string","format":"email"}"#),
            ("\"https://a.example/{id}\"", r#"{"type":"string","format":"uri-template"}"#),
            ("\"+14155550123\"", r#"{"type":"string"}"#),
        ] {
            assert_eq!(line(&Schema { dialect: None, ..schema(json) }), expected, "{json}");
        }
    }

    #[test]
    fn several_kinds() {
        for (json, expected) in [
            (r#"["x", null]"#, r#"{"type":["null","string"]}"#),
            ("[1, 2.5]", r#"{"type":"number"}"#),
            ("[1, 2, null]", r#"{"type":["null","integer"]}"#),
            (r#"["2025-02-05T09:37:44Z", null]"#, r#"{"type":["null","string"],"format":"date-time"}"#),
            (r#"["2025-02-05T09:37:44Z", "x"]"#, r#"{"type":"string"}"#),
            (r#"["2025-02-05T09:37:44Z", ""]"#, r#"{"type":"string"}"#),
            (r#"["https://a.example/{id}", "https://a.example/1"]"#, r#"{"type":"string","format":"uri-template"}"#),
            (
                r#"[{"a": 1}, [true]]"#,
                concat!(
                    r#"{"type":["array","object"],"items":{"type":"boolean"},"#,
                    r#""properties":{"a":{"type":"integer"}},"required":["a"]}"#
                ),
            ),
        ] {
            assert_eq!(line(&items(json)), expected, "{json}");
        }
        assert_eq!(of(&crate::Shape::default()).kinds, Kinds::Any);
    }

    #[test]
    fn keys_of_every_object_are_required() {
        let items = items(r#"[{"a": 1, "b": 1}, {"a": null, "a": 1}, {"c": 1, "a": 2}]"#);
        assert_eq!(items.required, ["a"]);
        assert_eq!(items.properties.keys().collect::<Vec<_>>(), ["a", "b", "c"]);
        assert_eq!(items.properties["a"].kinds, Kinds::Several(vec!["null", "integer"]));
        assert!(self::items(r#"[{"a": 1}, {}]"#).required.is_empty());
    }

    #[test]
    fn pooled_keys_are_additional_properties() {
        let fields: Vec<_> = (0..=Fields::BOUND).map(|key| format!(r#""{key}": {{"a": {key}}}"#)).collect();
        let schema = schema(&format!("{{{}}}", fields.join(",")));
        assert!(schema.properties.is_empty() && schema.required.is_empty());
        let values = r#"{"type":"object","properties":{"a":{"type":"integer"}},"required":["a"]}"#;
        assert_eq!(line(&schema.additional_properties.unwrap()), values);
    }

    #[test]
    fn null_joins_a_schema() {
        let any_of = Schema { any_of: vec![Schema::kind("string")], ..Schema::default() };
        let values = Schema { values: vec!["A".to_owned()], ..Schema::kind("string") };
        let several = Schema { kinds: Kinds::Several(vec!["array", "string"]), ..Schema::default() };
        for (schema, expected) in [
            (Schema::default(), "{}"),
            (Schema::kind("null"), r#"{"type":"null"}"#),
            (Schema::kind("string"), r#"{"type":["string","null"]}"#),
            (Schema::reference("Purchase"), r##"{"anyOf":[{"$ref":"#/$defs/Purchase"},{"type":"null"}]}"##),
            (any_of, r#"{"anyOf":[{"anyOf":[{"type":"string"}]},{"type":"null"}]}"#),
            (values, r#"{"anyOf":[{"type":"string","enum":["A"]},{"type":"null"}]}"#),
            (several, r#"{"anyOf":[{"type":["array","string"]},{"type":"null"}]}"#),
        ] {
            assert_eq!(line(&schema.or_null()), expected);
        }
    }

    #[test]
    fn references_are_redirected_at_every_depth() {
        let boxed = || Some(Box::new(Schema::reference("A")));
        let mut schema = Schema {
            items: boxed(),
            additional_properties: boxed(),
            any_of: vec![Schema::reference("A")],
            properties: [("a".to_owned(), Schema::reference("A").or_null())].into(),
            definitions: [("A".to_owned(), Schema::reference("A"))].into(),
            ..Schema::default()
        };
        schema.redirect(&|name| format!("other.json#{name}"));
        let text = schema.to_text();
        assert_eq!((text.matches("other.json#A").count(), text.matches("$defs/").count()), (5, 0));
    }
}
