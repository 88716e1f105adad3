//! Defines clusters as structs: the type of each key, and whether it is always present.

use super::cluster::{Cluster, Clusters};
use super::codes::{self, Codes};
use super::distinct::Distinct;
use super::hints::FieldHints;
use super::ident::{self, Scope};
use super::memory::{self, Memory};
use super::names::Names;
use super::places::Places;
use super::samples::Functions;
use super::sources::Sightings;
use super::tree::{Descent, KeyEvidence, Tree};
use super::views::{self, Findings};
use super::{MAX_LISTS, example, form};
use crate::interface::{Envelope, Event, Field, Module, RustType, Struct, Union, UnionVariant};
use crate::samples::name::folder;
use crate::samples::{Documented, EnvelopeHint, Events, IdHint};
use conscent_shape::{Fields, Form, Shape};
use std::collections::{BTreeMap, BTreeSet};

/// An API as it was observed.
pub(super) struct Api<'a> {
    pub(super) name: &'a str,
    /// The module's name.
    pub(super) ident: String,
    pub(super) events: &'a Events<'a>,
    pub(super) envelope: Option<&'a EnvelopeHint>,
    pub(super) id: Option<&'a IdHint>,
    pub(super) places: &'a Places<'a>,
    pub(super) min_samples: u64,
    pub(super) memory: &'a Memory<'a>,
}

/// Decides the module of one API.
pub(super) fn define(
    api: &Api<'_>,
    tree: &Tree,
    clusters: &Clusters,
    names: Names,
    functions: &mut Functions,
) -> (Module, Findings) {
    let Names { clusters: names, families, mut scope } = names;
    let distinct = Distinct::count(api.events, api.places, tree, clusters);
    let codes = codes::collect(clusters, &names, &distinct, api.memory, &mut scope);
    let observed = || api.events.iter();
    let mut definer = Definer {
        tree,
        clusters,
        memory: api.memory,
        names: &names,
        codes: &codes,
        scope,
        min_samples: api.min_samples,
        unions: Unions::new(),
        kept_unions: BTreeMap::new(),
    };

    let envelope = definer.envelope(&api.places.way());
    let mut variants = Scope::variants(&["Unknown"]);
    for (event, _) in observed() {
        api.memory.event(event).into_iter().for_each(|known| variants.reserve(&known.variant));
    }
    let payload = |(event, &node): (&String, &usize)| {
        let mut payload = definer.structure(clusters.of[node]);
        let value = tree.nodes[node].is_value.then(|| payload.fields.drain(..).next()).flatten();
        let value = value.map(|field| {
            if field.nullable && field.ty != RustType::Any { RustType::Option(Box::new(field.ty)) } else { field.ty }
        });
        let known = api.memory.event(event);
        let variant = match known {
            Some(known) => known.variant.clone(),
            None => variants.claim([payload.name.clone(), format!("{}Event", payload.name)]),
        };
        let documented = api.events.get(event.as_str());
        let samples = documented.map_or(&[][..], |documented| &documented.samples);
        let folder = match documented.and_then(Documented::folder) {
            Some(own) => Some(own.to_owned()).filter(|own| *own != folder(event)),
            None => known.and_then(|known| known.folder.clone()),
        };
        let samples = functions.of(api.name, event, samples, known.map_or(&[], |known| &known.samples));
        Event { name: event.clone(), folder, variant, payload, value, samples }
    };
    let events = tree.payloads.iter().map(payload).collect();

    let roots: BTreeSet<usize> = tree.payloads.values().chain(&tree.around).map(|&node| clusters.of[node]).collect();
    let mut structs = Vec::new();
    for (n, cluster) in clusters.all.iter().enumerate().filter(|(n, _)| !roots.contains(n)) {
        let keys = cluster.nodes.iter().filter_map(|&id| tree.nodes[id].path.last().cloned()).collect();
        structs.push(Struct { keys, ..definer.structure(n) });
    }
    structs.sort_by(|a, b| a.name.cmp(&b.name));
    let is_struct = |name: &String| structs.iter().any(|one| one.name == *name);
    let union = |(types, union): (Vec<RustType>, UnionNames)| Union {
        name: union.name,
        keys: union.keys,
        variants: types.into_iter().map(|ty| variant(ty, is_struct)).collect(),
    };
    let mut scope = definer.scope;
    let new = definer.unions.into_iter().map(|((_, types), names)| (types, names));
    let kept = definer.kept_unions.into_iter().map(|(name, (keys, types))| (types, UnionNames { name, keys }));
    let mut unions: Vec<_> = new.chain(kept).map(union).collect();
    unions.sort_by(|a, b| a.name.cmp(&b.name));
    let enums = codes.define(api.memory);
    let EnvelopeHint { naming, payload, batch, .. } = api.envelope.cloned().unwrap_or_default();
    let id = api.id.map(|hint| hint.id.clone()).unwrap_or_default();
    let evidence = views::Evidence {
        api: api.name,
        tree,
        clusters,
        names: &names,
        distinct: &distinct,
        memory: api.memory,
        min_samples: api.min_samples,
    };
    let (api, ident, shared) = (api.name.to_owned(), api.ident.clone(), Vec::new());
    let mut module =
        Module { api, ident, naming, payload, batch, id, envelope, events, families, shared, structs, enums, unions };
    let findings = views::decide(&mut module, &evidence, &mut scope);
    (module, findings)
}

