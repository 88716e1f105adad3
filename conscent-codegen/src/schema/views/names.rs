//! Names the views of a struct.

use super::evidence::{Draft, DraftView};
use crate::interface::{Struct, View};
use crate::schema::ident::{self, Scope, pascal};
use std::collections::BTreeMap;

/// The variant that every enum of views has.
const OTHER: &str = "Other";

/// The names of a struct's views.
pub(super) struct Names {
    pub(super) method: String,
    pub(super) name: String,
    /// The variant and the struct of each view.
    pub(super) views: Vec<(String, String)>,
}

/// How many views would have each name.
pub(super) fn wishes<'d>(drafts: impl Iterator<Item = (&'d str, &'d Draft<'d>)>) -> BTreeMap<String, usize> {
    let mut wishes = BTreeMap::new();
    for (name, draft) in drafts {
        for view in draft.views.iter().filter(|view| view.released.is_none()) {
            *wishes.entry(plain(name, view)).or_default() += 1;
        }
    }
    wishes
}

pub(super) fn of(one: &Struct, draft: &Draft<'_>, wishes: &BTreeMap<String, usize>, scope: &mut Scope) -> Names {
    let tag = draft.rename.unwrap_or(&draft.tag);
    let new = || {
        let own = format!("{}By{}", one.name, pascal(tag));
        scope.claim([own.clone(), format!("{own}View")])
    };
    let name = draft.released.map_or_else(new, |known| known.name.clone());
    let method = ident::view_method(tag, draft.released.map(|known| known.method.as_str()), &one.fields);
    let mut variants = Scope::variants(&[OTHER]);
    draft.views.iter().filter_map(|view| view.released).for_each(|view| variants.reserve(&view.variant));
    let view = |view: &DraftView<'_>| {
        if let Some(View { variant, name, .. }) = view.released {
            return (variant.clone(), name.clone());
        }
        let own = value(view);
        let variant = variants.claim([own.clone(), format!("{own}Variant")]);
        let plain = Some(plain(&one.name, view)).filter(|name| wishes.get(name) == Some(&1));
        let own = format!("{name}{variant}");
        let name = scope.claim(plain.into_iter().chain([own]));
        (variant, name)
    };
    let views = draft.views.iter().map(view).collect();
    Names { method, name, views }
}

/// The name of a view if no other type had it.
fn plain(of: &str, view: &DraftView<'_>) -> String {
    let value = value(view);
    let is_repeated = value.len() > of.len() && value.ends_with(of);
    if is_repeated { value } else { format!("{value}{of}") }
}

/// The variant's name, from the spelling of its value that shows the most words.
fn value(view: &DraftView<'_>) -> String {
    let words = |text: &&String| ident::words(text).len();
    // The first of several, so that a further spelling of the same words changes no name.
    let clearest = view.texts.iter().rev().max_by_key(words);
    clearest.map_or_else(String::new, |text| pascal(text))
}
