//! Writes what a handler becomes: the function as it was, and beside it a struct of its name, which tells a router what the function is
//! for and how it is called. Functions and structs do not share names, so both can have it.

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{ReturnType, Type};

use crate::ast::{Arguments, Function};
use crate::errors::Errors;
use crate::parameter::is_state;
use crate::valid::{Handler, Kind, is_own};

/// The function, with everything that belongs to it or with the complaints about it.
pub(crate) fn expand(
    arguments: &Arguments,
    function: &Function,
    handler: Option<&Handler<'_>>,
    errors: Errors,
) -> TokenStream {
    let Function { attributes, visibility, signature, body } = function;
    let attributes = attributes.iter().filter(|attribute| !is_own(attribute));
    // A handler is given what it takes, whether or not it keeps that. Of an async function clippy does not ask.
    let by_value = signature.asyncness.is_none().then(|| quote!(#[allow(clippy::needless_pass_by_value)]));
    let item = quote! { #by_value #(#attributes)* #visibility #signature #body };
    let conscent = arguments.root.as_ref().map_or(quote!(::conscent), ToTokens::to_token_stream);
    let root = quote!(#conscent::__private);
    let beside = match handler {
        Some(Handler { kind: Kind::Fallback, .. }) => {
            let (declaration, check) = (declaration(function, &quote!(dead_code,)), reply_check(&root, function));
            quote! { #declaration #check }
        }
        Some(handler) => {
            let (declaration, registration) =
                (declaration(function, &quote!()), registration(&root, function, handler));
            quote! { #declaration #registration }
        }
        // In an impl block there can be no struct.
        None if signature.receiver().is_some() => TokenStream::new(),
        None => {
            let (declaration, stand_in) = (declaration(function, &quote!(dead_code,)), stand_in(&root, function));
            quote! { #declaration #stand_in }
        }
    };
    let errors = errors.into_tokens();
    quote! { #errors #item #beside }
}

/// The struct. That it is never constructed tells people that a handler is not registered, so nothing silences it.
fn declaration(function: &Function, more: &TokenStream) -> TokenStream {
    let (visibility, name, conditions) = (&function.visibility, &function.signature.ident, function.conditions());
    quote! {
        #(#conditions)*
        #[doc(hidden)]
        #[allow(#more missing_debug_implementations, non_camel_case_types, unreachable_pub)]
        #visibility struct #name {}
    }
}

/// What the struct implements.
fn registration(root: &TokenStream, function: &Function, handler: &Handler<'_>) -> TokenStream {
    let (name, conditions) = (&function.signature.ident, function.conditions());
    let Handler { kind, parameters } = handler;
    let (first, besides) = match (kind, parameters.split_first()) {
        (Kind::Named { .. } | Kind::Typed, Some((first, besides))) => (Some(*first), besides),
        _ => (None, parameters.as_slice()),
    };
    let taken = first.map(|ty| taken(root, kind, ty));
    let (api, event) = match kind {
        Kind::Raw { api, event } => (quote!(#api), quote!(#event)),
        _ => (quote!(TAKEN.api), quote!(TAKEN.event)),
    };
    let decode = first.map_or(quote!(#root::check(delivery)?;), |_| quote!(let event = (TAKEN.decode)(delivery)?;));
    let event_argument = first.map(|_| quote!(event,));

    let positions: Vec<_> = (0..besides.len()).map(|n| format_ident!("__At{n}")).collect();
    let states = besides.iter().zip(&positions).filter(|(ty, _)| is_state(ty));
    let (state_types, state_positions): (Vec<&Type>, Vec<&Ident>) = states.unzip();
    let locals: Vec<_> = (0..besides.len()).map(|n| format_ident!("parameter{n}")).collect();
    let parameters = besides.iter().zip(&positions).zip(&locals).map(|((ty, position), local)| {
        let position = if is_state(ty) { quote!(#position) } else { quote!(()) };
        let (span, root) = (span(ty), at(span(ty), root.clone()));
        quote_spanned!(span=> let #local = <#ty as #root::Parameter<__States, #position>>::take(states, delivery);)
    });
    let call = quote!(#name(#event_argument #(#locals),*));
    // Nothing of an async function runs before it is polled, nor of a sync one in an async block.
    let future = if function.signature.asyncness.is_some() { call } else { quote!(async move { #call }) };
    let result = match &function.signature.output {
        ReturnType::Type(_, ty) => span(ty),
        ReturnType::Default => span(name),
    };
    let running = at(result, quote!(#root::running(#future)));
    let text = name.unraw().to_string();
    quote! {
        #(#conditions)*
        const _: () = {
            #taken

            #[automatically_derived]
            impl<__States, #(#state_positions),*> #root::Handle<__States, (#(#state_positions,)*)> for #name
            where
                #(#state_types: #root::Parameter<__States, #state_positions>,)*
            {
                const ROUTE: #root::Route = #root::Route {
                    api: #api,
                    event: #event,
                    handler: #text,
                    file: ::core::file!(),
                    line: ::core::line!(),
                };

                fn handle(
                    states: &__States,
                    delivery: &#root::Delivery,
                ) -> ::core::result::Result<#root::Running, #root::Undecodable> {
                    let _ = (states, delivery);
                    #decode
                    #(#parameters)*
                    ::core::result::Result::Ok(#running)
                }
            }
        };
    }
}

/// What the first parameter is, in one constant: the only place that asks whether it is an event, so that it is told once if not.
///
/// The attribute has looked at the type's name. Whether a type of another name is the right one is for the compiler to see.
fn taken(root: &TokenStream, kind: &Kind, ty: &Type) -> TokenStream {
    let span = span(ty);
    let check = if let Kind::Named { api, event, takes } = kind {
        let message = format!("`{event}` comes as `{takes}`: this parameter is of another event");
        at(span, quote!(::core::assert!(taken.is(#api, #event), #message);))
    } else {
        TokenStream::new()
    };
    let here = at(span, root.clone());
    let made = quote_spanned!(span=> { let taken = #here::taken::<#ty>(); #check taken });
    quote! { const TAKEN: #root::Taken<#ty> = #made; }
}

/// Where `token` stands. Names are looked up as if they stood at the attribute.
fn span(token: &impl Spanned) -> Span {
    token.span().resolved_at(Span::call_site())
}

/// The same tokens, all of which stand at `span` for messages of the compiler.
fn at(span: Span, tokens: TokenStream) -> TokenStream {
    let respan = |token: TokenTree| match token {
        TokenTree::Group(group) => {
            let mut group = Group::new(group.delimiter(), at(span, group.stream()));
            group.set_span(span);
            TokenTree::Group(group)
        }
        mut other => {
            other.set_span(span.resolved_at(other.span()));
            other
        }
    };
    tokens.into_iter().map(respan).collect()
}

/// Has the compiler check what a fallback returns. Its parameters have been checked by their names.
fn reply_check(root: &TokenStream, function: &Function) -> TokenStream {
    match &function.signature.output {
        ReturnType::Type(_, ty) if !matches!(**ty, Type::ImplTrait(_)) => {
            let conditions = function.conditions();
            let root = at(span(ty), root.clone());
            let check = quote_spanned!(span(ty)=> #root::is_reply::<#ty>);
            quote! { #(#conditions)* const _: fn() = #check; }
        }
        _ => TokenStream::new(),
    }
}

/// What takes the place of a registration after a complaint, so that the router that names the handler adds none.
fn stand_in(root: &TokenStream, function: &Function) -> TokenStream {
    let (name, conditions) = (&function.signature.ident, function.conditions());
    quote! {
        #(#conditions)*
        #[automatically_derived]
        impl<__States> #root::Handle<__States, ()> for #name {
            const ROUTE: #root::Route = #root::Route { api: "", event: "", handler: "", file: "", line: 0 };

            fn handle(
                _: &__States,
                _: &#root::Delivery,
            ) -> ::core::result::Result<#root::Running, #root::Undecodable> {
                ::core::unreachable!("does not compile")
            }
        }
    }
}
