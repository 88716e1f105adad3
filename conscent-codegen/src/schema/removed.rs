//! Drops types that no sample shows any more.
//!
//! A field that is only null now keeps its type of the last release. If the samples that showed that type were removed,
//! nothing defines it, and the field holds any value again.

use crate::interface::{Envelope, Field, Module, RustType};
use std::collections::BTreeSet;

/// Replaces types that the module does not define.
pub(super) fn drop_undefined(module: &mut Module) {
    let structs = module.all_structs().map(|one| &one.name);
    let others = module.enums.iter().map(|one| &one.name).chain(module.unions.iter().map(|one| &one.name));
    let defined: BTreeSet<String> = structs.chain(others).cloned().collect();
    let envelope = module.envelope.iter_mut().flat_map(Envelope::structs_mut);
    let payloads = module.events.iter_mut().map(|event| &mut event.payload);
    let structs = envelope.chain(payloads).chain(&mut module.structs);
    let fields = structs.flat_map(|one| &mut one.fields).chain(&mut module.shared).map(|field| &mut field.ty);
    let variants = module.unions.iter_mut().flat_map(|union| &mut union.variants).map(|variant| &mut variant.ty);
    fields.chain(variants).for_each(|ty| replace(ty, &defined));
    drop_unknown_kinds(module);
}

/// Removes the kinds of view fields if the field no longer has that union.
fn drop_unknown_kinds(module: &mut Module) {
    let unions: BTreeSet<(String, String)> = module
        .unions
        .iter()
        .flat_map(|one| one.variants.iter().map(|variant| (one.name.clone(), variant.variant.clone())))
        .collect();
    for one in module.events.iter_mut().map(|event| &mut event.payload).chain(&mut module.structs) {
        let fields = &one.fields;
        let is_known = |key: &str, kind: &String| match fields.iter().find(|field| field.key == key) {
            Some(Field { ty: RustType::Named(name), .. }) => unions.contains(&(name.clone(), kind.clone())),
            _ => false,
        };
        for field in one.views.iter_mut().flat_map(|views| &mut views.variants).flat_map(|view| &mut view.fields) {
            field.kind = field.kind.take().filter(|kind| is_known(&field.key, kind));
        }
    }
}

fn replace(ty: &mut RustType, defined: &BTreeSet<String>) {
    match ty {
        RustType::Named(name) if !defined.contains(name) => *ty = RustType::Any,
        RustType::Vec(inner) | RustType::Option(inner) | RustType::Map(inner) | RustType::Box(inner) => {
            replace(inner, defined);
        }
        _ => {}
    }
}
