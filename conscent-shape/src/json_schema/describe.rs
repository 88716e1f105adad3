//! The schema of a structure.

use super::{DIALECT, Kinds, Schema};
use crate::structure::{Object, Place, PlaceId, Struct, Structure, Variant, Variants, What};
use crate::{Form, KindSet, words};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// The schema of a structure. Every value that is part of its shape satisfies the schema.
///
/// | the values | the schema |
/// |---|---|
/// | are of one or several kinds | `type` has all of the kinds |
/// | include numbers, all of them [integers](crate::Numbers::integers) | `type` has `integer`, otherwise `number` |
/// | include strings, none of them empty, and all of one [`Form`] that JSON Schema knows | `format` has the form |
/// | include structs | `properties` has the keys, and `required` those that are required |
/// | include structs that are open | `additionalProperties` is `true` |
/// | include maps, or structs with other keys that are data | `additionalProperties` describes all values together |
/// | include structs with variants, and all are known | `oneOf` has a schema for each |
/// | include structs with variants, and others are possible | `allOf` has `if` and `then` for each |
/// | are at several places, or contain themselves | `$ref` leads to the definition, or to the whole document |
///
/// `$comment` has the evidence for the decisions that need more than counts. The schema never has an `enum`: a shape
/// cannot say whether other strings are allowed.
#[must_use]
pub fn of(structure: &Structure) -> Schema {
    let names = names(structure);
    let printer = Printer { structure, names: &names };
    let definition = |(id, name): (&PlaceId, &String)| (name.clone(), printer.describe(&structure.places[*id]));
    let definitions = names.iter().filter(|(id, _)| **id != structure.root).map(definition).collect();
    let Some(root) = structure.places.get(structure.root) else { return Schema::default() };
    let mut schema = Schema { dialect: Some(DIALECT), definitions, ..printer.describe(root) };
    let is_not_required = |place: &Place| place.decisions.iter().any(|decision| decision.what == What::NotRequired);
    if structure.places.iter().any(is_not_required) {
        let few = "Objects that occur too few times have no required keys.";
        schema.comment = Some(schema.comment.map_or_else(|| few.to_owned(), |comment| format!("{comment} {few}")));
    }
    schema
}

/// The names of the places that have definitions, because several others refer to them.
fn names(structure: &Structure) -> BTreeMap<PlaceId, String> {
    let mut references = vec![0; structure.places.len()];
    for id in structure.places.iter().flat_map(below).chain([structure.root]) {
        references[id] += 1;
    }
    let (mut names, mut taken) = (BTreeMap::new(), BTreeSet::new());
    for (id, place) in structure.places.iter().enumerate() {
        if references[id] < 2 || place.object.is_none() && place.item.is_none() {
            continue;
        }
        let key = place.path.rsplit('/').find(|step| *step != "*").unwrap_or_default();
        let base: String = words(key).join("_").chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
        let base = if base.is_empty() { "value".to_owned() } else { base };
        let mut numbered = (2_u64..).map(|number| format!("{base}_{number}"));
        let name = std::iter::once(base.clone()).chain(&mut numbered).find(|name| taken.insert(name.clone()));
        names.insert(id, name.unwrap_or(base));
    }
    names
}

/// The places that a place refers to.
fn below(place: &Place) -> Vec<PlaceId> {
    let mut below: Vec<_> = place.item.into_iter().collect();
    match &place.object {
        Some(Object::Map { values }) => below.push(*values),
        Some(Object::Struct(one)) => below.extend(one.fields.values().copied().chain(one.rest)),
        None => {}
    }
    below
}

struct Printer<'s> {
    structure: &'s Structure,
    names: &'s BTreeMap<PlaceId, String>,
}

