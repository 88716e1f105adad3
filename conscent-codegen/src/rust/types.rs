//! The Rust types of fields, by typify.
//!
//! typify is given every object with all properties optional, and our scalars as conversions. It answers with `Option<T>` for each
//! property, boxed where a type would contain itself; what is inside the `Option` is what a `Field` holds.
//!
//! Objects and properties go in by number: keys can be any string, and typify needs names that stay unique once they are Rust.

use crate::schema::{Api, Kind, Object, Type};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use schemars::schema::{
    ArrayValidation, InstanceType, ObjectValidation, RootSchema, Schema, SchemaObject, SingleOrVec,
};
use std::collections::{BTreeSet, HashMap};
use typify::{TypeDetails, TypeId, TypeSpace, TypeSpaceSettings};

/// The Rust types of all fields of one api.
pub(super) struct Types<'a> {
    numbers: HashMap<&'a str, usize>,
    names: Vec<&'a str>,
    objects: BTreeSet<usize>,
    fields: HashMap<(usize, usize), TypeId>,
    space: TypeSpace,
}

/// The type of a field.
pub(super) struct FieldType {
    /// What its `Field` holds.
    pub(super) tokens: TokenStream,
    /// Whether that is a box.
    pub(super) is_boxed: bool,
}

/// The name of the envelope's struct.
pub(super) const ENVELOPE: &str = "Envelope";

impl<'a> Types<'a> {
    /// Asks typify.
    ///
    /// # Errors
    /// typify's own, which none of the few schemas that it is given here should raise.
    pub(super) fn new(api: &'a Api) -> Result<Self, typify::Error> {
        let mut objects: Vec<(&str, Option<&Object>)> = Vec::new();
        objects.extend(api.envelope.iter().map(|envelope| (ENVELOPE, Some(&envelope.object))));
        objects.extend(api.events.iter().map(|event| (event.type_name.as_str(), Some(&event.object))));
        objects.extend(api.definitions.iter().map(|definition| match &definition.kind {
            Kind::Object(object) => (definition.name.as_str(), Some(object)),
            Kind::Enum(_) | Kind::Union(_) => (definition.name.as_str(), None),
        }));
        let names: Vec<&str> = objects.iter().map(|(name, _)| *name).collect();
        let numbers = names.iter().enumerate().map(|(n, name)| (*name, n)).collect();

        let structs = objects.iter().enumerate().filter(|(_, (_, object))| object.is_some()).map(|(n, _)| n).collect();

        let mut settings = TypeSpaceSettings::default();
        settings.with_map_type("BTreeMap".to_owned());
        for scalar in ["Number", "P", "Timestamp", "Value"] {
            settings.with_conversion(scalar_schema(scalar), scalar, std::iter::empty());
        }
        let mut root = RootSchema::default();
        for (n, (name, object)) in objects.iter().enumerate() {
            let schema = object.map_or(Schema::Bool(true), |object| object_schema(object, &numbers));
            root.definitions.insert(format!("D{n}"), schema);
            if object.is_none() {
                settings.with_replacement(format!("D{n}"), name, std::iter::empty());
            }
        }
        let mut space = TypeSpace::new(&settings);
        space.add_root_schema(root)?;
        let fields = find_fields(&space);
        Ok(Self { numbers, names, objects: structs, fields, space })
    }

    /// The type of a property of an object, by its position.
    pub(super) fn field(&self, object: &str, property: usize) -> FieldType {
        let mut id = self.fields[&(self.numbers[object], property)].clone();
        let mut is_boxed = false;
        // What typify boxes it wraps as `Box<Option<T>>`.
        loop {
            match self.space.get_type(&id).as_ref().map(typify::Type::details) {
                Ok(TypeDetails::Option(inner)) => id = inner,
                Ok(TypeDetails::Box(inner)) => (is_boxed, id) = (true, inner),
                _ => break,
            }
        }
        let tokens = self.tokens(&id);
        FieldType { is_boxed, tokens: if is_boxed { wrap(&quote!(Box), &tokens) } else { tokens } }
    }

    /// Whether the definition of this name is a struct.
    pub(super) fn is_object(&self, name: &str) -> bool {
        self.numbers.get(name).is_some_and(|n| self.objects.contains(n))
    }

