//! Open enums: which strings are codes, and which fields share one set of them.

use super::cluster::Clusters;
use super::ident::{Scope, is_one_word, pascal, singular};
use super::tree::{KeyEvidence, TextHint};
use super::{CODE_LENGTH, MAX_CODES};
use crate::interface::{EnumValue, OpenEnum};
use conscent_shape::{Fields, Shape, Strings, Values};
use std::collections::{BTreeMap, BTreeSet};

/// The open enums of one api.
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

/// Finds the enums of all clusters. Those that would like the same name are one, and know the values of all.
pub(super) fn collect(clusters: &Clusters, cluster_names: &[String], scope: &mut Scope) -> Codes {
    let mut wishes = BTreeMap::<String, (String, Vec<(usize, &String)>, Set)>::new();
    for ((n, cluster), object) in clusters.all.iter().enumerate().zip(cluster_names) {
        for (key, evidence) in &cluster.keys {
            let Some(values) = values(evidence) else { continue };
            let [short, long] = type_names(object, key, evidence.shape.string.count == 0);
            let wish = evidence.name.as_deref().map_or(short, pascal);
            let (_, holders, set) = wishes.entry(wish).or_insert_with(|| (long, Vec::new(), Set::default()));
            holders.push((n, key));
            set.keys.insert(format!("{object}.{key}"));
            set.values.extend(values);
        }
    }
    let mut codes = Codes::default();
    for (short, (long, holders, set)) in wishes {
        let name = scope.claim([short, long.clone(), format!("{long}Code")]);
        codes.names.extend(holders.into_iter().map(|(n, key)| ((n, key.clone()), name.clone())));
        codes.enums.insert(name, set);
    }
    codes
}

/// The names for a type that belongs to one key: after the key, and after the object too if the key alone says little.
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

    pub(super) fn define(&self) -> Vec<OpenEnum> {
        let define = |(name, set): (&String, &Set)| {
            let mut variants = Scope::variants(&["Unknown"]);
            let value = |text: &String| {
                let name = pascal(&text.to_lowercase());
                EnumValue { text: text.clone(), variant: variants.claim([name.clone(), format!("{name}Code")]) }
            };
            OpenEnum { name: name.clone(), keys: set.keys.clone(), values: set.values.iter().map(value).collect() }
        };
        self.enums.iter().map(define).collect()
    }
}

/// The values under a key, if they are codes.
fn values(evidence: &KeyEvidence) -> Option<BTreeSet<String>> {
    let mut strings = Strings::default();
    pool(&evidence.shape, &mut strings);
    let Values::Exact(values) = &strings.values else { return None };
    let is_code_set = strings.codes == strings.count
        && values.len() <= MAX_CODES
        && values.iter().any(|value| value.len() >= CODE_LENGTH);
    let is_enum = match evidence.text {
        TextHint::Text => false,
        TextHint::Enum => strings.count > 0,
        TextHint::None => strings.count > 0 && is_code_set,
    };
    is_enum.then(|| values.iter().filter(|value| !value.is_empty()).cloned().collect())
}

/// All strings below a key: alone, in arrays, and in maps.
fn pool(shape: &Shape, into: &mut Strings) {
    into.merge(&shape.string);
    if let Some(item) = &shape.array.item {
        pool(item, into);
    }
    if let Fields::Pooled(values) = &shape.object.fields {
        pool(values, into);
    }
}
