//! A random vendor whose webhooks are as consistent as those of a real one: each entity has its own keys, and each key
//! has the same kind of value everywhere.

use serde_json::{Map, Value, json};

/// Entities, and the keys that only they have. No entity is a short form of another.
const ENTITIES: [(&str, [&str; 6]); 8] = [
    ("address", ["street", "postcode", "floor", "city_part", "landmark", "is_home"]),
    ("coupon", ["discount", "ends_at", "uses_left", "terms", "is_single", "minimum"]),
    ("customer", ["email", "phone", "birthday", "nickname", "visits", "is_guest"]),
    ("invoice", ["due_at", "net", "tax", "lines_text", "is_final", "footer"]),
    ("merchant", ["legal_form", "rating", "founded_at", "motto", "staff", "is_partner"]),
    ("product", ["sku", "weight", "stock", "blurb", "is_digital", "released_at"]),
    ("shipment", ["carrier", "parcels", "left_at", "track_url", "is_insured", "depth"]),
    ("voucher", ["face", "left_over", "printed_at", "greeting", "is_void", "series"]),
];

/// The sets that keys like `status` choose from.
const SETS: [[&str; 3]; 3] =
    [["open", "closed", "pending"], ["ACTIVE", "PAUSED", "ENDED"], ["very_low", "low_mark", "very_high"]];

/// The variants of an entity: the values of its tag, and the keys that only they have.
const VARIANTS: [(&str, [&str; 3]); 4] = [
    ("CARD", ["digits", "holder", "expiry"]),
    ("BANK_TRANSFER", ["iban", "bic", "bank_label"]),
    ("CASH", ["given", "till", "drawer"]),
    ("ON_ACCOUNT", ["agreement", "due_days", "limit"]),
];

/// Prefixes of an entity's key for its roles.
const ROLES: [&str; 3] = ["billing_", "previous_", "second_"];

/// The event that holds every entity.
const EVERYTHING: &str = "all.shown";

const VERBS: [&str; 5] = ["created", "updated", "closed", "lost_again", "paid"];

/// Random numbers that only depend on the seed.
#[derive(Clone)]
pub(crate) struct Dice {
    state: u64,
    leaves_out: bool,
}

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self { state: seed, leaves_out: true }
    }

    /// A number below a limit, from `splitmix64`, which its authors placed in the public domain.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % limit as u64).unwrap()
    }

    fn is_one_of(&mut self, many: usize) -> bool {
        self.below(many) == 0
    }
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    Text,
    Number,
    Flag,
    Time,
    Texts,
    OneOf(usize),
    /// A tag, with the keys of its variant.
    Variant,
    /// An entity before this one, so that nesting ends.
    Entity {
        entity: usize,
        is_list: bool,
    },
}

#[derive(Clone, Debug)]
struct Key {
    name: String,
    kind: Kind,
    is_optional: bool,
    is_nullable: bool,
}

#[derive(Debug)]
pub(crate) struct Vendor {
    entities: Vec<Vec<Key>>,
    events: Vec<(String, Vec<Key>)>,
    has_envelope: bool,
    /// Whether its tags have several spellings, or are null.
    pub(crate) is_careless: bool,
}

impl Vendor {
    pub(crate) fn new(seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let mut entities: Vec<Vec<Key>> = Vec::new();
        let (first, count) = (dice.below(ENTITIES.len()), 5 + dice.below(4));
        let chosen: Vec<usize> = (0..count).map(|n| (first + n) % ENTITIES.len()).collect();
        for (n, &entity) in chosen.iter().enumerate() {
            let mut keys: Vec<Key> = vec![key("id", Kind::Text), key("created_at", Kind::Time)];
            for own in ENTITIES[entity].1 {
                let kind = match own {
                    _ if own.starts_with("is_") => Kind::Flag,
                    _ if own.ends_with("_at") => Kind::Time,
                    _ => [Kind::Text, Kind::Number, Kind::Texts][dice.below(3)],
                };
                // An object without most of its keys cannot be recognized.
                keys.push(Key { is_optional: dice.is_one_of(5), is_nullable: dice.is_one_of(4), ..key(own, kind) });
            }
            if dice.is_one_of(2) {
                keys.push(key("status", Kind::OneOf(dice.below(SETS.len()))));
            }
            if dice.is_one_of(2) {
                keys.push(key("type", Kind::Variant));
            }
            if n > 0 && dice.is_one_of(2) {
                keys.push(held(&mut dice, &chosen[..n]));
            }
            entities.push(keys);
        }
        let events = (0..3 + dice.below(4)).map(|n| {
            let about = ENTITIES[chosen[dice.below(count)]].0;
            let mut keys = vec![key("sent_at", Kind::Time)];
            for _ in 0..=dice.below(3) {
                let held = held(&mut dice, &chosen);
                if keys.iter().all(|key| key.name != held.name) {
                    keys.push(held);
                }
            }
            (format!("{about}.{}", VERBS[n % VERBS.len()]), keys)
        });
        let shown =
            chosen.iter().enumerate().map(|(entity, &n)| key(ENTITIES[n].0, Kind::Entity { entity, is_list: false }));
        let events = std::iter::once((EVERYTHING.to_owned(), shown.collect())).chain(events).collect();
        Self { entities, events, has_envelope: dice.is_one_of(2), is_careless: false }
    }

