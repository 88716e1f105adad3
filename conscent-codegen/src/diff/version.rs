//! One version of an api, laid out for comparing: what stands where, and how it is seen in Rust.

use crate::rust::{self, Types};
use crate::schema::{Api, Definition, Envelope, Event, Kind, Object, Type};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// One version of an api.
pub(super) struct Version<'a> {
    pub(super) api: &'a Api,
    pub(super) types: &'a Types<'a>,
    /// Its module.
    pub(super) module: String,
    pub(super) events: BTreeMap<&'a str, &'a Event>,
    /// The variants of each event.
    pub(super) variants: BTreeMap<&'a str, Vec<String>>,
    pub(super) definitions: BTreeMap<&'a str, &'a Definition>,
    /// Where each definition stands.
    sites: BTreeMap<&'a str, Site<'a>>,
}

/// Where a type stands.
#[derive(Clone, Debug, Default)]
pub(super) struct Site<'a> {
    /// The nearest to a payload of all its places.
    pub(super) path: String,
    /// The events that have it.
    pub(super) events: BTreeSet<&'a str>,
}

/// The versions of all apis.
pub(super) fn all<'a>(apis: &'a [Api], types: &'a [Types<'a>]) -> Vec<Version<'a>> {
    let versions = apis.iter().zip(types).zip(rust::modules(apis));
    versions.map(|((api, types), module)| Version::new(api, types, module)).collect()
}

/// The path of what is in the envelope, and not in a payload.
const ENVELOPE: &str = "envelope";

impl<'a> Version<'a> {
    fn new(api: &'a Api, types: &'a Types<'a>, module: String) -> Self {
        let mut version = Self {
            api,
            types,
            module,
            events: api.events.iter().map(|event| (event.name.as_str(), event)).collect(),
            variants: rust::variants(api),
            definitions: api.definitions.iter().map(|definition| (definition.name.as_str(), definition)).collect(),
            sites: BTreeMap::new(),
        };
        version.sites = version.find_sites();
        version
    }

    /// Where the payload of an event stands.
    pub(super) fn payload(event: &'a Event) -> Site<'a> {
        Site { path: String::new(), events: [event.name.as_str()].into() }
    }

    /// Where the envelope stands.
    pub(super) fn envelope(&self) -> Site<'a> {
        Site { path: ENVELOPE.to_owned(), events: self.events.keys().copied().collect() }
    }

    /// Where a definition stands.
    pub(super) fn site(&self, definition: &str) -> Site<'a> {
        self.sites.get(definition).cloned().unwrap_or_default()
    }

    fn find_sites(&self) -> BTreeMap<&'a str, Site<'a>> {
        let payloads = self.api.events.iter().map(|event| (&event.object, Self::payload(event)));
        let around = self.api.envelope.iter().map(|Envelope { object, .. }| (object, self.envelope()));
        let roots: Vec<_> = payloads.chain(around).collect();
        let mut sites = BTreeMap::<&str, Site<'a>>::new();
        for (object, root) in &roots {
            for name in self.below(object) {
                sites.entry(name).or_default().events.extend(&root.events);
            }
        }
        let mut seen = BTreeSet::new();
        let (payloads, around): (Vec<_>, Vec<_>) = roots.into_iter().partition(|(_, root)| root.path.is_empty());
        for roots in [payloads, around] {
            // All payloads at once and breadth first, so that the first path found is a shortest.
            let mut open: VecDeque<_> = roots.into_iter().map(|(object, root)| (object, root.path)).collect();
            while let Some((object, path)) = open.pop_front() {
                for property in &object.properties {
                    self.refs(&property.ty, key(&path, &property.key), &mut |name, path| {
                        if seen.insert(name) {
                            sites.entry(name).or_default().path.clone_from(&path);
                            open.extend(self.object(name).map(|object| (object, path)));
                        }
                    });
                }
            }
        }
        sites
    }

    /// The definition of this name, if it is an object.
    fn object(&self, definition: &str) -> Option<&'a Object> {
        match &self.definitions.get(definition)?.kind {
            Kind::Object(object) => Some(object),
            Kind::Enum(_) | Kind::Union(_) => None,
        }
    }

    /// All definitions below an object.
    fn below(&self, object: &'a Object) -> BTreeSet<&'a str> {
        let (mut found, mut open) = (BTreeSet::new(), vec![object]);
        while let Some(object) = open.pop() {
            for property in &object.properties {
                self.refs(&property.ty, String::new(), &mut |name, _| {
                    if found.insert(name) {
                        open.extend(self.object(name));
                    }
                });
            }
        }
        found
    }

    /// Shows each definition that a type names, with its path. What a union may hold stands where the union stands.
    fn refs(&self, ty: &'a Type, path: String, see: &mut impl FnMut(&'a str, String)) {
        let mut open = vec![(ty, path)];
        let mut unions = BTreeSet::new();
        while let Some((ty, path)) = open.pop() {
            match ty {
                Type::Ref(name) => {
                    see(name, path.clone());
                    if let Some(Definition { kind: Kind::Union(types), .. }) = self.definitions.get(name.as_str())
                        && unions.insert(name)
                    {
                        open.extend(types.iter().map(|ty| (ty, path.clone())));
                    }
                }
                Type::List(item) => open.push((item, format!("{path}[]"))),
                Type::Map(values) => open.push((values, format!("{path}.*"))),
                Type::Nullable(inner) => open.push((inner, path)),
                Type::Any | Type::Bool | Type::Number | Type::Text | Type::Timestamp | Type::Payload => {}
            }
        }
    }
}

/// The path of a key of the object at a path. What is not plain is quoted.
pub(super) fn key(path: &str, key: &str) -> String {
    let is_plain = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '$' | '@'));
    let key = if is_plain { key.to_owned() } else { format!("{key:?}") };
    if path.is_empty() { key } else { format!("{path}.{key}") }
}
