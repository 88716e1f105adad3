//! One version of an API, indexed for comparison: its events and types by name, and the places of each type.

use crate::interface::{Envelope, Event, Interface, Module, OpenEnum, RustType, Struct, Union};
use crate::samples::Delivery;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// One version of an API.
pub(super) struct Version<'a> {
    pub(super) module: &'a Module,
    /// How the webhooks of all APIs are delivered.
    pub(super) delivery: &'a Delivery,
    pub(super) events: BTreeMap<&'a str, &'a Event>,
    pub(super) definitions: BTreeMap<&'a str, Definition<'a>>,
    /// Where each definition occurs.
    occurrences: BTreeMap<&'a str, Occurrences<'a>>,
}

/// A type that events share.
#[derive(Clone, Copy, Debug)]
pub(super) enum Definition<'a> {
    Struct(&'a Struct),
    Enum(&'a OpenEnum),
    Union(&'a Union),
}

/// Where a type occurs.
#[derive(Clone, Debug, Default)]
pub(super) struct Occurrences<'a> {
    /// The shortest path to it.
    pub(super) path: String,
    /// The events that have it.
    pub(super) events: BTreeSet<&'a str>,
}

/// The versions of all APIs.
pub(super) fn all(interface: &Interface) -> Vec<Version<'_>> {
    interface.modules.iter().map(|module| Version::new(module, &interface.delivery)).collect()
}

/// The types that events share, by name.
pub(super) fn definitions(module: &Module) -> BTreeMap<&str, Definition<'_>> {
    let mut all = BTreeMap::new();
    all.extend(module.structs.iter().map(|one| (one.name.as_str(), Definition::Struct(one))));
    all.extend(module.enums.iter().map(|one| (one.name.as_str(), Definition::Enum(one))));
    all.extend(module.unions.iter().map(|one| (one.name.as_str(), Definition::Union(one))));
    all
}

/// The path of the fields that are in the envelope but not in a payload.
const ENVELOPE: &str = "envelope";

impl<'a> Version<'a> {
    fn new(module: &'a Module, delivery: &'a Delivery) -> Self {
        let mut version = Self {
            module,
            delivery,
            events: module.events.iter().map(|event| (event.name.as_str(), event)).collect(),
            definitions: definitions(module),
            occurrences: BTreeMap::new(),
        };
        version.occurrences = version.find_occurrences();
        version
    }

    /// Where the payload of an event occurs.
    pub(super) fn payload(event: &'a Event) -> Occurrences<'a> {
        Occurrences { path: String::new(), events: [event.name.as_str()].into() }
    }

    /// Where the envelope occurs.
    pub(super) fn envelope(&self) -> Occurrences<'a> {
        Occurrences { path: ENVELOPE.to_owned(), events: self.events.keys().copied().collect() }
    }

    /// The structs around the payloads, and where each occurs.
    pub(super) fn around(&self) -> Vec<(&'a Struct, Occurrences<'a>)> {
        let mut occurrences = self.envelope();
        let way = self.module.envelope.iter().flat_map(Envelope::way);
        let around = way.map(|(one, field)| {
            let path = key(&occurrences.path, &field.key);
            let inside = Occurrences { path, events: occurrences.events.clone() };
            (one, std::mem::replace(&mut occurrences, inside))
        });
        around.collect()
    }

    /// Where a definition occurs.
    pub(super) fn occurrences(&self, definition: &str) -> Occurrences<'a> {
        self.occurrences.get(definition).cloned().unwrap_or_default()
    }

    fn find_occurrences(&self) -> BTreeMap<&'a str, Occurrences<'a>> {
        let payloads = self.module.events.iter().map(|event| (&event.payload, Self::payload(event)));
        let roots: Vec<_> = payloads.chain(self.around()).collect();
        let mut found = BTreeMap::<&str, Occurrences<'a>>::new();
        for (object, root) in &roots {
            for name in self.below(object) {
                found.entry(name).or_default().events.extend(&root.events);
            }
        }
        let mut seen = BTreeSet::new();
        let (payloads, around): (Vec<_>, Vec<_>) = roots.into_iter().partition(|(_, root)| root.path.is_empty());
        for roots in [payloads, around] {
            // All payloads at once and breadth first, so that the first path that is found is one of the shortest.
            let mut open: VecDeque<_> = roots.into_iter().map(|(object, root)| (object, root.path)).collect();
            while let Some((object, path)) = open.pop_front() {
                for field in &object.fields {
                    self.references(&field.ty, key(&path, &field.key), &mut |name, path| {
                        if seen.insert(name) {
                            found.entry(name).or_default().path.clone_from(&path);
                            open.extend(self.object(name).map(|object| (object, path)));
                        }
                    });
                }
            }
        }
        found
    }

    /// The definition of this name, if it is a struct.
    fn object(&self, definition: &str) -> Option<&'a Struct> {
        match self.definitions.get(definition)? {
            Definition::Struct(object) => Some(object),
            Definition::Enum(_) | Definition::Union(_) => None,
        }
    }

    /// All definitions below a struct.
    fn below(&self, object: &'a Struct) -> BTreeSet<&'a str> {
        let (mut found, mut open) = (BTreeSet::new(), vec![object]);
        while let Some(object) = open.pop() {
            for field in &object.fields {
                self.references(&field.ty, String::new(), &mut |name, _| {
                    if found.insert(name) {
                        open.extend(self.object(name));
                    }
                });
            }
        }
        found
    }

    /// Visits each definition that a type names, with its path. The types in a union have the path of the union.
    fn references(&self, ty: &'a RustType, path: String, visit: &mut impl FnMut(&'a str, String)) {
        let mut open = vec![(ty, path)];
        let mut unions = BTreeSet::new();
        while let Some((ty, path)) = open.pop() {
            match ty {
                RustType::Named(name) => {
                    visit(name, path.clone());
                    if let Some(Definition::Union(union)) = self.definitions.get(name.as_str())
                        && unions.insert(name)
                    {
                        open.extend(union.variants.iter().map(|variant| (&variant.ty, path.clone())));
                    }
                }
                RustType::Vec(item) => open.push((item, format!("{path}[]"))),
                RustType::Map(values) => open.push((values, format!("{path}.*"))),
                RustType::Option(inner) | RustType::Box(inner) => open.push((inner, path)),
                RustType::Any
                | RustType::Bool
                | RustType::Number
                | RustType::String
                | RustType::Timestamp
                | RustType::EpochSeconds
                | RustType::EpochMillis
                | RustType::Decimal
                | RustType::Json
                | RustType::Payload
                | RustType::Around(_) => {}
            }
        }
    }
}

/// The path of a key of the object at a path. A key that is not plain is quoted.
pub(super) fn key(path: &str, key: &str) -> String {
    let is_plain = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '$' | '@'));
    let key = if is_plain { key.to_owned() } else { format!("{key:?}") };
    if path.is_empty() { key } else { format!("{path}.{key}") }
}
