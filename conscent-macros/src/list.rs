//! The list of a router's handlers.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Ident, Path, Token};

/// An array, with an item for each handler. The struct that its attribute made is constructed, so it is not dead code.
///
/// Every item has the span of its name: that is where the compiler tells what the router lacks for it.
pub(crate) fn expand(input: TokenStream) -> syn::Result<TokenStream> {
    let read = |input: ParseStream<'_>| {
        let root: Ident = input.parse()?;
        let handlers = Punctuated::<Path, Token![,]>::parse_terminated(input)?;
        let items =
            handlers.iter().map(|handler| quote_spanned!(handler.span()=> #root::__private::Handler::of(#handler {})));
        Ok(quote!([#(#items),*]))
    };
    read.parse2(input)
}
