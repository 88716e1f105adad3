//! Changes to a sample, as vendors make them without notice.

use crate::json::{self, Json};
use proptest::prelude::*;
use proptest::sample::Index;

/// A change to one part of a body.
#[derive(Clone, Debug)]
pub(crate) enum Change {
    /// It is removed.
    Remove(Index),
    /// It is replaced.
    Replace(Index, Json),
    /// Something new is added next to it.
    Add(Index, String, Json),
    /// Something is added before it under the same key.
    Repeat(Index, Json),
    /// It is wrapped in this many lists (or objects).
    Wrap(Index, usize, bool),
    /// An integer gets a fraction, or a fraction is removed.
    Fraction(Index, &'static str),
}

/// One change or several.
pub(crate) fn changes() -> impl Strategy<Value = Vec<Change>> {
    prop::collection::vec(change(), 1..5)
}

fn change() -> impl Strategy<Value = Change> {
    let part = any::<Index>;
    let replaced = prop_oneof![
        prop::sample::select(vec!["null", "[]", "{}", "[null]", "{\"\":null}", "true", "0", "\"\""])
            .prop_map(|text| Json::Scalar(text.to_owned())),
        json::text().prop_map(|text| Json::Scalar(json::quote(&text))),
        json::any_json(),
    ];
    prop_oneof![
        2 => part().prop_map(Change::Remove),
        4 => (part(), replaced).prop_map(|(at, json)| Change::Replace(at, json)),
        2 => (part(), json::key(), json::any_json()).prop_map(|(at, key, json)| Change::Add(at, key, json)),
        2 => (part(), json::any_json()).prop_map(|(at, json)| Change::Repeat(at, json)),
        1 => (part(), 1_usize..70, any::<bool>()).prop_map(|(at, depth, list)| Change::Wrap(at, depth, list)),
        2 => (part(), prop::sample::select(vec![".0", ".5", "e0", ".05"])).prop_map(|(at, end)| Change::Fraction(at, end)),
    ]
}

impl Change {
    pub(crate) fn apply(&self, json: &mut Json) {
        let paths = json.paths();
        let (Self::Remove(at)
        | Self::Replace(at, _)
        | Self::Add(at, ..)
        | Self::Repeat(at, _)
        | Self::Wrap(at, ..)
        | Self::Fraction(at, _)) = self;
        // Earlier changes may have left no part to change.
        if paths.is_empty() {
            return;
        }
        let path = at.get(&paths);
        match self {
            Self::Remove(_) => json.remove(path),
            Self::Replace(_, other) => other.clone_into(json.at(path)),
            Self::Add(_, key, value) => json.add(path, key, value.clone()),
            Self::Repeat(_, value) => json.repeat(path, value.clone()),
            Self::Wrap(_, depth, in_lists) => {
                let part = json.at(path);
                let (open, close) = if *in_lists { ("[", "]") } else { ("{\"user\":", "}") };
                *part = Json::Scalar(format!("{}{part}{}", open.repeat(*depth), close.repeat(*depth)));
            }
            Self::Fraction(_, end) => {
                if let Json::Scalar(text) = json.at(path)
                    && text.starts_with(|c: char| c.is_ascii_digit() || c == '-')
                    && !text.contains(['e', 'E'])
                {
                    *text = text.split_once('.').map_or_else(|| format!("{text}{end}"), |(whole, _)| whole.to_owned());
                }
            }
        }
    }
}
