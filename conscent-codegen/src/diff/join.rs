//! Two versions of a list, side by side.

use std::collections::BTreeMap;

/// An item that is in one list or in both, by its name.
pub(super) enum Joined<T> {
    Old(T),
    New(T),
    Both(T, T),
}

/// Joins two lists by the names of their items.
pub(super) fn join<'n, T>(
    old: impl Iterator<Item = T>,
    new: impl Iterator<Item = T>,
    name: impl Fn(&T) -> &'n str,
) -> impl Iterator<Item = Joined<T>> {
    let mut all = BTreeMap::<&str, (Option<T>, Option<T>)>::new();
    for one in old {
        let name = name(&one);
        all.entry(name).or_default().0 = Some(one);
    }
    for one in new {
        let name = name(&one);
        all.entry(name).or_default().1 = Some(one);
    }
    all.into_values().filter_map(|found| match found {
        (Some(old), Some(new)) => Some(Joined::Both(old, new)),
        (Some(old), None) => Some(Joined::Old(old)),
        (None, Some(new)) => Some(Joined::New(new)),
        (None, None) => None,
    })
}
