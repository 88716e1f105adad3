//! Views: which structs have variants, which fields each variant has, and what the views are called.
//!
//! | struct | has views |
//! |---|---|
//! | with views in the last release | the same, and more if samples show more; never fewer, except by a hint |
//! | with the hint `tag` at a field | for every value of that field |
//! | with the hint `no_tag` at a field | never for the values of that field |
//! | any other, for an event's payload or shared by events | if a field determines which other fields an object has (by the rules in [`conscent_shape::tag`]). A field without a conventional name for tags has views only for the values that [`DISTINCT`] different objects have |
//! | of the envelope | never |
//!
//! | name | is |
//! |---|---|
//! | any in the last release | its name in that release |
//! | the method | `by_` and the key of the tag, or the name from a hint: `by_type` |
//! | the enum | the struct, `By`, and the same key or name: `PurchaseByType` |
//! | a variant | the value, by its spelling with the most words: `FreeTrial` of `FREE_TRIAL` and `freetrial` |
//! | the struct of a view | the value before the struct, whose words are not repeated: `FreeTrialPurchase`, `RichTextBlock`. If several views want the same name, or another type has it: the enum before the variant |

mod evidence;
mod names;

pub(super) use evidence::{Evidence, Findings};

use super::define;
use super::ident::Scope;
use crate::interface::{Field, Module, RustType, Struct, UnionVariant, View, ViewField, Views};
use conscent_shape::{KindSet, Presence};
use evidence::{Draft, DraftView};
use std::collections::BTreeMap;

/// Gives the structs of a module their views.
pub(super) fn decide(module: &mut Module, evidence: &Evidence<'_>, scope: &mut Scope) -> Findings {
    let mut findings = Findings::default();
    let unions: Unions<'_> = module.unions.iter().map(|one| (one.name.as_str(), one.variants.as_slice())).collect();
    let payloads = module.events.iter_mut().filter(|event| event.value.is_none()).map(|event| &mut event.payload);
    let mut structs: Vec<&mut Struct> = payloads.chain(&mut module.structs).collect();
    structs.sort_by(|a, b| a.name.cmp(&b.name));
    let drafts: Vec<_> =
        structs.into_iter().filter_map(|one| evidence.draft(one, &mut findings).map(|draft| (one, draft))).collect();
    let wishes = names::wishes(drafts.iter().map(|(one, draft)| (one.name.as_str(), draft)));
    for (one, draft) in drafts {
        let names = names::of(one, &draft, &wishes, scope);
        let views = draft.views.iter().zip(names.views).map(|(view, (variant, name))| View {
            texts: view.texts.clone(),
            variant,
            name,
            occurrence: evidence.tree.sources.part(&view.sightings, &one.occurrence),
            fields: fields(evidence, one, &draft, view, &unions),
        });
        let variants = views.collect();
        findings.notes.extend(evidence.note(&draft, &one.name, &names.method));
        one.views = Some(Views { tag: draft.tag.clone(), method: names.method, name: names.name, variants });
    }
    findings
}

/// The variants of each union, by its name.
type Unions<'m> = BTreeMap<&'m str, &'m [UnionVariant]>;

/// The fields of a variant: those that its objects have, and those of the last release that the struct still has.
fn fields(
    evidence: &Evidence<'_>,
    of: &Struct,
    draft: &Draft<'_>,
    view: &DraftView<'_>,
    unions: &Unions<'_>,
) -> Vec<ViewField> {
    let is_enough = evidence.tree.sources.evidence(&view.sightings) >= evidence.min_samples;
    let field = |field: &Field| {
        let seen = view.objects.keys.get(&field.key);
        let known = view.released.and_then(|known| known.fields.iter().find(|one| one.key == field.key));
        let is_always_there =
            |seen: &Presence| seen.seen == view.objects.count && !seen.kinds.contains(KindSet::NULL) && is_enough;
        let is_required = |seen| draft.is_required(&field.key).unwrap_or_else(|| is_always_there(seen));
        let kinds = seen.map_or(KindSet::NONE, |seen| seen.kinds.without(KindSet::NULL));
        let before = draft.previous.and_then(|name| evidence.memory.field(name, &field.key));
        (seen.is_some() || known.is_some()).then(|| ViewField {
            key: field.key.clone(),
            required: seen.is_some_and(is_required),
            kind: kind(field, kinds, unions, known.zip(before)),
        })
    };
    of.fields.iter().filter_map(field).collect()
}

/// The only variant of a field's union that the objects of a variant have. That of the last release stays, unless a
/// sample contradicts it.
fn kind(field: &Field, kinds: KindSet, unions: &Unions<'_>, known: Option<(&ViewField, &Field)>) -> Option<String> {
    let RustType::Named(union) = &field.ty else { return None };
    let variants = unions.get(union.as_str())?;
    let now = variant_of(kinds);
    let kind = match known.map(|(view, before)| (view.kind.as_deref(), before)) {
        Some((Some(kind), _)) => Some(kind).filter(|_| kinds.is_empty() || now == Some(kind)),
        Some((None, before)) if before.ty == field.ty => None,
        _ => now,
    }?;
    variants.iter().any(|variant| variant.variant == kind).then(|| kind.to_owned())
}

/// The variant of unions for values of one kind.
fn variant_of(kinds: KindSet) -> Option<&'static str> {
    match kinds {
        KindSet::BOOL => Some(define::BOOL),
        KindSet::NUMBER => Some(define::NUMBER),
        KindSet::STRING => Some(define::TEXT),
        KindSet::ARRAY => Some(define::LIST),
        KindSet::OBJECT => Some(define::OBJECT),
        _ => None,
    }
}
