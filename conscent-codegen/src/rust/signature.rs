//! What users of the generated types see, as text.

use super::types::Types;
use super::{event, object, union};
use crate::schema::{Api, Property, Type};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use std::collections::BTreeMap;

/// A property of a struct, as its users see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// The type of the field: `Field<String>`.
    pub field: String,
    /// What the accessor gives: `Option<&str>`.
    pub accessor: String,
}

impl Types<'_> {
    /// The property at this position of a struct.
    ///
    /// # Panics
    /// The api has no struct of this name, or the struct no such position.
    #[must_use]
    pub fn signature(&self, name: &str, position: usize, property: &Property) -> Signature {
        let held = self.field(name, position);
        Signature { field: text(&quote!(Field<#held>)), accessor: text(&object::output(property, held)) }
    }

    /// The variant that a union has for a type, and what is in it: `Number`, `Number`.
    #[must_use]
    pub fn variant(&self, ty: &Type) -> (&'static str, String) {
        let (kind, _, held) = union::variant(self, ty);
        (kind, text(&held.into_token_stream()))
    }
}

/// The variants of each event in the enums of events: of all events, then of its group.
pub(crate) fn variants(api: &Api) -> BTreeMap<&str, Vec<String>> {
    let mut found = BTreeMap::<&str, Vec<String>>::new();
    let groups = api.groups.iter().map(|group| group.events(api).collect());
    for events in [api.events.iter().collect::<Vec<_>>()].into_iter().chain(groups) {
        for (event, variant) in events.iter().zip(event::variants(&events)) {
            found.entry(&event.name).or_default().push(variant);
        }
    }
    found
}

/// Code on one line, as one would write it. It holds names, and signs that stand close.
fn text(code: &TokenStream) -> String {
    code.to_string().replace(' ', "").replace(',', ", ")
}
