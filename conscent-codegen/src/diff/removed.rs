//! Finds out why a type is gone.

use super::Cause;
use super::cause;
use super::version::Version;
use crate::interface::RustType;
use std::collections::BTreeSet;

/// Why a type is no longer used: samples changed every field that had it, or the types that used it are gone.
pub(super) fn cause(name: &str, old: &Version<'_>, new: &Version<'_>) -> Option<Cause> {
    Search { old, new, seen: BTreeSet::new() }.cause(name)
}

struct Search<'a> {
    old: &'a Version<'a>,
    new: &'a Version<'a>,
    /// The types visited so far, since a type may contain itself.
    seen: BTreeSet<String>,
}

/// A use of a type: the type that contains it, its own type there, and the new type at that place.
type Held<'a> = (&'a str, &'a RustType, Option<&'a RustType>);

impl<'a> Search<'a> {
    fn cause(&mut self, name: &str) -> Option<Cause> {
        self.seen.insert(name.to_owned());
        let mut causes = BTreeSet::new();
        for (holder, before, now) in self.holders(name) {
            match now {
                Some(now) => drop(causes.insert(cause::of((self.old, before), (self.new, now))?)),
                None if self.seen.contains(holder) => {}
                None if self.is_known(holder) => return None,
                None => drop(causes.insert(self.cause(holder)?)),
            }
        }
        causes.pop_last()
    }

    fn holders(&self, name: &str) -> Vec<Held<'a>> {
        let (old, new) = (self.old.module, self.new.module);
        let fields =
            old.all_structs().flat_map(|one| one.fields.iter().map(move |field| (one, field))).map(|(one, field)| {
                let now = new.all_structs().find(|other| other.name == one.name);
                let now = now.and_then(|other| other.fields.iter().find(|other| other.key == field.key));
                (one.name.as_str(), &field.ty, now.map(|field| &field.ty))
            });
        let variants = old.unions.iter().flat_map(|one| one.variants.iter().map(move |variant| (one, variant)));
        let variants = variants.map(|(one, variant)| {
            let now = new.unions.iter().find(|other| other.name == one.name);
            let now = now.and_then(|other| other.variants.iter().find(|other| other.variant == variant.variant));
            (one.name.as_str(), &variant.ty, now.map(|variant| &variant.ty))
        });
        fields.chain(variants).filter(|(_, before, _)| before.reference() == Some(name)).collect()
    }

    fn is_known(&self, holder: &str) -> bool {
        self.new.module.all_structs().any(|one| one.name == holder) || self.new.definitions.contains_key(holder)
    }
}
