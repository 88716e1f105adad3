//! Open enums: decides which strings are codes, and which fields share one set of codes.
//!
//! | strings under a key | are an open enum |
//! |---|---|
//! | of an enum of the last release, or with the hint `enum` | always |
//! | of a text of the last release, or with the hint `text` | never |
//! | that are all codes, at most [`MAX_CODES`], the longest of [`CODE_LENGTH`] letters, which repeat in different objects ([`REPEATS`]) | if they look like words of a set, and their key does not name a person or a thing ([`names_one_thing`]) |
//!
//! A key may have more codes than those that are known, if an archive keeps only some of them. An enum of the last release
//! keeps its values then.
//!
//! The words of a set all have the same case. `Haryana` and `Visa` are names: words that start with a capital letter
//! are a set only under a key whose name suggests one ([`asks_for_set`]), and a single word (`faridabad`) shows no
//! choice.

use super::CODE_LENGTH;
use super::cluster::Clusters;
use super::distinct::Distinct;
use super::ident::{Scope, is_one_word, pascal, singular, words};
use super::memory::Memory;
use super::tree::{KeyEvidence, TextHint};
use crate::interface::{EnumValue, OpenEnum};
use conscent_shape::{Fields, Form, MAX_CODES, Shape, Strings, Values, asks_for_set, names_one_thing};
use std::collections::{BTreeMap, BTreeSet};

/// How many different objects there must be for every two values of a set. Strings that do not repeat may be anything:
/// ids, names, titles. The second number is for keys whose names suggest a set, where fewer objects are enough.
const REPEATS: [usize; 2] = [4, 3];

/// The open enums of one API.
#[derive(Debug, Default)]
pub(super) struct Codes {
    /// By cluster and key.
    names: BTreeMap<(usize, String), String>,
    enums: BTreeMap<String, Set>,
}

/// The known values of one open enum, and the keys that hold them.
#[derive(Debug, Default)]
struct Set {
    keys: BTreeSet<String>,
    values: BTreeSet<String>,
}

/// A name for enums, with the longer name that they take if it is not free, and the keys that have them.
#[derive(Default)]
struct Wish<'c> {
    long: String,
    holders: Vec<(usize, &'c String)>,
    set: Set,
}

/// Finds the enums of all clusters. Those with the same preferred name are one enum, with the values of all.
pub(super) fn collect(
    clusters: &Clusters,
    cluster_names: &[String],
    distinct: &Distinct<'_>,
    memory: &Memory<'_>,
    scope: &mut Scope,
) -> Codes {
    let mut wishes = BTreeMap::<String, Wish<'_>>::new();
    for ((n, cluster), object) in clusters.all.iter().enumerate().zip(cluster_names) {
        for (key, evidence) in &cluster.keys {
            let field = cluster.previous.as_deref().and_then(|name| memory.field(name, key));
            let known = field.and_then(|field| memory.enum_in(&field.ty));
            let is_text = field.is_some_and(|field| memory.holds_text(&field.ty));
            let is_set = || !is_text && is_set(key, evidence, distinct.of(n, key));
            let strings = pooled(&evidence.shape);
            let is_enum = strings.count > 0
                && match evidence.hints.text {
                    TextHint::Text => false,
                    TextHint::Enum => true,
                    TextHint::None => known.is_some() || is_set(),
                };
            if !is_enum {
                continue;
            }
            let released = || known.into_iter().flat_map(|one| &one.values).map(|value| value.text.clone());
            let values: BTreeSet<String> = match (strings.values, known) {
                (Values::Exact(values), _) => values,
                // The released values may be among those that are not known.
                (Values::Some(values), _) => values.into_iter().chain(released()).collect(),
                (Values::Overflowed, Some(_)) => released().collect(),
                (Values::Overflowed, None) => continue,
            };
            let [short, long] = type_names(object, key, evidence.shape.string.count == 0);
            let name = match (known, &evidence.name) {
                (Some(known), _) => known.name.clone(),
                (None, Some(name)) => pascal(name),
                (None, None) => short,
            };
            let wish = wishes.entry(name).or_insert_with(|| Wish { long, ..Wish::default() });
            wish.holders.push((n, key));
            wish.set.keys.insert(format!("{object}.{key}"));
            wish.set.values.extend(values.into_iter().filter(|value| !value.is_empty()));
        }
    }
    let mut codes = Codes::default();
    for (short, Wish { long, holders, set }) in wishes {
        let name = match memory.open_enum(&short) {
            Some(known) => known.name.clone(),
            None => scope.claim([short, long.clone(), format!("{long}Code")]),
        };
        codes.names.extend(holders.into_iter().map(|(n, key)| ((n, key.clone()), name.clone())));
        codes.enums.insert(name, set);
    }
    codes
}