    fn tokens(&self, id: &TypeId) -> TokenStream {
        let Ok(ty) = self.space.get_type(id) else { return quote!(Value) };
        match ty.details() {
            TypeDetails::Option(inner) => wrap(&quote!(Option), &self.tokens(&inner)),
            TypeDetails::Vec(inner) => wrap(&quote!(Vec), &self.tokens(&inner)),
            TypeDetails::Box(inner) => wrap(&quote!(Box), &self.tokens(&inner)),
            TypeDetails::Map(_, values) => {
                let values = self.tokens(&values);
                quote!(BTreeMap<String, #values>)
            }
            TypeDetails::String => quote!(String),
            TypeDetails::Builtin(name) => ident(name),
            _ => number(&ty.name(), 'D').and_then(|n| self.names.get(n)).map_or(quote!(Value), |name| ident(name)),
        }
    }
}

/// A type in Rust where no field asks for it: the variant of a union.
pub(super) fn plain(ty: &Type) -> TokenStream {
    match ty {
        Type::Any => quote!(Value),
        Type::Bool => quote!(bool),
        Type::Number => quote!(Number),
        Type::Text => quote!(String),
        Type::Timestamp => quote!(Timestamp),
        Type::List(item) => wrap(&quote!(Vec), &plain(item)),
        Type::Nullable(inner) => wrap(&quote!(Option), &plain(inner)),
        Type::Map(values) => {
            let values = plain(values);
            quote!(BTreeMap<String, #values>)
        }
        Type::Ref(name) => ident(name),
        Type::Payload => quote!(P),
    }
}

fn wrap(outer: &TokenStream, inner: &TokenStream) -> TokenStream {
    quote!(#outer<#inner>)
}

fn ident(name: &str) -> TokenStream {
    let name = format_ident!("{name}");
    quote!(#name)
}

fn number(name: &str, prefix: char) -> Option<usize> {
    name.strip_prefix(prefix)?.parse().ok()
}

fn find_fields(space: &TypeSpace) -> HashMap<(usize, usize), TypeId> {
    let mut fields = HashMap::new();
    for ty in space.iter_types() {
        let (TypeDetails::Struct(object), Some(n)) = (ty.details(), number(&ty.name(), 'D')) else { continue };
        for (name, id) in object.properties() {
            fields.extend(number(name, 'p').map(|property| ((n, property), id)));
        }
    }
    fields
}

fn object_schema(object: &Object, numbers: &HashMap<&str, usize>) -> Schema {
    let properties = object.properties.iter().enumerate();
    let properties = properties.map(|(n, property)| (format!("p{n}"), schema(&property.ty, numbers))).collect();
    let object = ObjectValidation { properties, ..ObjectValidation::default() };
    Schema::Object(SchemaObject { object: Some(Box::new(object)), ..instance(InstanceType::Object) })
}

fn schema(ty: &Type, numbers: &HashMap<&str, usize>) -> Schema {
    let one = |ty: &Type| Some(SingleOrVec::Single(Box::new(schema(ty, numbers))));
    Schema::Object(match ty {
        Type::Any => scalar_schema("Value"),
        Type::Bool => instance(InstanceType::Boolean),
        Type::Number => scalar_schema("Number"),
        Type::Text => instance(InstanceType::String),
        Type::Timestamp => scalar_schema("Timestamp"),
        Type::Payload => scalar_schema("P"),
        Type::Ref(name) => SchemaObject::new_ref(format!("#/definitions/D{}", numbers[name.as_str()])),
        Type::List(item) => SchemaObject {
            array: Some(Box::new(ArrayValidation { items: one(item), ..ArrayValidation::default() })),
            ..instance(InstanceType::Array)
        },
        Type::Map(values) => SchemaObject {
            object: Some(Box::new(ObjectValidation {
                additional_properties: Some(Box::new(schema(values, numbers))),
                ..ObjectValidation::default()
            })),
            ..instance(InstanceType::Object)
        },
        Type::Nullable(inner) => {
            let null = Schema::Object(instance(InstanceType::Null));
            let mut either = SchemaObject::default();
            either.subschemas().any_of = Some(vec![schema(inner, numbers), null]);
            either
        }
    })
}

/// The schema that stands for one of our own scalars: a string with the type's name as its format.
fn scalar_schema(name: &str) -> SchemaObject {
    SchemaObject { format: Some(name.to_owned()), ..instance(InstanceType::String) }
}

fn instance(kind: InstanceType) -> SchemaObject {
    SchemaObject { instance_type: Some(kind.into()), ..SchemaObject::default() }
}
