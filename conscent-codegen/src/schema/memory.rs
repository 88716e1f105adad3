//! The last release: places keep their names, groups stay together, and types change only if samples contradict them.

use super::tree::Descent;
use crate::interface::{Event, EventFamily, Field, Module, OpenEnum, RustType, Struct, Union, Views};
use std::collections::BTreeMap;

/// The last release of one API, indexed by name. Without a release, it is empty.
#[derive(Debug, Default)]
pub(super) struct Memory<'m> {
    pub(super) module: Option<&'m Module>,
    structs: BTreeMap<&'m str, &'m Struct>,
    enums: BTreeMap<&'m str, &'m OpenEnum>,
    unions: BTreeMap<&'m str, &'m Union>,
    events: BTreeMap<&'m str, &'m Event>,
}

impl<'m> Memory<'m> {
    pub(super) fn new(module: Option<&'m Module>) -> Self {
        let Some(all) = module else { return Self::default() };
        Self {
            module,
            structs: all.all_structs().map(|one| (one.name.as_str(), one)).collect(),
            enums: all.enums.iter().map(|one| (one.name.as_str(), one)).collect(),
            unions: all.unions.iter().map(|one| (one.name.as_str(), one)).collect(),
            events: all.events.iter().map(|one| (one.name.as_str(), one)).collect(),
        }
    }

    pub(super) fn event(&self, event: &str) -> Option<&'m Event> {
        self.events.get(event).copied()
    }

    pub(super) fn family(&self, name: &str) -> Option<&'m EventFamily> {
        self.module?.families.iter().find(|family| family.name == name)
    }

    pub(super) fn open_enum(&self, name: &str) -> Option<&'m OpenEnum> {
        self.enums.get(name).copied()
    }

    /// The enum of the strings in a type: directly, in arrays, in maps, or as one kind of a union.
    pub(super) fn enum_in(&self, ty: &RustType) -> Option<&'m OpenEnum> {
        match ty {
            RustType::Named(name) => {
                self.open_enum(name).or_else(|| self.variants(name).find_map(|ty| self.enum_in(ty)))
            }
            other => self.enum_in(other.inner()?),
        }
    }

    /// Whether a type contains strings that are not codes.
    pub(super) fn holds_text(&self, ty: &RustType) -> bool {
        match ty {
            RustType::String | RustType::Timestamp | RustType::Decimal => true,
            RustType::Named(name) => self.variants(name).any(|ty| self.holds_text(ty)),
            other => other.inner().is_some_and(|inner| self.holds_text(inner)),
        }
    }

    /// The fields of a struct.
    pub(super) fn fields(&self, name: &str) -> &'m [Field] {
        self.structs.get(name).map_or(&[], |one| one.fields.as_slice())
    }

    /// The field of a struct.
    pub(super) fn field(&self, name: &str, key: &str) -> Option<&'m Field> {
        self.fields(name).iter().find(|field| field.key == key)
    }

    /// The views of a struct.
    pub(super) fn views(&self, name: &str) -> Option<&'m Views> {
        self.structs.get(name)?.views.as_ref()
    }

    /// All type names. A new type never takes one of these, not even an unused one, because the meaning of the name would
    /// change.
    pub(super) fn type_names(&self) -> impl Iterator<Item = &'m str> {
        let families = self.module.into_iter().flat_map(|module| &module.families).map(|family| family.ident.as_str());
        let views = self.structs.values().filter_map(|one| one.views.as_ref()).flat_map(Views::type_names);
        self.structs.keys().chain(self.enums.keys()).chain(self.unions.keys()).copied().chain(families).chain(views)
    }

    /// The type at a path into a field.
    pub(super) fn type_at(&self, name: &str, key: &str, descents: &[Descent]) -> Option<&'m RustType> {
        descents.iter().try_fold(&self.field(name, key)?.ty, |ty, descent| {
            let list_or_map = match bare(ty) {
                RustType::Named(union) => self.variants(union).find(|ty| is_way(ty, *descent))?,
                ty => ty,
            };
            is_way(list_or_map, *descent).then(|| list_or_map.inner()).flatten()
        })
    }

    /// The struct of the objects at a path into a field.
    pub(super) fn struct_at(&self, name: &str, key: &str, descents: &[Descent]) -> Option<&'m str> {
        let is_struct = |ty: &'m RustType| match bare(ty) {
            RustType::Named(name) | RustType::Around(name) => {
                self.structs.get_key_value(name.as_str()).map(|(name, _)| *name)
            }
            _ => None,
        };
        let ty = self.type_at(name, key, descents)?;
        is_struct(ty).or_else(|| self.variants(self.union_of(ty)?).find_map(is_struct))
    }

    /// Whether the objects at a path into a field are maps.
    pub(super) fn is_map_at(&self, name: &str, key: &str, descents: &[Descent]) -> bool {
        let Some(ty) = self.type_at(name, key, descents) else { return false };
        let is_map = |ty: &RustType| matches!(bare(ty), RustType::Map(_));
        is_map(ty) || self.union_of(ty).is_some_and(|union| self.variants(union).any(is_map))
    }

    /// The union at a path into a field, and not deeper inside.
    pub(super) fn union_at(&self, name: &str, key: &str, descents: &[Descent]) -> Option<&'m str> {
        self.union_of(self.type_at(name, key, descents)?)
    }

    /// Whether the release has a union of this name.
    pub(super) fn has_union(&self, name: &str) -> bool {
        self.unions.contains_key(name)
    }

    fn union_of(&self, ty: &'m RustType) -> Option<&'m str> {
        match bare(ty) {
            RustType::Named(name) if self.unions.contains_key(name.as_str()) => Some(name),
            _ => None,
        }
    }

    /// The types in the variants of a union.
    pub(super) fn variants(&self, union: &str) -> impl Iterator<Item = &'m RustType> + use<'m> {
        self.unions.get(union).copied().into_iter().flat_map(|union| union.variants.iter().map(|variant| &variant.ty))
    }
}