/// Names for a type that belongs to one key: after the key, or after the object and the key if the key alone is too
/// general.
pub(super) fn type_names(object: &str, key: &str, is_item: bool) -> [String; 2] {
    let own = pascal(&if is_item { singular(key) } else { key.to_owned() });
    let full = format!("{object}{own}");
    if is_one_word(key) { [full.clone(), full] } else { [own, full] }
}

impl Codes {
    /// The enum of the strings under a key.
    pub(super) fn name_at(&self, cluster: usize, key: &str) -> Option<&str> {
        self.names.get(&(cluster, key.to_owned())).map(String::as_str)
    }

    pub(super) fn define(&self, memory: &Memory<'_>) -> Vec<OpenEnum> {
        let define = |(name, set): (&String, &Set)| {
            let mut variants = Scope::variants(&["Unknown"]);
            let known: &[EnumValue] = memory.open_enum(name).map_or(&[], |one| &one.values);
            for value in known {
                variants.reserve(&value.variant);
            }
            let value = |text: &String| {
                let new = || {
                    let name = pascal(&text.to_lowercase());
                    EnumValue { text: text.clone(), variant: variants.claim([name.clone(), format!("{name}Code")]) }
                };
                known.iter().find(|value| value.text == *text).cloned().unwrap_or_else(new)
            };
            OpenEnum { name: name.clone(), keys: set.keys.clone(), values: set.values.iter().map(value).collect() }
        };
        self.enums.iter().map(define).collect()
    }
}

/// Whether the strings under a key are words of a closed set that repeat in different objects.
fn is_set(key: &str, evidence: &KeyEvidence, objects: usize) -> bool {
    let strings = pooled(&evidence.shape);
    let Some(values) = strings.values.known() else { return false };
    let values: Vec<&str> = values.iter().map(String::as_str).filter(|value| !value.is_empty()).collect();
    let words = words(key);
    let asks_for_set = asks_for_set(key);
    let is_lower = || values.iter().all(|value| !value.contains(|c: char| c.is_ascii_uppercase()));
    let is_upper = || values.iter().all(|value| !value.contains(|c: char| c.is_ascii_lowercase()));
    let is_choice = match values.len() {
        // A single value shows no choice. But in capital letters, under a key that suggests a set, it is a constant.
        1 => asks_for_set && is_upper(),
        _ => is_upper() || is_lower() || asks_for_set,
    };
    let repeats = REPEATS[usize::from(asks_for_set)];
    strings.forms.contains(Form::Code)
        && values.len() <= MAX_CODES
        && values.iter().any(|value| value.len() >= CODE_LENGTH)
        && objects * 2 >= values.len() * repeats
        && is_choice
        && (asks_for_set || !words.iter().any(|word| names_one_thing(&singular(word))))
}

/// All strings in values of a shape: direct values, in arrays, and in maps.
pub(super) fn pooled(shape: &Shape) -> Strings {
    let mut strings = Strings::default();
    pool(shape, &mut strings);
    strings
}

fn pool(shape: &Shape, into: &mut Strings) {
    into.merge(&shape.string);
    if let Some(item) = &shape.array.item {
        pool(item, into);
    }
    if let Fields::Pooled(values) = &shape.object.fields {
        pool(values, into);
    }
    if let Some(values) = &shape.object.rest {
        pool(values, into);
    }
}
