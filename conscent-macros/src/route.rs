//! Routes a handler through the crate of its types, which adds its table of events.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::parse::{ParseStream, Parser};
use syn::{Path, braced};

use crate::ast::paths;
use crate::table::Table;

/// The environment variable that names the types of a whole crate.
const VARIABLE: &str = "CONSCENT_TYPES";

/// Expands the attribute to a call of the macro that has the table of events.
///
/// The second step reports mistakes in other arguments. Every token keeps its span, so that step reports errors at the
/// user's tokens. The group of the arguments has the span of the attribute, for the tokens that the second step adds.
pub(crate) fn expand(arguments: &TokenStream, item: &TokenStream) -> TokenStream {
    let (types, root) = paths(arguments);
    let conscent = root.map_or(quote!(::conscent), |root| root.to_token_stream());
    let types = match types.map(|path| path.to_token_stream()).map_or_else(by_variable, |path| Ok(Some(path))) {
        Ok(types) => types.unwrap_or_else(|| conscent.clone()),
        Err(error) => {
            let error = error.to_compile_error();
            return quote!(#error #item);
        }
    };
    let table = quote_spanned!(last_span(&types)=> __events);
    quote! {
        #types::#table! { { #conscent::__private::handler } { { #arguments } { #types } #item } }
    }
}

/// The types of the whole crate, if the build script names them.
fn by_variable() -> syn::Result<Option<TokenStream>> {
    let Some(path) = std::env::var(VARIABLE).ok().filter(|path| !path.trim().is_empty()) else { return Ok(None) };
    Path::parse_mod_style.parse_str(&path).map(|path| Some(path.to_token_stream())).map_err(|_| {
        let message = format!("{VARIABLE}: {path:?} is not a path: write the name of a crate, or the path of a module");
        syn::Error::new(Span::call_site(), message)
    })
}

fn last_span(tokens: &TokenStream) -> Span {
    tokens.clone().into_iter().last().map_or_else(Span::call_site, |token| token.span())
}

/// The input of the second step.
pub(crate) struct Routed {
    pub(crate) table: Table,
    /// The span of the attribute.
    pub(crate) site: Span,
    pub(crate) arguments: TokenStream,
    pub(crate) item: TokenStream,
}

/// Parses `{ table } { { arguments } { types } item }`, without the outer braces of the second group.
pub(crate) fn parse(input: TokenStream) -> syn::Result<Routed> {
    let read = |input: ParseStream<'_>| {
        let table;
        braced!(table in input);
        let rest;
        braced!(rest in input);
        let arguments;
        let braces = braced!(arguments in rest);
        let types;
        braced!(types in rest);
        let table = Table::parse(&table, types.parse()?)?;
        Ok(Routed { table, site: braces.span.join(), arguments: arguments.parse()?, item: rest.parse()? })
    };
    read.parse2(input)
}