impl Printer<'_> {
    /// The schema of a place, or a reference to it.
    fn refer(&self, id: PlaceId) -> Schema {
        match self.names.get(&id) {
            Some(_) if id == self.structure.root => Schema { reference: Some("#".to_owned()), ..Schema::default() },
            Some(name) => Schema::reference(name),
            None => self.structure.places.get(id).map(|place| self.describe(place)).unwrap_or_default(),
        }
    }

    fn describe(&self, place: &Place) -> Schema {
        let format = place.form.and_then(Form::schema_format).map(Cow::Borrowed);
        let mut schema = Schema { kinds: kinds(place.kinds, place.are_integers), format, ..Schema::default() };
        schema.items = place.item.map(|item| Box::new(self.refer(item)));
        match &place.object {
            Some(Object::Map { values }) => schema.additional_properties = Some(Box::new(self.refer(*values))),
            Some(Object::Struct(one)) => self.describe_struct(one, &mut schema),
            None => {}
        }
        // A shape file does not keep the keys that are data, so the evidence about them cannot be repeated.
        let data = match &place.object {
            Some(Object::Map { .. }) => Some("The keys are data."),
            Some(Object::Struct(Struct { rest: Some(_), .. })) => Some("Other keys are data."),
            _ => None,
        };
        let is_said = |what: What| !matches!(what, What::Map | What::Required | What::NotRequired);
        let reasons = place.decisions.iter().filter(|decision| is_said(decision.what));
        let reasons: Vec<_> = data.into_iter().chain(reasons.map(|decision| decision.evidence.as_str())).collect();
        schema.comment = (!reasons.is_empty()).then(|| reasons.join(" "));
        schema
    }

    fn describe_struct(&self, one: &Struct, schema: &mut Schema) {
        schema.properties = one.fields.iter().map(|(key, id)| (key.clone(), self.refer(*id))).collect();
        schema.required.clone_from(&one.required);
        schema.additional_properties = match one.rest {
            Some(rest) => Some(Box::new(self.refer(rest))),
            None => one.is_open.then(Box::default),
        };
        let Some(variants) = &one.variants else { return };
        let each = variants.variants.iter();
        if variants.are_all {
            schema.one_of = each.map(|variant| self.variant(one, variants, variant)).collect();
        } else {
            schema.all_of = each.map(|variant| self.condition(one, variants, variant)).collect();
        }
    }

    /// What holds for the objects of a variant, in addition to what holds for all.
    fn variant(&self, one: &Struct, variants: &Variants, variant: &Variant) -> Schema {
        let narrowed = variant.keys.iter().map(|(key, kinds)| {
            let all = one.fields.get(key).and_then(|id| self.structure.places.get(*id));
            let schema = match all {
                Some(all) if all.kinds != *kinds => {
                    Schema { kinds: self::kinds(*kinds, all.are_integers), ..Schema::default() }
                }
                _ => Schema::default(),
            };
            (key.clone(), schema)
        });
        let mut properties: BTreeMap<_, _> = narrowed.collect();
        properties.insert(variants.tag.clone(), texts(variant));
        let more = variant.required.iter().filter(|key| !one.required.contains(key));
        Schema {
            properties,
            required: more.cloned().collect(),
            additional_properties: (variant.is_open || one.rest.is_some()).then(Box::default),
            ..Schema::default()
        }
    }

    /// What holds for objects with the tag of a variant. Others may have any keys: `if` says nothing about these.
    fn condition(&self, one: &Struct, variants: &Variants, variant: &Variant) -> Schema {
        let condition = Schema {
            properties: [(variants.tag.clone(), texts(variant))].into(),
            required: vec![variants.tag.clone()],
            additional_properties: Some(Box::default()),
            ..Schema::default()
        };
        let then = self.variant(one, variants, variant);
        Schema { condition: Some(Box::new(condition)), then: Some(Box::new(then)), ..Schema::default() }
    }
}

/// The strings of a variant's tag.
fn texts(variant: &Variant) -> Schema {
    match variant.texts.as_slice() {
        [text] => Schema { constant: Some(text.clone()), ..Schema::default() },
        texts => Schema { values: texts.to_vec(), ..Schema::default() },
    }
}

/// The keyword `type`, in the order of the names.
fn kinds(set: KindSet, are_integers: bool) -> Kinds {
    let mut names: Vec<_> = set.names().collect();
    names.sort_unstable();
    names.iter_mut().filter(|name| **name == "number" && are_integers).for_each(|name| *name = "integer");
    match names.as_slice() {
        [] => Kinds::Any,
        [kind] => Kinds::One(kind),
        _ => Kinds::Several(names),
    }
}
