//! The Rust types of fields, by typify.
//!
//! typify is given every object with all properties optional, and our scalars as conversions. It answers with `Option<T>` for each
//! property, boxed where a type would contain itself; what is inside the `Option` is what a `Field` holds.
//!
//! Objects and properties go in by number: keys can be any string, and typify needs names that stay unique once they are Rust.

use crate::diagnostic::{Diagnostic, Place};
use crate::schema::{Api, Kind, Object, Type};
use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use schemars::schema::{
    ArrayValidation, InstanceType, ObjectValidation, RootSchema, Schema, SchemaObject, SingleOrVec,
};
use std::collections::{BTreeSet, HashMap};
use typify::{TypeDetails, TypeId, TypeSpace, TypeSpaceSettings};

/// The Rust types of all fields of one api.
#[derive(Debug)]
pub struct Types<'a> {
    /// By struct, then by position.
    fields: HashMap<&'a str, HashMap<usize, RustType>>,
    structs: BTreeSet<&'a str>,
}

/// A type in generated code.
#[derive(Clone, Debug)]
pub(super) enum RustType {
    Name(String),
    Box(Box<RustType>),
    Map(Box<RustType>),
    Option(Box<RustType>),
    Vec(Box<RustType>),
}

/// The name of the envelope's struct.
pub const ENVELOPE: &str = "Envelope";

impl<'a> Types<'a> {
    /// Asks typify.
    pub(super) fn new(api: &'a Api) -> Result<Self, Diagnostic> {
        let mut objects: Vec<(&str, Option<&Object>)> = Vec::new();
        objects.extend(api.envelope.iter().map(|envelope| (ENVELOPE, Some(&envelope.object))));
        objects.extend(api.events.iter().map(|event| (event.type_name.as_str(), Some(&event.object))));
        objects.extend(api.definitions.iter().map(|definition| match &definition.kind {
            Kind::Object(object) => (definition.name.as_str(), Some(object)),
            Kind::Enum(_) | Kind::Union(_) => (definition.name.as_str(), None),
        }));
        let numbers: HashMap<&str, usize> = objects.iter().enumerate().map(|(n, (name, _))| (*name, n)).collect();

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
        let failed = |error: typify::Error| Place::file(&api.name).says("typify gives no types", error.to_string());
        space.add_root_schema(root).map_err(failed)?;

        let names = objects.iter().map(|(name, _)| *name).collect();
        let answers = Answers { names, space: &space };
        let structs = objects.iter().filter(|(_, object)| object.is_some()).map(|(name, _)| *name).collect();
        Ok(Self { fields: answers.fields(), structs })
    }

    /// What the field of a property holds, by the property's position.
    pub(super) fn field(&self, object: &str, property: usize) -> &RustType {
        &self.fields[object][&property]
    }

    /// Whether the definition of this name is a struct.
    pub(super) fn is_object(&self, name: &str) -> bool {
        self.structs.contains(name)
    }
}

/// typify's answers, by the numbers that it was asked with.
struct Answers<'a, 's> {
    names: Vec<&'a str>,
    space: &'s TypeSpace,
}

impl<'a> Answers<'a, '_> {
    fn fields(&self) -> HashMap<&'a str, HashMap<usize, RustType>> {
        let mut fields = HashMap::new();
        for ty in self.space.iter_types() {
            let (TypeDetails::Struct(object), Some(name)) = (ty.details(), self.name(&ty.name())) else { continue };
            let properties = object.properties().filter_map(|(n, id)| Some((number(n, 'p')?, self.field(&id))));
            fields.insert(name, properties.collect());
        }
        fields
    }

    fn name(&self, numbered: &str) -> Option<&'a str> {
        self.names.get(number(numbered, 'D')?).copied()
    }

    /// What is inside the `Option` of a property; lists and maps have none.
    fn field(&self, id: &TypeId) -> RustType {
        match self.rust_type(id) {
            RustType::Option(inner) => *inner,
            // What typify boxes it boxes with its option.
            RustType::Box(inner) => match *inner {
                RustType::Option(held) => RustType::Box(held),
                held => RustType::Box(Box::new(held)),
            },
            other => other,
        }
    }

    fn rust_type(&self, id: &TypeId) -> RustType {
        let inner = |id: &TypeId| Box::new(self.rust_type(id));
        let Ok(ty) = self.space.get_type(id) else { return RustType::Name("Value".to_owned()) };
        match ty.details() {
            TypeDetails::Option(id) => RustType::Option(inner(&id)),
            TypeDetails::Vec(id) => RustType::Vec(inner(&id)),
            TypeDetails::Box(id) => RustType::Box(inner(&id)),
            TypeDetails::Map(_, values) => RustType::Map(inner(&values)),
            TypeDetails::String => RustType::Name("String".to_owned()),
            TypeDetails::Builtin(name) => RustType::Name(name.to_owned()),
            _ => RustType::Name(self.name(&ty.name()).unwrap_or("Value").to_owned()),
        }
    }
}

/// The type of what stands where no field does: in a variant of a union.
impl From<&Type> for RustType {
    fn from(ty: &Type) -> Self {
        let inner = |ty: &Type| Box::new(Self::from(ty));
        let name = match ty {
            Type::List(item) => return Self::Vec(inner(item)),
            Type::Nullable(ty) => return Self::Option(inner(ty)),
            Type::Map(values) => return Self::Map(inner(values)),
            Type::Any => "Value",
            Type::Bool => "bool",
            Type::Number => "Number",
            Type::Text => "String",
            Type::Timestamp => "Timestamp",
            Type::Payload => "P",
            Type::Ref(name) => name,
        };
        Self::Name(name.to_owned())
    }
}

impl ToTokens for RustType {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(match self {
            Self::Name(name) => format_ident!("{name}").into_token_stream(),
            Self::Box(inner) => quote!(Box<#inner>),
            Self::Map(values) => quote!(BTreeMap<String, #values>),
            Self::Option(inner) => quote!(Option<#inner>),
            Self::Vec(item) => quote!(Vec<#item>),
        });
    }
}

fn number(name: &str, prefix: char) -> Option<usize> {
    name.strip_prefix(prefix)?.parse().ok()
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
