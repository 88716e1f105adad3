//! Open enums: strings with known values, and a variant for all other values.

use super::code::Code;
use super::doc;
use crate::interface::OpenEnum;
use crate::text::escape;
use quote::{format_ident, quote};

pub(super) fn expand(one: &OpenEnum) -> Vec<Code> {
    let ident = format_ident!("{}", one.name);
    let doc = doc::lines(&[format!("Values of {}.", doc::keys(&one.keys))]);
    let docs = one.values.iter().map(|value| format!(" `{}`", escape(&value.text)));
    let variants = one.values.iter().map(|value| format_ident!("{}", value.variant));
    let items = quote! {
        #doc
        #[derive(Clone, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum #ident {
            #(#[doc = #docs] #variants,)*
            /// A value that is in no sample.
            Unknown(String),
        }
    };
    let entries = one.values.iter().map(|value| format!("{} = {:?}", value.variant, value.text));
    vec![items.into(), Code::call("conscent_core::impl_open_enum", &one.name, entries)]
}
