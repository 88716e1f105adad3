//! Variants of structs in schemas: what else holds for an object whose tag has a known value.
//!
//! A tag is open, like an enum: an object with an unknown value, or without a tag, only has to satisfy the schema of the
//! struct. So JSON Schema says it with `if` and `then`, and not with `oneOf`.
//!
//! OpenAPI also has `discriminator`, which gives code generators the subclass for each value. It needs a tag that
//! every object has. AsyncAPI's `discriminator` is another keyword, whose values must be the names of schemas, so it is
//! not used there.

use super::json_schema::{is_required, value};
use crate::interface::{Field, Module, RustType, Struct, View, Views};
use conscent_shape::json_schema::{Discriminator, Schema};
use std::collections::BTreeMap;

/// What holds for each variant that differs from its struct.
pub(super) fn conditions(module: &Module, one: &Struct) -> Vec<Schema> {
    let Some(views) = &one.views else { return Vec::new() };
    let condition = |view: &View| {
        let then = Details::of(module, one, view)?.schema();
        let tagged = tagged(&views.tag, view);
        Some(Schema { condition: Some(Box::new(tagged)), then: Some(Box::new(then)), ..Schema::default() })
    };
    views.variants.iter().filter_map(condition).collect()
}

/// The schemas of the variants, by the names of their views, and which of them each value of the tag means. `None` if
/// there are none, or if objects may lack the tag.
pub(super) fn subclasses(module: &Module, one: &Struct) -> Option<(Discriminator, BTreeMap<String, Schema>)> {
    let Views { tag, variants, .. } = one.views.as_ref().filter(|views| is_required(one, &views.tag))?;
    let reference = |name: &str| Schema::reference(name).reference.unwrap_or_default();
    let mapping = variants.iter().flat_map(|view| view.texts.iter().map(|text| (text.clone(), reference(&view.name))));
    let subclass = |view: &View| {
        let mut own = tagged(tag, view);
        if let Some(details) = Details::of(module, one, view).map(|details| details.schema()) {
            own.required.extend(details.required);
            own.properties.extend(details.properties);
        }
        let all_of = vec![Schema::reference(&one.name), own];
        let description =
            if view.occurrence.is_seen() { view.occurrence.to_string() } else { "in no sample".to_owned() };
        let description = Some(description);
        (view.name.clone(), Schema { description, all_of, ..Schema::default() })
    };
    let subclasses = variants.iter().map(subclass).collect();
    Some((Discriminator { property_name: tag.clone(), mapping: mapping.collect() }, subclasses))
}

/// The objects of a variant, by their tag.
fn tagged(tag: &str, view: &View) -> Schema {
    let mut texts = view.texts.iter().cloned();
    let value = match (texts.next(), texts.len()) {
        (Some(only), 0) => Schema { constant: Some(only), ..Schema::default() },
        _ => Schema { values: view.texts.iter().cloned().collect(), ..Schema::default() },
    };
    Schema { properties: [(tag.to_owned(), value)].into(), required: vec![tag.to_owned()], ..Schema::default() }
}

/// What the schema of a struct does not say of a variant.
pub(crate) struct Details<'a> {
    /// The keys that are required in this variant only.
    pub(crate) required: Vec<&'a str>,
    /// The fields that have fewer kinds of values, with the type that is left. Null stays allowed where samples have it.
    pub(crate) narrowed: Vec<(&'a Field, &'a RustType)>,
}

impl<'a> Details<'a> {
    /// `None` if the schema of the struct says it all.
    pub(crate) fn of(module: &'a Module, one: &'a Struct, view: &'a View) -> Option<Self> {
        let required = view.fields.iter().filter(|own| own.required && !is_required(one, &own.key));
        let narrowed = view.fields.iter().filter_map(|own| {
            let field = one.fields.iter().find(|field| field.key == own.key)?;
            module.narrowed(own, field).map(|(_, kind)| (field, &kind.ty))
        });
        let (required, narrowed): (Vec<_>, Vec<_>) =
            (required.map(|own| own.key.as_str()).collect(), narrowed.collect());
        (!required.is_empty() || !narrowed.is_empty()).then_some(Self { required, narrowed })
    }

    fn schema(&self) -> Schema {
        let narrowed = self.narrowed.iter().map(|(field, ty)| {
            let schema = value(ty);
            (field.key.clone(), if field.nullable { schema.or_null() } else { schema })
        });
        Schema {
            required: self.required.iter().map(ToString::to_string).collect(),
            properties: narrowed.collect(),
            ..Schema::default()
        }
    }
}