/// The variants of unions, by the kind of JSON value.
pub(super) const BOOL: &str = "Bool";
pub(super) const NUMBER: &str = "Number";
pub(super) const TEXT: &str = "Text";
pub(super) const LIST: &str = "List";
pub(super) const OBJECT: &str = "Object";

/// The variant of a union for a type, named after the kind of JSON value that the type accepts.
fn variant(ty: RustType, is_struct: impl Fn(&String) -> bool) -> UnionVariant {
    let (variant, ty) = match ty {
        RustType::Bool => (BOOL, ty),
        RustType::Number | RustType::EpochSeconds | RustType::EpochMillis => (NUMBER, ty),
        RustType::Vec(_) => (LIST, ty),
        // Boxed, because an object may contain the union that contains it.
        RustType::Named(ref name) if is_struct(name) => (OBJECT, RustType::Box(Box::new(ty))),
        RustType::Map(_) | RustType::Payload | RustType::Around(_) => (OBJECT, ty),
        RustType::String
        | RustType::Timestamp
        | RustType::Decimal
        | RustType::Json
        | RustType::Named(_)
        | RustType::Any
        | RustType::Option(_)
        | RustType::Box(_) => (TEXT, ty),
    };
    UnionVariant { variant: variant.to_owned(), ty }
}

struct Definer<'a> {
    tree: &'a Tree,
    clusters: &'a Clusters,
    memory: &'a Memory<'a>,
    /// The name of each cluster.
    names: &'a [String],
    codes: &'a Codes,
    scope: Scope,
    min_samples: u64,
    unions: Unions,
    /// The unions of the last release, by name: the keys that have them, and their types.
    kept_unions: BTreeMap<String, (BTreeSet<String>, Vec<RustType>)>,
}

/// The new unions, by their preferred name and their types, so that equal unions are one.
type Unions = BTreeMap<(String, Vec<RustType>), UnionNames>;

fn is_union(memory: &Memory<'_>, new: &Unions, name: &str) -> bool {
    memory.has_union(name) || new.values().any(|union| union.name == name)
}

struct UnionNames {
    name: String,
    keys: BTreeSet<String>,
}

/// A key of a cluster, and the path from there into arrays and maps.
struct KeyPath<'a> {
    cluster: usize,
    key: &'a str,
    descents: Vec<Descent>,
    hints: &'a FieldHints,
}

impl KeyPath<'_> {
    fn below(&self, descent: Descent) -> Self {
        Self { descents: self.descents.iter().copied().chain([descent]).collect(), ..*self }
    }
}

