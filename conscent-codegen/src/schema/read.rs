//! Documents back into types: what another version of the samples gave.
//!
//! All that the public interface follows from comes back; what only docs tell (the places of a definition) does not.

use super::document::document;
use super::json::{DEFINITIONS, Schema, Words};
use super::{Api, Code, Definition, Envelope, Event, Group, Kind, Object, Presence, Property, Sample, Seen, Type};
use crate::diagnostic::{self, Diagnostic, Diagnostics, Place};
use crate::input;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The types of which a folder has the documents, as `<api>/<event>.json`.
///
/// # Errors
/// Everything that cannot be read; documents that another program wrote, or that contradict each other.
pub fn read(folder: &Path) -> Result<Vec<Api>, Diagnostics> {
    let apis = input::list(folder)?.into_iter().filter(|path| path.is_dir());
    let apis: Vec<Api> = diagnostic::collect(apis.map(|path| read_api(&path)))?;
    if apis.is_empty() {
        return Err(Place::file(folder).says("no schemas", "there is no <api>/<event>.json in this folder").into());
    }
    Ok(apis)
}

fn read_api(folder: &Path) -> Result<Api, Diagnostics> {
    let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let documents = input::list(folder)?.into_iter().filter(|path| path.extension().is_some_and(|end| end == "json"));
    let documents = documents.map(|path| {
        let event = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        Document::parse(&path, event, &input::text(&path)?)
    });
    put_together(name, &diagnostic::collect::<_, _, Vec<_>>(documents)?)
}

/// The types as their documents tell them: what [`read`] would give, were they written first.
///
/// # Errors
/// None, for types that [`lower`](super::lower) or [`read`] gave.
pub fn restate(apis: &[Api]) -> Result<Vec<Api>, Diagnostics> {
    let restated = apis.iter().map(|api| {
        let documents = api.events.iter().map(|event| {
            let path = Path::new(&api.name).join(format!("{}.json", event.name));
            Document::parse(&path, event.name.clone(), &document(api, event))
        });
        put_together(api.name.clone(), &diagnostic::collect::<_, _, Vec<_>>(documents)?)
    });
    diagnostic::collect(restated)
}

/// An api out of the documents of its events.
fn put_together(name: String, documents: &[Document]) -> Result<Api, Diagnostics> {
    let mut api = Api { name, envelope: None, events: Vec::new(), groups: Vec::new(), definitions: Vec::new() };
    diagnostic::collect::<_, Diagnostic, ()>(documents.iter().map(|document| document.add_to(&mut api)))?;
    check_names(&api, documents)?;
    // Sorted by file name so far, where `a.b.json` stands before `a.json`.
    api.events.sort_by(|a, b| a.name.cmp(&b.name));
    api.groups.sort_by(|a, b| a.name.cmp(&b.name));
    api.definitions.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(api)
}

/// Every type has a name of its own, and one that Rust takes.
fn check_names(api: &Api, documents: &[Document]) -> Result<(), Diagnostic> {
    let mut names = BTreeSet::from(["Envelope"]);
    let definitions = api.definitions.iter().map(|definition| &definition.name);
    for name in api.events.iter().map(|event| &event.type_name).chain(definitions) {
        let is_free = names.insert(name);
        if !is_free || syn::parse_str::<syn::Ident>(name).is_err() {
            let Some(document) = documents.first() else { continue };
            return Err(document.foreign(&format!("{name:?} cannot be the name of a type, or is that of two")));
        }
    }
    Ok(())
}

/// One event's document.
struct Document {
    place: Place,
    event: String,
    schema: Schema,
}

impl Document {
    fn parse(path: &Path, event: String, text: &str) -> Result<Self, Diagnostic> {
        let schema = serde_json::from_str(text).map_err(|error| {
            Place::column(path, error.line(), error.column()).says("no schema of this generator", error.to_string())
        })?;
        Ok(Self { place: Place::file(path), event, schema })
    }

    /// Adds the event, and the definitions that no document before this one had.
    fn add_to(&self, api: &mut Api) -> Result<(), Diagnostic> {
        let Self { place, event, schema } = self;
        let type_name = one(&schema.rust).ok_or_else(|| self.foreign("it names no type"))?;
        let body = self.object(schema)?;
        let mut definitions: BTreeMap<&str, &Schema> =
            schema.definitions.iter().map(|(name, schema)| (name.as_str(), schema)).collect();

        let event_key = schema.properties.iter().find(|(_, property)| property.constant.is_some()).map(|(key, _)| key);
        let (envelope, object) = match event_key {
            None => (None, body),
            Some(event_key) => {
                let payload = definitions.remove(type_name).ok_or_else(|| self.foreign("it has no payload"))?;
                let mut envelope = Envelope { event_key: event_key.clone(), object: body };
                let is_payload = |property: &&mut Property| property.ty == Type::Ref(type_name.to_owned());
                envelope.object.properties.iter_mut().filter(is_payload).for_each(|one| one.ty = Type::Payload);
                (Some(envelope), self.object(payload)?)
            }
        };
        if api.events.is_empty() {
            api.envelope = envelope;
        } else if api.envelope != envelope {
            return Err(place.clone().says("envelopes differ", "all events of an api have the same one"));
        }

        for (name, schema) in definitions {
            let definition = Definition { name: name.to_owned(), places: BTreeSet::new(), kind: self.kind(schema)? };
            match api.definitions.iter().find(|known| known.name == *name) {
                None => api.definitions.push(definition),
                Some(known) if *known == definition => {}
                Some(_) => {
                    let why = "another event of the api defines it differently; take all documents from one release";
                    return Err(place.clone().says(format!("{name} differs"), why));
                }
            }
        }

        if let (Some(group), Some(type_name)) = (Group::of(event), &schema.group)
            && !api.groups.iter().any(|known| known.name == group)
        {
            api.groups.push(Group { name: group.to_owned(), type_name: type_name.clone() });
        }
        let samples = schema.samples.iter().map(|(name, ident)| Sample { name: name.clone(), ident: ident.clone() });
        api.events.push(Event {
            name: event.clone(),
            type_name: type_name.to_owned(),
            object,
            samples: samples.collect(),
        });
        Ok(())
    }

