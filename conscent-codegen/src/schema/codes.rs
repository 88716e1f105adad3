//! Open enums: which strings are codes, and which places share one set of them.

use super::group::Groups;
use super::place::{Slot, TextHint};
use super::{Code, Definition, Kind, MAX_CODES};
use crate::name::{Scope, is_one_word, pascal, singular};
use crate::shape::{Fields, Shape, Texts, Values};
use std::collections::{BTreeMap, BTreeSet};

/// The open enums of one api.
#[derive(Debug, Default)]
pub(super) struct Codes {
    names: BTreeMap<(usize, String), String>,
    enums: BTreeMap<String, Enum>,
}

/// One open enum: where it stands and its known values.
#[derive(Debug, Default)]
struct Enum {
    places: BTreeSet<String>,
    values: BTreeSet<String>,
}

/// Finds the enums of all groups. Those that would like the same name are one, and know the values of all.
pub(super) fn collect(groups: &Groups, group_names: &[String], scope: &mut Scope) -> Codes {
    let mut wishes = BTreeMap::<String, (String, Vec<(usize, &String)>, Enum)>::new();
    for (n, group) in groups.all.iter().enumerate() {
        for (key, slot) in &group.slots {
            let Some(values) = values(slot) else { continue };
            let [short, long] = type_names(&group_names[n], key, slot.shape.text.count == 0);
            let wish = slot.name.as_deref().map_or(short, pascal);
            let (_, sites, one) = wishes.entry(wish).or_insert_with(|| (long, Vec::new(), Enum::default()));
            sites.push((n, key));
            one.places.insert(format!("{}.{key}", group_names[n]));
            one.values.extend(values);
        }
    }
    let mut codes = Codes::default();
    for (short, (long, sites, one)) in wishes {
        let name = scope.claim([short, long.clone(), format!("{long}Code")]);
        codes.names.extend(sites.into_iter().map(|(n, key)| ((n, key.clone()), name.clone())));
        codes.enums.insert(name, one);
    }
    codes
}

/// What a type that only one key needs is called: for the key, and before it, if the key alone says little, for its object.
pub(super) fn type_names(object: &str, key: &str, is_item: bool) -> [String; 2] {
    let own = pascal(&if is_item { singular(key) } else { key.to_owned() });
    let full = format!("{object}{own}");
    if is_one_word(key) { [full.clone(), full] } else { [own, full] }
}

impl Codes {
    /// The enum that the strings under a key are.
    pub(super) fn name_at(&self, group: usize, key: &str) -> Option<&str> {
        self.names.get(&(group, key.to_owned())).map(String::as_str)
    }

    pub(super) fn define(&self) -> impl Iterator<Item = Definition> {
        self.enums.iter().map(|(name, one)| {
            let mut variants = Scope::variants(&["Unknown"]);
            let codes = one.values.iter().map(|text| Code {
                text: text.clone(),
                variant: variants
                    .claim([pascal(&text.to_lowercase()), format!("{}Code", pascal(&text.to_lowercase()))]),
            });
            Definition { name: name.clone(), places: one.places.clone(), kind: Kind::Enum(codes.collect()) }
        })
    }
}

/// The values under a key, if they are codes.
fn values(slot: &Slot) -> Option<BTreeSet<String>> {
    let mut texts = Texts::default();
    pool_texts(&slot.shape, &mut texts);
    let Values::Few(values) = &texts.values else { return None };
    let is_code_set =
        texts.codes == texts.count && values.len() <= MAX_CODES && values.iter().any(|value| value.len() >= 4);
    let is_enum = match slot.text {
        TextHint::Text => false,
        TextHint::Enum => texts.count > 0,
        TextHint::None => texts.count > 0 && is_code_set,
    };
    is_enum.then(|| values.iter().filter(|value| !value.is_empty()).cloned().collect())
}

/// All strings below a key, whether they stand alone, in lists or in maps.
fn pool_texts(shape: &Shape, into: &mut Texts) {
    into.merge(&shape.text);
    if let Some(item) = &shape.list.item {
        pool_texts(item, into);
    }
    if let Fields::Many(values) = &shape.object.fields {
        pool_texts(values, into);
    }
}