impl Definer<'_> {
    /// The structs around the payload. Each contains the next one, and the last one contains the payload.
    fn envelope(&mut self, way: &[String]) -> Option<Envelope> {
        let tree = self.tree;
        let mut inner = RustType::Payload;
        let mut structs = Vec::new();
        for (&node, key) in tree.around.iter().zip(way).rev() {
            let mut one = self.structure(self.clusters.of[node]);
            for field in one.fields.iter_mut().filter(|field| field.key == *key) {
                field.ty = inner.clone();
            }
            inner = RustType::Around(one.name.clone());
            structs.push(one);
        }
        let body = structs.pop()?;
        structs.reverse();
        Some(Envelope { body, inside: structs })
    }

    fn structure(&mut self, n: usize) -> Struct {
        let cluster = &self.clusters.all[n];
        let objects = cluster.nodes.iter().map(|&id| self.tree.nodes[id].objects).sum();
        let sources = &self.tree.sources;
        let occurrence =
            sources.objects(&cluster.nodes.iter().map(|&id| &self.tree.nodes[id].sightings).collect::<Sightings>());
        let idents = self.idents(cluster);
        let fields = cluster.keys.iter().zip(idents).map(|((key, evidence), ident)| {
            let is_enum = self.codes.name_at(n, key).is_some();
            Field {
                key: key.clone(),
                ident,
                ty: self.field_type(n, key, evidence),
                required: evidence.hints.required.unwrap_or_else(|| self.is_always_there(evidence, objects)),
                nullable: evidence.shape.null > 0,
                occurrence: sources.part(&evidence.sightings, &occurrence),
                form: form::of(&evidence.shape),
                format: form::format(&evidence.shape),
                doc: evidence.hints.doc.clone(),
                example: example::of(key, &evidence.shape, is_enum),
            }
        });
        let fields = fields.collect();
        Struct { name: self.names[n].clone(), keys: BTreeSet::new(), occurrence, fields, views: None }
    }

    /// The names of the fields, in the order of the keys.
    fn idents(&self, cluster: &Cluster) -> Vec<String> {
        let previous = cluster.previous.as_deref();
        let known = previous.map_or(&[][..], |name| self.memory.fields(name));
        let views = previous.and_then(|name| self.memory.views(name));
        let fixed = cluster.keys.iter().map(|(key, evidence)| {
            let known = known.iter().find(|field| field.key == *key).map(|field| field.ident.clone());
            (key.as_str(), evidence.hints.rename.clone().or(known))
        });
        ident::fields(&fixed.collect::<Vec<_>>(), views.map(|views| views.method.as_str()))
    }

    fn is_always_there(&self, evidence: &KeyEvidence, objects: u64) -> bool {
        let is_enough = self.tree.sources.evidence(&evidence.sightings) >= self.min_samples;
        evidence.seen == objects && evidence.shape.null == 0 && is_enough
    }

    /// The type of a field. Samples change it only if they contradict the last release.
    fn field_type(&mut self, n: usize, key: &str, evidence: &KeyEvidence) -> RustType {
        if evidence.is_ignored {
            return RustType::Json;
        }
        let now =
            self.type_of(&KeyPath { cluster: n, key, descents: Vec::new(), hints: &evidence.hints }, &evidence.shape);
        let hints = &evidence.hints;
        let is_hinted = hints.scalar.is_some() || hints.has_objects || hints.text != super::tree::TextHint::None;
        let previous = self.clusters.all[n].previous.as_deref();
        match previous.and_then(|name| self.memory.field(name, key)) {
            Some(field) if !is_hinted => {
                memory::kept(&field.ty, now, &|name| is_union(self.memory, &self.unions, name))
            }
            _ => now,
        }
    }

    fn type_of(&mut self, at: &KeyPath<'_>, shape: &Shape) -> RustType {
        if at.descents.len() > MAX_LISTS {
            return RustType::Json;
        }
        let mut types = Vec::new();
        if shape.bool > 0 {
            types.push(RustType::Bool);
        }
        let is_time = matches!(at.hints.scalar, Some(RustType::EpochSeconds | RustType::EpochMillis));
        let scalar = at.hints.scalar.clone();
        if shape.number.count > 0 {
            types.push(scalar.clone().filter(|_| is_time).unwrap_or(RustType::Number));
        }
        let strings = &shape.string;
        if strings.count > 0 && !(is_time && shape.number.count > 0) {
            let is_timestamp = strings.count > strings.empty && strings.forms.contains(Form::Timestamp);
            types.push(match (scalar, self.codes.name_at(at.cluster, at.key)) {
                (Some(scalar), _) => scalar,
                (None, Some(name)) => RustType::Named(name.to_owned()),
                (None, None) if is_timestamp => RustType::Timestamp,
                (None, None) => RustType::String,
            });
        }
        if shape.array.count > 0 {
            let below = at.below(Descent::ListItem);
            let item = shape.array.item.as_deref().map_or(RustType::Any, |item| self.item(&below, item));
            types.push(RustType::Vec(Box::new(item)));
        }
        if shape.object.count > 0 {
            types.push(self.object_type(at, shape));
        }
        let cluster = &self.clusters.all[at.cluster];
        let kept = cluster.previous.as_deref().and_then(|name| self.memory.union_at(name, at.key, &at.descents));
        match (types.len(), kept) {
            (0, _) => RustType::Any,
            (_, Some(name)) => self.kept_union(name, at, types),
            (1, None) => types.remove(0),
            (_, None) => self.union(at, types),
        }
    }

    fn item(&mut self, at: &KeyPath<'_>, shape: &Shape) -> RustType {
        let item = self.type_of(at, shape);
        if shape.null > 0 { RustType::Option(Box::new(item)) } else { item }
    }

    fn object_type(&mut self, at: &KeyPath<'_>, shape: &Shape) -> RustType {
        let below = self.clusters.all[at.cluster].children.get(at.key);
        match (below.and_then(|below| below.get(&at.descents)), &shape.object.fields) {
            (Some(&cluster), _) => RustType::Named(self.names[cluster].clone()),
            (None, Fields::Pooled(values)) => RustType::Map(Box::new(self.item(&at.below(Descent::MapValue), values))),
            // Nested too deeply.
            (None, Fields::Known(_)) => RustType::Map(Box::new(RustType::Json)),
        }
    }

    /// The name of the key that has a union, for the union's docs.
    fn holder(&self, at: &KeyPath<'_>) -> String {
        format!("{}.{}", self.names[at.cluster], at.key)
    }

    fn union(&mut self, at: &KeyPath<'_>, types: Vec<RustType>) -> RustType {
        let [short, long] = codes::type_names(&self.names[at.cluster], at.key, !at.descents.is_empty());
        let holder = self.holder(at);
        let scope = &mut self.scope;
        let union = self.unions.entry((short.clone(), types)).or_insert_with(|| UnionNames {
            name: scope.claim([short, long.clone(), format!("{long}Value")]),
            keys: BTreeSet::new(),
        });
        union.keys.insert(holder);
        RustType::Named(union.name.clone())
    }

    /// A union of the last release. It gains variants for new kinds, and loses none.
    fn kept_union(&mut self, name: &str, at: &KeyPath<'_>, types: Vec<RustType>) -> RustType {
        let holder = self.holder(at);
        let (memory, names, unions) = (self.memory, self.names, &self.unions);
        let (keys, held) = self.kept_unions.entry(name.to_owned()).or_insert_with(|| {
            let bare = |ty: &RustType| if let RustType::Box(inner) = ty { (**inner).clone() } else { ty.clone() };
            (BTreeSet::new(), memory.variants(name).map(bare).collect())
        });
        keys.insert(holder);
        let kind = |ty: &RustType| variant(ty.clone(), |name| names.contains(name)).variant;
        for ty in types {
            match held.iter_mut().find(|known| kind(known) == kind(&ty)) {
                Some(known) => *known = memory::kept(known, ty, &|name| is_union(memory, unions, name)),
                None => held.push(ty),
            }
        }
        RustType::Named(name.to_owned())
    }
}
