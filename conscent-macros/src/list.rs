//! Expands `handlers![…]`.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Ident, Path, Token};

/// Expands to an array with one item for each handler. Each item constructs the struct that the attribute made, so that
/// the struct is not dead code.
///
/// Every item has the span of the handler's name, where the compiler reports a state that the router lacks.
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