    pub(crate) fn hints(&self) -> &'static str {
        if self.has_envelope { "[envelope.v1]\nevent = \"event\"\npayload = \"payload\"\n" } else { "" }
    }

    /// A sample of one of its events: the event, and the body.
    pub(crate) fn sample(&self, seed: u64) -> (&str, Value) {
        let mut dice = Dice::new(seed);
        let (event, keys) = &self.events[dice.below(self.events.len())];
        let payload = self.object(keys, &mut dice);
        (event, self.body(event, payload))
    }

    /// The sample of an event that holds every entity, whole and under its own key.
    pub(crate) fn everything(&self) -> (&str, Value) {
        let (event, keys) = &self.events[0];
        let payload = self.object(keys, &mut Dice { leaves_out: false, ..Dice::new(0) });
        (event, self.body(event, payload))
    }

    /// A sample of any event, with any payload.
    pub(crate) fn body(&self, event: &str, payload: Value) -> Value {
        if self.has_envelope { json!({ "event": event, "sent_by": "x y", "payload": payload }) } else { payload }
    }

    /// The name of one of its events.
    pub(crate) fn event(&self, index: usize) -> &str {
        &self.events[index % self.events.len()].0
    }

    fn object(&self, keys: &[Key], dice: &mut Dice) -> Value {
        let mut object = Map::new();
        for key in keys {
            if !(key.is_optional && dice.leaves_out && dice.is_one_of(2)) {
                let is_null = key.is_nullable && dice.leaves_out && dice.is_one_of(3);
                let value = if is_null { Value::Null } else { self.value(key.kind, dice) };
                let variant =
                    VARIANTS.iter().find(|(tag, _)| value.as_str().is_some_and(|text| text.eq_ignore_ascii_case(tag)));
                if let (Kind::Variant, Some((_, own))) = (key.kind, variant) {
                    object.extend(own.iter().map(|own| ((*own).to_owned(), json!(dice.below(1000)))));
                }
                object.insert(key.name.clone(), value);
            }
        }
        Value::Object(object)
    }

    fn value(&self, kind: Kind, dice: &mut Dice) -> Value {
        match kind {
            Kind::Text => text(dice),
            Kind::Number => json!(dice.below(1000)),
            Kind::Flag => json!(dice.is_one_of(2)),
            Kind::Time => json!(format!("2024-03-04T10:{:02}:{:02}Z", dice.below(60), dice.below(60))),
            Kind::Texts => (0..dice.below(3)).map(|_| text(dice)).collect(),
            Kind::OneOf(set) => json!(SETS[set][dice.below(3)]),
            Kind::Variant => {
                let tag = VARIANTS[dice.below(VARIANTS.len())].0;
                match dice.below(16) {
                    0 if self.is_careless => json!(tag.to_lowercase()),
                    1 if self.is_careless => Value::Null,
                    _ => json!(tag),
                }
            }
            Kind::Entity { entity, is_list: false } => self.object(&self.entities[entity], dice),
            Kind::Entity { entity, is_list: true } => {
                (0..dice.below(3)).map(|_| self.object(&self.entities[entity], dice)).collect()
            }
        }
    }
}

fn key(name: &str, kind: Kind) -> Key {
    Key { name: name.to_owned(), kind, is_optional: false, is_nullable: false }
}

/// A key for an entity: its own key, the key of a role, or the plural of one.
fn held(dice: &mut Dice, chosen: &[usize]) -> Key {
    let entity = dice.below(chosen.len());
    let own = ENTITIES[chosen[entity]].0;
    let (name, is_list) = match dice.below(6) {
        0 => (format!("{}{own}", ROLES[dice.below(ROLES.len())]), false),
        1 => (if own.ends_with('s') { format!("{own}es") } else { format!("{own}s") }, true),
        _ => (own.to_owned(), false),
    };
    Key {
        is_optional: dice.is_one_of(4),
        is_nullable: dice.is_one_of(4),
        ..key(&name, Kind::Entity { entity, is_list })
    }
}

/// A text that is in no set.
fn text(dice: &mut Dice) -> Value {
    json!(format!("Some text, no. {}", dice.below(100_000)))
}
