//! Every place of an api where objects stand, as a tree: the raw material that [`group`](super::group) makes definitions of.

use super::MAX_OBJECTS;
use super::hints::PlaceHints;
use crate::catalog::Events;
use crate::hint::EnvelopeHint;
use crate::shape::{Fields, Lists, Objects, Shape};
use std::collections::{BTreeMap, BTreeSet};

/// Index of a place.
pub(super) type PlaceId = usize;

/// One place where objects stand.
#[derive(Debug, Default)]
pub(super) struct Place {
    /// The event it belongs to; the envelope's places belong to none.
    pub(super) event: Option<String>,
    /// The keys on the way to it, list items and map entries left out.
    pub(super) path: Vec<String>,
    /// Whether it is the item of a list, so that its key is a plural.
    pub(super) is_item: bool,
    /// How many objects stood here.
    pub(super) objects: u64,
    /// The samples (by their number in the api) with an object here.
    pub(super) samples: BTreeSet<usize>,
    /// What stood under each key.
    pub(super) slots: BTreeMap<String, Slot>,
    /// The places below.
    pub(super) children: Children,
    /// A name given by a hint.
    pub(super) name: Option<String>,
}

/// What stood under one key of a place.
#[derive(Clone, Debug, Default)]
pub(super) struct Slot {
    /// In how many objects the key was present.
    pub(super) seen: u64,
    /// The samples where it was.
    pub(super) samples: BTreeSet<usize>,
    /// What it held. Fields of objects are left out: they are places of their own. `Fields::Many` marks a map.
    pub(super) shape: Shape,
    /// What hints say of its strings.
    pub(super) text: TextHint,
    /// A name given by a hint.
    pub(super) name: Option<String>,
}

/// What a hint says of the strings at a place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum TextHint {
    #[default]
    None,
    Enum,
    Text,
}

/// The objects below an object: by key, then by the way on into lists and maps.
pub(super) type Children = BTreeMap<String, BTreeMap<Vec<Step>, PlaceId>>;

/// A way into a value that needs no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    /// Any item of a list.
    Item,
    /// Any value of a map.
    Entry,
}

/// All places of one api.
#[derive(Debug, Default)]
pub(super) struct Places {
    pub(super) all: Vec<Place>,
    /// The object at the top of each event's payload.
    pub(super) payloads: BTreeMap<String, PlaceId>,
    /// The envelope around all payloads.
    pub(super) envelope: Option<PlaceId>,
}

/// Where the walk is: the place it last passed and how it went on from there.
struct Position {
    place: PlaceId,
    key: String,
    steps: Vec<Step>,
    pointer: String,
}

impl Position {
    fn step(&self, step: Step) -> Self {
        let steps = self.steps.iter().copied().chain([step]).collect();
        Self { place: self.place, key: self.key.clone(), steps, pointer: format!("{}/*", self.pointer) }
    }
}

/// Finds all places of an api.
pub(super) fn find(events: &Events, envelope: Option<&EnvelopeHint>, hints: &mut PlaceHints<'_>) -> Places {
    let mut places = Places::default();
    let mut number = 0;
    for (event, documented) in events {
        let mut body = Shape::default();
        for one in documented {
            body.merge(&one.shape);
        }
        let root = places.add(Place { event: Some(event.clone()), ..Place::default() });
        places.payloads.insert(event.clone(), root);
        let payload = places.open_envelope(&body, envelope);
        places.walk(root, "", payload, hints);
        for one in documented {
            places.mark_body(root, &one.shape, envelope, number);
            number += 1;
        }
    }
    places
}

impl Places {
    fn add(&mut self, place: Place) -> PlaceId {
        self.all.push(place);
        self.all.len() - 1
    }

