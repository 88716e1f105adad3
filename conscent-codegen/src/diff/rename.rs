//! Finds types that have a new name in the same places.

use super::version::{Definition, definitions};
use crate::interface::{Envelope, Interface, Module, RustType, Struct};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::mem::discriminant;

/// The old names of one API's types, by their new names.
pub(super) type Renamed = BTreeMap<String, String>;

/// Gives the types of the old version their new names, so that each renaming is one change, and not one for each field
/// of the type. The result is by API.
pub(super) fn rename(old: &mut Interface, new: &Interface) -> BTreeMap<String, Renamed> {
    let mut renamed = BTreeMap::new();
    for old in &mut old.modules {
        let Some(new) = new.modules.iter().find(|new| new.api == old.api) else { continue };
        let names = find(old, new);
        let by_old: BTreeMap<&str, &str> = names.iter().map(|(new, old)| (old.as_str(), new.as_str())).collect();
        apply(old, &by_old);
        renamed.insert(old.api.clone(), names);
    }
    renamed
}

/// Walks both versions together. A type is renamed if only the old version has the old name, and only the new version
/// has the new one.
fn find(old: &Module, new: &Module) -> Renamed {
    let (old_all, new_all) = (definitions(old), definitions(new));
    let (old_names, new_names) = (names(old), names(new));
    let mut found = Renamed::new();
    let mut open = VecDeque::new();
    let events = old.events.iter().filter_map(|event| {
        let other = new.events.iter().find(|other| other.name == event.name)?;
        Some((&event.payload, &other.payload))
    });
    for (old, new) in events.chain(old.around().zip(new.around())) {
        fields(old, new, &mut open);
    }
    let mut seen = BTreeSet::new();
    while let Some((old, new)) = open.pop_front() {
        let (Some(one), Some(other)) = (old_all.get(old), new_all.get(new)) else { continue };
        let is_renamed =
            !new_names.contains(old) && !old_names.contains(new) && discriminant(one) == discriminant(other);
        if seen.contains(old) || found.contains_key(new) || (old != new && !is_renamed) {
            continue;
        }
        seen.insert(old);
        if old != new {
            found.insert(new.to_owned(), old.to_owned());
        }
        match (one, other) {
            (Definition::Struct(one), Definition::Struct(other)) => fields(one, other, &mut open),
            (Definition::Union(one), Definition::Union(other)) => {
                one.variants.iter().zip(&other.variants).for_each(|(one, other)| pair(&one.ty, &other.ty, &mut open));
            }
            _ => {}
        }
    }
    found
}

/// The names of all types.
fn names(module: &Module) -> BTreeSet<&str> {
    let events = module.events.iter().map(|event| event.payload.name.as_str());
    let families = module.families.iter().map(|family| family.ident.as_str());
    events.chain(families).chain(definitions(module).into_keys()).collect()
}

type Pairs<'a> = VecDeque<(&'a str, &'a str)>;

fn fields<'a>(old: &'a Struct, new: &'a Struct, into: &mut Pairs<'a>) {
    for one in &old.fields {
        if let Some(other) = new.fields.iter().find(|other| other.key == one.key) {
            pair(&one.ty, &other.ty, into);
        }
    }
}

fn pair<'a>(old: &'a RustType, new: &'a RustType, into: &mut Pairs<'a>) {
    match (old, new) {
        (RustType::Named(old), RustType::Named(new)) => into.push_back((old, new)),
        _ if discriminant(old) == discriminant(new) => {
            if let (Some(old), Some(new)) = (old.inner(), new.inner()) {
                pair(old, new, into);
            }
        }
        _ => {}
    }
}

fn apply(module: &mut Module, names: &BTreeMap<&str, &str>) {
    let new_name = |name: &mut String| {
        if let Some(new) = names.get(name.as_str()) {
            (*new).clone_into(name);
        }
    };
    let envelope = module.envelope.iter_mut().flat_map(Envelope::structs_mut);
    let structs = envelope.chain(module.events.iter_mut().map(|event| &mut event.payload));
    structs.flat_map(|one| &mut one.fields).for_each(|field| in_type(&mut field.ty, &new_name));
    for one in &mut module.structs {
        new_name(&mut one.name);
        one.fields.iter_mut().for_each(|field| in_type(&mut field.ty, &new_name));
    }
    module.enums.iter_mut().for_each(|one| new_name(&mut one.name));
    for one in &mut module.unions {
        new_name(&mut one.name);
        one.variants.iter_mut().for_each(|variant| in_type(&mut variant.ty, &new_name));
    }
}

fn in_type(ty: &mut RustType, new_name: &impl Fn(&mut String)) {
    match ty {
        RustType::Named(name) => new_name(name),
        RustType::Vec(inner) | RustType::Option(inner) | RustType::Map(inner) | RustType::Box(inner) => {
            in_type(inner, new_name);
        }
        RustType::Any
        | RustType::Json
        | RustType::Bool
        | RustType::Number
        | RustType::String
        | RustType::Timestamp
        | RustType::EpochSeconds
        | RustType::EpochMillis
        | RustType::Decimal
        | RustType::Payload
        | RustType::Around(_) => {}
    }
}
