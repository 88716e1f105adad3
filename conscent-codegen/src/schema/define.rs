//! Groups of places as definitions: what each key holds, and whether it can be counted on.

use super::codes::{self, Codes};
use super::group::Groups;
use super::names::Names;
use super::place::{Places, Slot, Step};
use super::{Api, Definition, Envelope, Event, Kind, MAX_LISTS, Object, Presence, Property, Seen, Type, example};
use crate::catalog::Events;
use crate::hint::EnvelopeHint;
use crate::name::{self, Scope};
use crate::shape::{Fields, Shape};
use std::collections::{BTreeMap, BTreeSet};

/// Decides everything about one api.
pub(super) fn define(
    api: &str,
    events: &Events,
    envelope: Option<&EnvelopeHint>,
    places: &Places,
    groups: &Groups,
    names: Names,
    min_samples: u64,
) -> Api {
    let Names { groups: names, events: event_groups, mut scope } = names;
    let codes = codes::collect(groups, &names, &mut scope);
    let sample_events = events.iter().flat_map(|(event, samples)| samples.iter().map(|_| event.clone())).collect();
    let mut context = Definer {
        places,
        groups,
        names: &names,
        codes: &codes,
        scope,
        sample_events,
        min_samples,
        unions: BTreeMap::new(),
    };

    let root = |context: &mut Definer<'_>, place: usize| context.object(groups.of[place]);
    let envelope = envelope.zip(places.envelope).map(|(hint, place)| {
        let mut object = root(&mut context, place);
        for property in object.properties.iter_mut().filter(|property| property.key == hint.payload) {
            property.ty = Type::Payload;
        }
        Envelope { event_key: hint.event.clone(), object }
    });
    let payload = |(event, &place): (&String, &usize)| Event {
        name: event.clone(),
        type_name: names[groups.of[place]].clone(),
        object: root(&mut context, place),
        samples: Vec::new(),
    };
    let events = places.payloads.iter().map(payload).collect();

    let roots: BTreeSet<usize> =
        places.payloads.values().chain(&places.envelope).map(|&place| groups.of[place]).collect();
    let mut definitions = Vec::new();
    for (n, group) in groups.all.iter().enumerate().filter(|(n, _)| !roots.contains(n)) {
        let keyed = group.places.iter().filter_map(|&id| places.all[id].path.last().cloned()).collect();
        definitions.push(Definition { name: names[n].clone(), places: keyed, kind: Kind::Object(context.object(n)) });
    }
    definitions.extend(context.unions.into_iter().map(|((_, types), union)| Definition {
        name: union.name,
        places: union.places,
        kind: Kind::Union(types),
    }));
    definitions.extend(codes.define());
    definitions.sort_by(|a, b| a.name.cmp(&b.name));
    Api { name: api.to_owned(), envelope, events, groups: event_groups, definitions }
}

struct Definer<'a> {
    places: &'a Places,
    groups: &'a Groups,
    names: &'a [String],
    codes: &'a Codes,
    scope: Scope,
    /// The event of each sample.
    sample_events: Vec<String>,
    min_samples: u64,
    /// By the name they would like and what they hold, so that equal ones are one.
    unions: BTreeMap<(String, Vec<Type>), Union>,
}

struct Union {
    name: String,
    places: BTreeSet<String>,
}

/// A key of a group, and the way on from there.
struct Site<'a> {
    group: usize,
    key: &'a str,
    steps: Vec<Step>,
}

impl Site<'_> {
    fn below(&self, step: Step) -> Self {
        Self { steps: self.steps.iter().copied().chain([step]).collect(), ..*self }
    }
}

impl Definer<'_> {
    fn object(&mut self, n: usize) -> Object {
        let group = &self.groups.all[n];
        let objects = group.places.iter().map(|&id| self.places.all[id].objects).sum();
        let samples: BTreeSet<usize> =
            group.places.iter().flat_map(|&id| self.places.all[id].samples.iter().copied()).collect();
        let idents = name::fields(&group.slots.keys().map(String::as_str).collect::<Vec<_>>());
        let properties = group.slots.iter().zip(idents).map(|((key, slot), ident)| {
            let presence = self.presence(slot, objects);
            Property {
                key: key.clone(),
                ident,
                ty: self.type_of(&Site { group: n, key, steps: Vec::new() }, &slot.shape),
                presence,
                nullable: slot.shape.null > 0,
                seen: self.seen(&slot.samples, samples.len()),
                example: example::of(key, &slot.shape),
            }
        });
        let properties = properties.collect();
        Object { seen: self.seen(&samples, samples.len()), properties }
    }

    fn presence(&self, slot: &Slot, objects: u64) -> Presence {
        let enough = slot.samples.len() as u64 >= self.min_samples;
        if slot.seen == objects && slot.shape.null == 0 && enough { Presence::Always } else { Presence::Sometimes }
    }

    fn seen(&self, samples: &BTreeSet<usize>, of: usize) -> Seen {
        let events = samples.iter().map(|&sample| self.sample_events[sample].clone()).collect();
        Seen { samples: samples.len(), of, events }
    }

    fn type_of(&mut self, site: &Site<'_>, shape: &Shape) -> Type {
        if site.steps.len() > MAX_LISTS {
            return Type::Any;
        }
        let mut types = Vec::new();
        if shape.bool > 0 {
            types.push(Type::Bool);
        }
        if shape.number.count > 0 {
            types.push(Type::Number);
        }
        if shape.text.count > 0 {
            types.push(match self.codes.name_at(site.group, site.key) {
                Some(name) => Type::Ref(name.to_owned()),
                None if shape.text.timestamps > 0 && shape.text.timestamps + shape.text.empty == shape.text.count => {
                    Type::Timestamp
                }
                None => Type::Text,
            });
        }
        if shape.list.count > 0 {
            let item = shape.list.item.as_deref().map_or(Type::Any, |item| self.item(&site.below(Step::Item), item));
            types.push(Type::List(Box::new(item)));
        }
        if shape.object.count > 0 {
            types.push(self.object_type(site, shape));
        }
        match types.len() {
            0 => Type::Any,
            1 => types.remove(0),
            _ => self.union(site, types),
        }
    }

    fn item(&mut self, site: &Site<'_>, shape: &Shape) -> Type {
        let item = self.type_of(site, shape);
        if shape.null > 0 { Type::Nullable(Box::new(item)) } else { item }
    }

    fn object_type(&mut self, site: &Site<'_>, shape: &Shape) -> Type {
        let below = self.groups.all[site.group].children.get(site.key);
        match (below.and_then(|below| below.get(&site.steps)), &shape.object.fields) {
            (Some(&group), _) => Type::Ref(self.names[group].clone()),
            (None, Fields::Many(values)) => Type::Map(Box::new(self.item(&site.below(Step::Entry), values))),
            (None, Fields::Few(_)) => Type::Map(Box::new(Type::Any)),
        }
    }

    fn union(&mut self, site: &Site<'_>, types: Vec<Type>) -> Type {
        let [short, long] = codes::type_names(&self.names[site.group], site.key, !site.steps.is_empty());
        let scope = &mut self.scope;
        let union = self.unions.entry((short.clone(), types)).or_insert_with(|| Union {
            name: scope.claim([short, long.clone(), format!("{long}Value")]),
            places: BTreeSet::new(),
        });
        union.places.insert(format!("{}.{}", self.names[site.group], site.key));
        Type::Ref(union.name.clone())
    }
}
