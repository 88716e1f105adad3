//! What definitions are called: by the key they stand under, with as much of the way to it as tells them apart.

use super::group::{Group, Groups, base};
use super::place::Places;
use crate::name::{Scope, pascal};
use crate::schema;
use std::collections::{BTreeMap, BTreeSet};

/// The type names of one api.
#[derive(Debug)]
pub(super) struct Names {
    /// The name of each group, by its number.
    pub(super) groups: Vec<String>,
    /// The groups of events.
    pub(super) events: Vec<schema::Group>,
    /// What is left for enums and unions.
    pub(super) scope: Scope,
}

/// Names the payloads for their events, then the enums of events, then the groups, the most frequent first.
pub(super) fn name(places: &Places, groups: &Groups) -> Names {
    let mut scope = Scope::types();
    let mut names = vec![String::new(); groups.all.len()];
    for (event, &root) in &places.payloads {
        names[groups.of[root]] = scope.claim([pascal(event), format!("{}Event", pascal(event))]);
    }
    let event_groups: BTreeSet<&str> = places.payloads.keys().filter_map(|event| schema::Group::of(event)).collect();
    let events = event_groups.into_iter().map(|group| schema::Group {
        name: group.to_owned(),
        type_name: scope.claim([format!("{}Event", pascal(group)), format!("Any{}Event", pascal(group))]),
    });
    let events = events.collect();
    if let Some(id) = places.envelope {
        "Envelope".clone_into(&mut names[groups.of[id]]);
    }
    let mut order: Vec<_> = (0..groups.all.len()).filter(|&n| names[n].is_empty()).collect();
    order.sort_by_key(|&n| (hinted(places, &groups.all[n]).is_none(), usize::MAX - groups.all[n].places.len(), n));
    for n in order {
        names[n] = scope.claim(candidates(places, &groups.all[n]));
    }
    Names { groups: names, events, scope }
}

fn hinted<'p>(places: &'p Places, group: &Group) -> Option<&'p String> {
    group.places.iter().find_map(|&id| places.all[id].name.as_ref())
}

/// `Address`, then `UserAddress`, then `PurchasePassUserAddress`.
fn candidates(places: &Places, group: &Group) -> Vec<String> {
    let mut keys = BTreeMap::<String, usize>::new();
    for &id in &group.places {
        *keys.entry(base(places, id)).or_default() += 1;
    }
    let usual = keys.into_iter().min_by_key(|(key, count)| (usize::MAX - count, key.len(), key.clone()));
    let usual = usual.map_or(String::new(), |(key, _)| key);
    let first = group.places.iter().find(|&&id| base(places, id) == usual).map(|&id| &places.all[id]);
    let mut names: Vec<String> = hinted(places, group).map(|name| pascal(name)).into_iter().collect();
    names.push(pascal(&usual));
    let mut longer = pascal(&usual);
    for key in first.into_iter().flat_map(|place| place.path.iter().rev().skip(1)) {
        longer = format!("{}{longer}", pascal(key));
        names.push(longer.clone());
    }
    if let Some(event) = first.and_then(|place| place.event.as_ref()) {
        names.push(format!("{}{longer}", pascal(event)));
    }
    names
}
