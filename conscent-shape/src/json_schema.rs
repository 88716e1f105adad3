//! JSON Schema (draft 2020-12) as data, and the schema of a structure.
//!
//! [`of`] returns the keywords that follow from a [`Structure`](crate::structure::Structure). [`Schema`] has further
//! keywords, with which a generator can describe named types. It serializes to the document, with the keywords in the
//! order of the fields.
//!
//! ```
//! use conscent_shape::json_schema::{self, Kinds};
//! use conscent_shape::structure::{self, Options};
//!
//! let shape = conscent_shape::infer(br#"[{"id": 1}, {"id": 2, "name": "x"}]"#)?;
//! let schema = json_schema::of(&structure::decide(shape, &Options { min_samples: 2 }));
//! assert_eq!(schema.kinds, Kinds::One("array"));
//! assert_eq!(schema.items.as_ref().unwrap().required, ["id"]);
//! assert!(schema.to_text().starts_with("{\n  \"$schema\": "));
//! # Ok::<(), conscent_shape::SyntaxError>(())
//! ```

mod describe;

use serde::{Serialize, Serializer};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::BTreeMap;

pub use describe::of;

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
    /// `$comment`
    #[serde(rename = "$comment", skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
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
    /// `oneOf`
    #[serde(rename = "oneOf", skip_serializing_if = "Vec::is_empty")]
    pub one_of: Vec<Schema>,
    /// `allOf`
    #[serde(rename = "allOf", skip_serializing_if = "Vec::is_empty")]
    pub all_of: Vec<Schema>,
    /// `if`
    #[serde(rename = "if", skip_serializing_if = "Option::is_none")]
    pub condition: Option<Box<Schema>>,
    /// `then`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub then: Option<Box<Schema>>,
    /// `else`
    #[serde(rename = "else", skip_serializing_if = "Option::is_none")]
    pub otherwise: Option<Box<Schema>>,
    /// `discriminator`, which is a keyword of `OpenAPI`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub discriminator: Option<Box<Discriminator>>,
    /// `items`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub items: Option<Box<Schema>>,
    /// `properties`
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub properties: BTreeMap<String, Schema>,
    /// `additionalProperties`. The schema of any value is written as `true`.
    #[serde(
        rename = "additionalProperties",
        skip_serializing_if = "Option::is_none",
        serialize_with = "schema_or_true"
    )]
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

/// The keyword `discriminator` of `OpenAPI`: which of the schemas in `oneOf` a value satisfies.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Discriminator {
    /// The key whose value selects the schema.
    pub property_name: String,
    /// The reference to the schema for each value.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub mapping: BTreeMap<String, String>,
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

/// Writes the schema of any value as `true`, as people do.
#[expect(clippy::ref_option, reason = "serde passes the field")]
fn schema_or_true<S: Serializer>(schema: &Option<Box<Schema>>, serializer: S) -> Result<S::Ok, S::Error> {
    match schema {
        Some(schema) if schema.is_any() => serializer.serialize_bool(true),
        schema => schema.serialize(serializer),
    }
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
        let only_kinds = self.reference.is_none()
            && self.constant.is_none()
            && self.values.is_empty()
            && self.any_of.is_empty()
            && self.one_of.is_empty()
            && self.all_of.is_empty()
            && self.condition.is_none();
        match self.kinds {
            Kinds::Any | Kinds::One("null") if only_kinds => self,
            Kinds::One(kind) if only_kinds => Self { kinds: Kinds::Several(vec![kind, "null"]), ..self },
            _ => Self { any_of: vec![self, Self::kind("null")], ..Self::default() },
        }
    }

    /// Whether it has no keywords.
    fn is_any(&self) -> bool {
        let Self { dialect, id, comment, title, description, reference, constant, kinds, format, values, .. } = self;
        let Self { any_of, one_of, all_of, condition, then, otherwise, discriminator, .. } = self;
        let Self { items, properties, additional_properties, required, examples, definitions, .. } = self;
        let texts = [id, comment, title, description, reference, constant];
        let schemas = [condition, then, otherwise, items, additional_properties];
        kinds.is_any()
            && dialect.is_none()
            && format.is_none()
            && discriminator.is_none()
            && texts.iter().all(|text| text.is_none())
            && schemas.iter().all(|schema| schema.is_none())
            && [any_of, one_of, all_of].iter().all(|list| list.is_empty())
            && [values, required].iter().all(|list| list.is_empty())
            && examples.is_empty()
            && properties.is_empty()
            && definitions.is_empty()
    }

    /// Replaces all references to definitions. `target` returns the new reference for the name of a definition.
    pub fn redirect(&mut self, target: &impl Fn(&str) -> String) {
        let replace = |reference: &mut String| {
            if let Some(name) = reference.strip_prefix(DEFINITIONS) {
                *reference = target(name);
            }
        };
        self.reference.iter_mut().for_each(replace);
        self.discriminator.iter_mut().flat_map(|one| one.mapping.values_mut()).for_each(replace);
        self.below().for_each(|schema| schema.redirect(target));
    }

    /// The schemas directly inside this one.
    pub fn below(&mut self) -> impl Iterator<Item = &mut Self> {
        let Self { any_of, one_of, all_of, condition, then, otherwise, items, properties, .. } = self;
        let Self { additional_properties, definitions, .. } = self;
        let lists = any_of.iter_mut().chain(one_of).chain(all_of);
        let single = [condition, then, otherwise, items, additional_properties].into_iter().flatten().map(Box::as_mut);
        lists.chain(single).chain(properties.values_mut()).chain(definitions.values_mut())
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

#[cfg(test)]
mod tests {
    use super::{Discriminator, Kinds, Schema};

    /// The schema as one line of JSON.
    fn line(schema: &Schema) -> String {
        serde_json::to_string(schema).unwrap()
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
    fn additional_properties_of_any_value_are_true() {
        let of = |values| Schema { additional_properties: Some(Box::new(values)), ..Schema::default() };
        assert_eq!(line(&of(Schema::default())), r#"{"additionalProperties":true}"#);
        assert_eq!(line(&of(Schema::kind("null"))), r#"{"additionalProperties":{"type":"null"}}"#);
    }

    #[test]
    fn references_are_redirected_at_every_depth() {
        let boxed = || Some(Box::new(Schema::reference("A")));
        let mut schema = Schema {
            items: boxed(),
            additional_properties: boxed(),
            any_of: vec![Schema::reference("A")],
            one_of: vec![Schema::reference("A")],
            all_of: vec![Schema { condition: boxed(), then: boxed(), otherwise: boxed(), ..Schema::default() }],
            discriminator: Some(Box::new(Discriminator {
                property_name: "a".to_owned(),
                mapping: [("a".to_owned(), "#/$defs/A".to_owned())].into(),
            })),
            properties: [("a".to_owned(), Schema::reference("A").or_null())].into(),
            definitions: [("A".to_owned(), Schema::reference("A"))].into(),
            ..Schema::default()
        };
        schema.redirect(&|name| format!("other.json#{name}"));
        let text = schema.to_text();
        assert_eq!((text.matches("other.json#A").count(), text.matches("$defs/").count()), (10, 0));
    }
}
