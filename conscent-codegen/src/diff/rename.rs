//! Types that have a new name at the places of the old one.

use crate::schema::{Api, Definition, Kind, Object, Type};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::mem::discriminant;

/// The old names of one api's types, by the new ones.
pub(super) type Renamed = BTreeMap<String, String>;

/// Gives the types of the old version the names that they have in the new one, so that each renaming is one change, and not one at each
/// place of the type. The result is by api.
pub(super) fn rename(old: &mut [Api], new: &[Api]) -> BTreeMap<String, Renamed> {
    let mut renamed = BTreeMap::new();
    for old in old {
        let Some(new) = new.iter().find(|new| new.name == old.name) else { continue };
        let names = find(old, new);
        let by_old: BTreeMap<&str, &str> = names.iter().map(|(new, old)| (old.as_str(), new.as_str())).collect();
        apply(old, &by_old);
        renamed.insert(old.name.clone(), names);
    }
    renamed
}

/// Walks both versions side by side. Where only the old one knows the one name, and only the new one the other, the type is renamed.
fn find(old: &Api, new: &Api) -> Renamed {
    let (old_all, new_all) = (definitions(old), definitions(new));
    let (old_names, new_names) = (names(old), names(new));
    let mut found = Renamed::new();
    let mut open = VecDeque::new();
    let events = old.events.iter().filter_map(|event| {
        let other = new.events.iter().find(|other| other.name == event.name)?;
        Some((&event.object, &other.object))
    });
    let envelopes = old.envelope.iter().zip(&new.envelope).map(|(old, new)| (&old.object, &new.object));
    for (old, new) in events.chain(envelopes) {
        keys(old, new, &mut open);
    }
    let mut seen = BTreeMap::new();
    while let Some((old, new)) = open.pop_front() {
        let (Some(one), Some(other)) = (old_all.get(old), new_all.get(new)) else { continue };
        let is_renamed = !new_names.contains(old)
            && !old_names.contains(new)
            && discriminant(&one.kind) == discriminant(&other.kind);
        if seen.contains_key(old) || found.contains_key(new) || (old != new && !is_renamed) {
            continue;
        }
        seen.insert(old, new);
        if old != new {
            found.insert(new.to_owned(), old.to_owned());
        }
        match (&one.kind, &other.kind) {
            (Kind::Object(one), Kind::Object(other)) => keys(one, other, &mut open),
            (Kind::Union(one), Kind::Union(other)) => {
                one.iter().zip(other).for_each(|(one, other)| pair(one, other, &mut open));
            }
            _ => {}
        }
    }
    found
}

/// The names of all types.
fn names(api: &Api) -> BTreeSet<&str> {
    let events = api.events.iter().map(|event| event.type_name.as_str());
    let groups = api.groups.iter().map(|group| group.type_name.as_str());
    events.chain(groups).chain(api.definitions.iter().map(|definition| definition.name.as_str())).collect()
}

fn definitions(api: &Api) -> BTreeMap<&str, &Definition> {
    api.definitions.iter().map(|definition| (definition.name.as_str(), definition)).collect()
}

type Pairs<'a> = VecDeque<(&'a str, &'a str)>;

fn keys<'a>(old: &'a Object, new: &'a Object, into: &mut Pairs<'a>) {
    for one in &old.properties {
        if let Some(other) = new.properties.iter().find(|other| other.key == one.key) {
            pair(&one.ty, &other.ty, into);
        }
    }
}

fn pair<'a>(old: &'a Type, new: &'a Type, into: &mut Pairs<'a>) {
    match (old, new) {
        (Type::Ref(old), Type::Ref(new)) => into.push_back((old, new)),
        (Type::List(old), Type::List(new))
        | (Type::Nullable(old), Type::Nullable(new))
        | (Type::Map(old), Type::Map(new)) => {
            pair(old, new, into);
        }
        _ => {}
    }
}

fn apply(api: &mut Api, names: &BTreeMap<&str, &str>) {
    let envelope = api.envelope.iter_mut().map(|envelope| &mut envelope.object);
    let objects = api.events.iter_mut().map(|event| &mut event.object).chain(envelope);
    objects.flat_map(|object| &mut object.properties).for_each(|property| in_type(&mut property.ty, names));
    for definition in &mut api.definitions {
        if let Some(name) = names.get(definition.name.as_str()) {
            (*name).clone_into(&mut definition.name);
        }
        match &mut definition.kind {
            Kind::Object(object) => object.properties.iter_mut().for_each(|property| in_type(&mut property.ty, names)),
            Kind::Union(types) => types.iter_mut().for_each(|ty| in_type(ty, names)),
            Kind::Enum(_) => {}
        }
    }
}

fn in_type(ty: &mut Type, names: &BTreeMap<&str, &str>) {
    match ty {
        Type::Ref(name) => {
            if let Some(new) = names.get(name.as_str()) {
                (*new).clone_into(name);
            }
        }
        Type::List(inner) | Type::Nullable(inner) | Type::Map(inner) => in_type(inner, names),
        Type::Any | Type::Bool | Type::Number | Type::Text | Type::Timestamp | Type::Payload => {}
    }
}