/// A type without options and boxes.
fn bare(mut ty: &RustType) -> &RustType {
    while let RustType::Option(inner) | RustType::Box(inner) = ty {
        ty = inner;
    }
    ty
}

/// The type of a field that had one in the last release. Samples change it only if they contradict it, or if it was
/// unknown. `is_union` says whether the type with a name is a union.
pub(super) fn kept(previous: &RustType, now: RustType, is_union: &dyn Fn(&str) -> bool) -> RustType {
    use RustType::{Any, Box, Decimal, EpochMillis, EpochSeconds, Map, Named, Number, Option, String, Timestamp, Vec};
    let both = |previous: &RustType, now: RustType| std::boxed::Box::new(kept(previous, now, is_union));
    match (previous, now) {
        (Any, now) => now,
        (previous, Any | RustType::Json) => previous.clone(),
        (Box(previous), now) => Box(both(previous, now)),
        (Vec(previous), Vec(now)) => Vec(both(previous, *now)),
        (Map(previous), Map(now)) => Map(both(previous, *now)),
        (Option(previous), Option(now)) => Option(both(previous, *now)),
        (Option(previous), now) => Option(both(previous, now)),
        (previous, Option(now)) => Option(both(previous, *now)),
        // If a text turns out to be a time, it stays a text, unless a hint changes it.
        (String, Timestamp | Decimal) => String,
        (Number, EpochSeconds | EpochMillis) => Number,
        // An open enum accepts any text, and a map any keys.
        (Named(name), String | Timestamp | Decimal | Map(_)) => Named(name.clone()),
        // Some values of a union are not objects.
        (Map(previous), Named(name)) if !is_union(&name) => Map(previous.clone()),
        (_, now) => now,
    }
}

fn is_way(ty: &RustType, descent: Descent) -> bool {
    matches!((ty, descent), (RustType::Vec(_), Descent::ListItem) | (RustType::Map(_), Descent::MapValue))
}