    fn object(&self, schema: &Schema) -> Result<Object, Diagnostic> {
        let seen = seen(schema).ok_or_else(|| self.foreign("an object in it was never seen"))?;
        let property = |(key, property)| {
            let always = schema.required.contains(key);
            self.property(key, property, if always { Presence::Always } else { Presence::Sometimes })
        };
        Ok(Object { seen, properties: schema.properties.iter().map(property).collect::<Result<_, _>>()? })
    }

    fn property(&self, key: &str, schema: &Schema, presence: Presence) -> Result<Property, Diagnostic> {
        let foreign = |what: &str| self.foreign(&format!("its key {key:?} {what}"));
        let (ty, nullable) = match self.value(schema)? {
            Type::Nullable(inner) => (*inner, true),
            ty => (ty, false),
        };
        Ok(Property {
            key: key.to_owned(),
            ident: one(&schema.rust).ok_or_else(|| foreign("has no name in Rust"))?.to_owned(),
            ty,
            presence,
            nullable,
            seen: seen(schema).ok_or_else(|| foreign("was never seen"))?,
            example: schema.examples.first().map(|value| value.get().to_owned()),
        })
    }

    fn kind(&self, schema: &Schema) -> Result<Kind, Diagnostic> {
        match schema.any_of.as_slice() {
            [] => Ok(Kind::Object(self.object(schema)?)),
            [known, _] if !known.values.is_empty() => {
                let Words::Many(variants) = &known.rust else { return Err(self.foreign("an enum has no variants")) };
                let codes = known.values.iter().zip(variants);
                let code =
                    |(text, variant): (&String, &_)| Code { text: text.clone(), variant: ToString::to_string(variant) };
                Ok(Kind::Enum(codes.map(code).collect()))
            }
            kinds => Ok(Kind::Union(kinds.iter().map(|schema| self.value(schema)).collect::<Result<_, _>>()?)),
        }
    }

    fn value(&self, schema: &Schema) -> Result<Type, Diagnostic> {
        let boxed = |schema: &Schema| Ok::<_, Diagnostic>(Box::new(self.value(schema)?));
        if let Some(name) = &schema.reference {
            let name = name.trim_start_matches(DEFINITIONS);
            if !self.schema.definitions.contains_key(name) {
                return Err(self.foreign(&format!("it refers to {name:?}, and does not define it")));
            }
            return Ok(Type::Ref(name.to_owned()));
        }
        if let [inner, _] = schema.any_of.as_slice() {
            return Ok(Type::Nullable(boxed(inner)?));
        }
        // Nothing said of the items: none is known. Anything at all: `null` is.
        let inner = |schema: Option<&Schema>| match schema.map(|schema| self.value(schema)).transpose()? {
            None => Ok(Box::new(Type::Any)),
            Some(Type::Any) => Ok(Box::new(Type::Nullable(Box::new(Type::Any)))),
            Some(ty) => Ok::<_, Diagnostic>(Box::new(ty)),
        };
        let (kind, nullable) = match &schema.kind {
            Words::None => return Ok(Type::Any),
            Words::One(kind) => (kind, false),
            Words::Many(kinds) => (kinds.first().ok_or_else(|| self.foreign("a type is empty"))?, true),
        };
        let ty = match kind.as_ref() {
            "boolean" => Type::Bool,
            "number" => Type::Number,
            "string" if schema.format.is_some() => Type::Timestamp,
            "string" => Type::Text,
            "array" => Type::List(inner(schema.items.as_deref())?),
            "object" => Type::Map(inner(schema.additional_properties.as_deref())?),
            kind => return Err(self.foreign(&format!("it knows a type {kind:?}"))),
        };
        Ok(if nullable { Type::Nullable(Box::new(ty)) } else { ty })
    }

    fn foreign(&self, why: &str) -> Diagnostic {
        self.place.clone().says("no schema of this generator", format!("{why}; generate the schemas anew"))
    }
}

fn one(words: &Words) -> Option<&str> {
    match words {
        Words::One(word) => Some(word),
        Words::None | Words::Many(_) => None,
    }
}

fn seen(schema: &Schema) -> Option<Seen> {
    schema.description.as_deref()?.parse().ok()
}
