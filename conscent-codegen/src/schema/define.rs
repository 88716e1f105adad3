//! Clusters as structs: what each key holds, and whether it can be counted on.

use super::cluster::Clusters;
use super::codes::{self, Codes};
use super::ident::{self, Scope};
use super::names::Names;
use super::samples::Functions;
use super::tree::{Descent, KeyEvidence, Tree};
use super::{MAX_LISTS, example, form};
use crate::interface::{Accessor, Envelope, Event, Field, Module, Occurrence, RustType, Struct, Union, UnionVariant};
use crate::samples::{EnvelopeHint, Events};
use conscent_shape::{Fields, Shape};
use std::collections::{BTreeMap, BTreeSet};

/// One api, as it was observed.
pub(super) struct Api<'a> {
    pub(super) name: &'a str,
    /// The module's name.
    pub(super) ident: String,
    pub(super) events: &'a Events<'a>,
    pub(super) envelope: Option<&'a EnvelopeHint>,
    pub(super) min_samples: u64,
}

/// Decides the module of one api.
pub(super) fn define(
    api: &Api<'_>,
    tree: &Tree,
    clusters: &Clusters,
    names: Names,
    functions: &mut Functions,
) -> Module {
    let Names { clusters: names, families, mut scope } = names;
    let codes = codes::collect(clusters, &names, &mut scope);
    let observed = || api.events.iter();
    let sample_events = observed().flat_map(|(event, samples)| samples.iter().map(|_| (*event).to_owned())).collect();
    let mut definer = Definer {
        tree,
        clusters,
        names: &names,
        codes: &codes,
        scope,
        sample_events,
        min_samples: api.min_samples,
        unions: BTreeMap::new(),
    };

    let envelope = api.envelope.zip(tree.envelope).map(|(hint, node)| {
        let mut body = definer.structure(clusters.of[node]);
        for field in body.fields.iter_mut().filter(|field| field.key == hint.payload) {
            field.ty = RustType::Payload;
        }
        Envelope { event_key: hint.event.clone(), body }
    });
    let mut variants = Scope::variants(&["Unknown"]);
    let payload = |(event, &node): (&String, &usize)| {
        let payload = definer.structure(clusters.of[node]);
        let variant = variants.claim([payload.name.clone(), format!("{}Event", payload.name)]);
        let samples = api.events.get(event.as_str()).map_or(&[][..], Vec::as_slice);
        Event { name: event.clone(), variant, payload, samples: functions.of(api.name, event, samples) }
    };
    let events = tree.payloads.iter().map(payload).collect();

    let roots: BTreeSet<usize> = tree.payloads.values().chain(&tree.envelope).map(|&node| clusters.of[node]).collect();
    let mut structs = Vec::new();
    for (n, cluster) in clusters.all.iter().enumerate().filter(|(n, _)| !roots.contains(n)) {
        let keys = cluster.nodes.iter().filter_map(|&id| tree.nodes[id].path.last().cloned()).collect();
        structs.push(Struct { keys, ..definer.structure(n) });
    }
    structs.sort_by(|a, b| a.name.cmp(&b.name));
    let is_struct = |name: &String| structs.iter().any(|one| one.name == *name);
    let union = |((_, types), union): ((String, Vec<RustType>), UnionNames)| Union {
        name: union.name,
        keys: union.keys,
        variants: types.into_iter().map(|ty| variant(ty, is_struct)).collect(),
    };
    let mut unions: Vec<_> = definer.unions.into_iter().map(union).collect();
    unions.sort_by(|a, b| a.name.cmp(&b.name));
    let enums = codes.define();
    Module { api: api.name.to_owned(), ident: api.ident.clone(), envelope, events, families, structs, enums, unions }
}

/// The variant of a union for a type, named after the kind of JSON value that it takes.
fn variant(ty: RustType, is_struct: impl Fn(&String) -> bool) -> UnionVariant {
    let (variant, ty) = match ty {
        RustType::Bool => ("Bool", ty),
        RustType::Number => ("Number", ty),
        RustType::Vec(_) => ("List", ty),
        // Boxed: an object may contain the union that it is in.
        RustType::Named(ref name) if is_struct(name) => ("Object", RustType::Box(Box::new(ty))),
        RustType::Map(_) | RustType::Payload => ("Object", ty),
        RustType::String
        | RustType::Timestamp
        | RustType::Named(_)
        | RustType::Any
        | RustType::Option(_)
        | RustType::Box(_) => ("Text", ty),
    };
    UnionVariant { variant: variant.to_owned(), ty }
}