    /// Takes the payload out of a body, and enters the rest as the envelope.
    fn open_envelope<'s>(&mut self, body: &'s Shape, envelope: Option<&EnvelopeHint>) -> &'s Objects {
        let Some(envelope) = envelope else { return &body.object };
        let id = match self.envelope {
            Some(id) => id,
            None => self.add(Place::default()),
        };
        self.envelope = Some(id);
        let mut payload = &EMPTY;
        self.all[id].objects += body.object.count;
        for (key, field) in fields(&body.object) {
            if *key == envelope.payload {
                payload = &field.shape.object;
                self.all[id].slots.entry(key.clone()).or_default().seen += field.seen;
            } else {
                self.enter(id, "", key, field, &mut PlaceHints::default());
            }
        }
        payload
    }

    fn walk(&mut self, id: PlaceId, pointer: &str, objects: &Objects, hints: &mut PlaceHints<'_>) {
        self.all[id].objects += objects.count;
        for (key, field) in fields(objects) {
            self.enter(id, pointer, key, field, hints);
        }
    }

    fn enter(
        &mut self,
        id: PlaceId,
        pointer: &str,
        key: &str,
        field: &crate::shape::Field,
        hints: &mut PlaceHints<'_>,
    ) {
        let pointer = format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"));
        let position = Position { place: id, key: key.to_owned(), steps: Vec::new(), pointer };
        let shape = self.descend(&position, &field.shape, hints);
        let slot = self.all[id].slots.entry(key.to_owned()).or_default();
        slot.seen += field.seen;
        slot.shape.merge(&shape);
    }

    /// Goes down into what stands at a position, and gives it back without the fields of its objects.
    fn descend(&mut self, position: &Position, shape: &Shape, hints: &mut PlaceHints<'_>) -> Shape {
        let event = self.all[position.place].event.clone();
        let hinted = hints.at(event.as_deref(), &position.pointer, shape);
        if shape.text.count > 0 {
            let slot = self.all[position.place].slots.entry(position.key.clone()).or_default();
            slot.text = slot.text.max(hinted.text);
            slot.name = slot.name.take().or_else(|| hinted.name.clone());
        }
        let object = match &shape.object.fields {
            _ if shape.object.count == 0 => Objects::default(),
            Fields::Few(fields) if hinted.is_map => {
                let mut values = Shape::default();
                for field in fields.values() {
                    values.merge(&field.shape);
                }
                self.map(position, &shape.object, &values, hints)
            }
            Fields::Many(values) => self.map(position, &shape.object, values, hints),
            Fields::Few(_) if self.all[position.place].path.len() >= MAX_OBJECTS => {
                Objects { count: shape.object.count, empty: shape.object.empty, fields: Fields::default() }
            }
            Fields::Few(_) => {
                let id = self.child(position);
                self.all[id].name = self.all[id].name.take().or(hinted.name);
                self.walk(id, &position.pointer, &shape.object, hints);
                Objects { count: shape.object.count, empty: shape.object.empty, fields: Fields::default() }
            }
        };
        let item =
            shape.list.item.as_deref().map(|item| Box::new(self.descend(&position.step(Step::Item), item, hints)));
        Shape {
            null: shape.null,
            bool: shape.bool,
            number: shape.number.clone(),
            text: shape.text.clone(),
            list: Lists { item, ..shape.list },
            object,
        }
    }

    fn map(&mut self, position: &Position, objects: &Objects, values: &Shape, hints: &mut PlaceHints<'_>) -> Objects {
        let values = self.descend(&position.step(Step::Entry), values, hints);
        Objects { count: objects.count, empty: objects.empty, fields: Fields::Many(Box::new(values)) }
    }

    fn child(&mut self, position: &Position) -> PlaceId {
        let parent = &self.all[position.place];
        if let Some(&id) = parent.children.get(&position.key).and_then(|below| below.get(&position.steps)) {
            return id;
        }
        let event = parent.event.clone();
        let path = parent.path.iter().chain([&position.key]).cloned().collect();
        let is_item = !position.steps.is_empty();
        let id = self.add(Place { event, path, is_item, ..Place::default() });
        let below = self.all[position.place].children.entry(position.key.clone()).or_default();
        below.insert(position.steps.clone(), id);
        id
    }

    /// Notes which places and keys one sample has.
    fn mark_body(&mut self, root: PlaceId, body: &Shape, envelope: Option<&EnvelopeHint>, sample: usize) {
        let (Some(hint), Some(id)) = (envelope, self.envelope) else {
            return self.mark(root, &body.object, sample);
        };
        self.mark(id, &body.object, sample);
        if let Some((_, payload)) = fields(&body.object).find(|(key, _)| **key == hint.payload) {
            self.mark(root, &payload.shape.object, sample);
        }
    }

    fn mark(&mut self, id: PlaceId, objects: &Objects, sample: usize) {
        if objects.count == 0 {
            return;
        }
        self.all[id].samples.insert(sample);
        for (key, field) in fields(objects) {
            let place = &mut self.all[id];
            if let Some(slot) = place.slots.get_mut(key) {
                slot.samples.insert(sample);
            }
            if place.children.contains_key(key) {
                self.mark_below(id, key, &mut Vec::new(), &field.shape, sample);
            }
        }
    }

    fn mark_below(&mut self, id: PlaceId, key: &str, steps: &mut Vec<Step>, shape: &Shape, sample: usize) {
        if let Some(item) = &shape.list.item {
            steps.push(Step::Item);
            self.mark_below(id, key, steps, item, sample);
            steps.pop();
        }
        let place = self.all[id].children.get(key).and_then(|below| below.get(steps)).copied();
        if let Some(place) = place {
            return self.mark(place, &shape.object, sample);
        }
        steps.push(Step::Entry);
        match &shape.object.fields {
            Fields::Few(fields) => {
                for field in fields.values() {
                    self.mark_below(id, key, steps, &field.shape, sample);
                }
            }
            Fields::Many(values) => self.mark_below(id, key, steps, values, sample),
        }
        steps.pop();
    }
}

static EMPTY: Objects = Objects { count: 0, empty: 0, fields: Fields::Few(BTreeMap::new()) };

/// The keys of an object that has not too many of them.
fn fields(objects: &Objects) -> impl Iterator<Item = (&String, &crate::shape::Field)> {
    match &objects.fields {
        Fields::Few(fields) => Some(fields),
        Fields::Many(_) => None,
    }
    .into_iter()
    .flatten()
}