struct Definer<'a> {
    tree: &'a Tree,
    clusters: &'a Clusters,
    /// The name of each cluster.
    names: &'a [String],
    codes: &'a Codes,
    scope: Scope,
    /// The event of each sample.
    sample_events: Vec<String>,
    min_samples: u64,
    /// By the name that they would like and what they hold, so that equal ones are one.
    unions: BTreeMap<(String, Vec<RustType>), UnionNames>,
}

struct UnionNames {
    name: String,
    keys: BTreeSet<String>,
}

/// A key of a cluster, and the way down from there.
struct KeyPath<'a> {
    cluster: usize,
    key: &'a str,
    descents: Vec<Descent>,
}

impl KeyPath<'_> {
    fn below(&self, descent: Descent) -> Self {
        Self { descents: self.descents.iter().copied().chain([descent]).collect(), ..*self }
    }
}

impl Definer<'_> {
    fn structure(&mut self, n: usize) -> Struct {
        let cluster = &self.clusters.all[n];
        let objects = cluster.nodes.iter().map(|&id| self.tree.nodes[id].objects).sum();
        let samples: BTreeSet<usize> =
            cluster.nodes.iter().flat_map(|&id| self.tree.nodes[id].samples.iter().copied()).collect();
        let idents = ident::fields(&cluster.keys.keys().map(String::as_str).collect::<Vec<_>>());
        let fields = cluster.keys.iter().zip(idents).map(|((key, evidence), ident)| {
            let mut occurrence = self.occurrence(&evidence.samples, samples.len());
            if occurrence.samples == occurrence.of {
                occurrence.events.clear();
            }
            Field {
                key: key.clone(),
                ident,
                ty: self.type_of(&KeyPath { cluster: n, key, descents: Vec::new() }, &evidence.shape),
                accessor: self.accessor(evidence, objects),
                nullable: evidence.shape.null > 0,
                occurrence,
                form: form::of(&evidence.shape),
                example: example::of(key, &evidence.shape),
            }
        });
        let fields = fields.collect();
        let occurrence = self.occurrence(&samples, samples.len());
        Struct { name: self.names[n].clone(), keys: BTreeSet::new(), occurrence, fields }
    }

    fn accessor(&self, evidence: &KeyEvidence, objects: u64) -> Accessor {
        let is_enough = evidence.samples.len() as u64 >= self.min_samples;
        if evidence.seen == objects && evidence.shape.null == 0 && is_enough {
            Accessor::Required
        } else {
            Accessor::Optional
        }
    }

    fn occurrence(&self, samples: &BTreeSet<usize>, of: usize) -> Occurrence {
        let events = samples.iter().map(|&sample| self.sample_events[sample].clone()).collect();
        Occurrence { samples: samples.len(), of, events }
    }

    fn type_of(&mut self, at: &KeyPath<'_>, shape: &Shape) -> RustType {
        if at.descents.len() > MAX_LISTS {
            return RustType::Any;
        }
        let mut types = Vec::new();
        if shape.bool > 0 {
            types.push(RustType::Bool);
        }
        if shape.number.count > 0 {
            types.push(RustType::Number);
        }
        let strings = &shape.string;
        if strings.count > 0 {
            types.push(match self.codes.name_at(at.cluster, at.key) {
                Some(name) => RustType::Named(name.to_owned()),
                None if strings.timestamps > 0 && strings.timestamps + strings.empty == strings.count => {
                    RustType::Timestamp
                }
                None => RustType::String,
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
        match types.len() {
            0 => RustType::Any,
            1 => types.remove(0),
            _ => self.union(at, types),
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
            (None, Fields::Known(_)) => RustType::Map(Box::new(RustType::Any)),
        }
    }

    fn union(&mut self, at: &KeyPath<'_>, types: Vec<RustType>) -> RustType {
        let [short, long] = codes::type_names(&self.names[at.cluster], at.key, !at.descents.is_empty());
        let scope = &mut self.scope;
        let union = self.unions.entry((short.clone(), types)).or_insert_with(|| UnionNames {
            name: scope.claim([short, long.clone(), format!("{long}Value")]),
            keys: BTreeSet::new(),
        });
        union.keys.insert(format!("{}.{}", self.names[at.cluster], at.key));
        RustType::Named(union.name.clone())
    }
}
