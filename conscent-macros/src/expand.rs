//! Expands a handler to the unchanged function and a brace struct of the same name. The struct's trait impl says which
//! event the function handles and how to call it. Functions and brace structs live in different namespaces, so both can
//! have the same name.

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{ReturnType, Type};

use crate::ast::{Arguments, Function};
use crate::errors::Errors;
use crate::parameter::{is_extractor, is_state};
use crate::valid::{Handler, HandlerKind, is_own};

/// The context in which a handler is expanded.
pub(crate) struct Expansion {
    /// The span of the attribute, where the compiler reports errors that do not concern one of the user's tokens.
    site: Span,
    /// The path of the items that only expansions use.
    root: TokenStream,
}

impl Expansion {
    pub(crate) fn new(site: Span, arguments: &Arguments) -> Self {
        let conscent = arguments.root.as_ref().map_or(quote_spanned!(site=> ::conscent), ToTokens::to_token_stream);
        Self { site, root: quote_spanned!(site=> #conscent::__private) }
    }

    /// Expands the function, with its registration or with the errors.
    pub(crate) fn handler(&self, function: &Function, handler: Option<&Handler<'_>>, errors: Errors) -> TokenStream {
        let site = self.site;
        let Function { attributes, visibility, signature, body } = function;
        let attributes = attributes.iter().filter(|attribute| !is_own(attribute));
        // A handler gets its parameters by value, whether or not it needs to own them. Clippy does not complain about
        // that in async functions.
        let by_value =
            signature.asyncness.is_none().then(|| quote_spanned!(site=> #[allow(clippy::needless_pass_by_value)]));
        let item = quote_spanned! {site=> #by_value #(#attributes)* #visibility #signature #body };
        let companion = match handler {
            Some(Handler { kind: HandlerKind::Fallback, parameters }) => {
                let declaration = self.declaration(function, &quote_spanned!(site=> dead_code,));
                let (parameters, reply) = (self.parameter_checks(function, parameters), self.reply_check(function));
                quote_spanned! {site=> #declaration #(#parameters)* #reply }
            }
            Some(handler) => {
                let (declaration, registration) =
                    (self.declaration(function, &TokenStream::new()), self.registration(function, handler));
                quote_spanned! {site=> #declaration #registration }
            }
            // An impl block cannot hold a struct.
            None if signature.receiver().is_some() => TokenStream::new(),
            None => {
                let (declaration, stand_in) =
                    (self.declaration(function, &quote_spanned!(site=> dead_code,)), self.stand_in(function));
                quote_spanned! {site=> #declaration #stand_in }
            }
        };
        let errors = errors.into_tokens();
        quote_spanned! {site=> #errors #item #companion }
    }

    /// The struct. The compiler's warning that it is never constructed reveals an unregistered handler, so that warning
    /// must not be silenced.
    fn declaration(&self, function: &Function, more: &TokenStream) -> TokenStream {
        let site = self.site;
        let (visibility, name, conditions) = (&function.visibility, &function.signature.ident, function.conditions());
        quote_spanned! {site=>
            #(#conditions)*
            #[doc(hidden)]
            #[allow(#more missing_debug_implementations, non_camel_case_types, unreachable_pub)]
            #visibility struct #name {}
        }
    }

    /// The trait impl of the struct.
    fn registration(&self, function: &Function, handler: &Handler<'_>) -> TokenStream {
        let (site, root) = (self.site, &self.root);
        let (name, conditions) = (&function.signature.ident, function.conditions());
        let Handler { kind, parameters } = handler;
        let (first, others) = match (kind, parameters.split_first()) {
            (HandlerKind::Named { .. } | HandlerKind::Typed, Some((first, others))) => (Some(*first), others),
            _ => (None, parameters.as_slice()),
        };
        let event_arg = first.map(|ty| self.event_arg(kind, ty));
        let (api, event) = match kind {
            HandlerKind::Raw { descriptor, event } => {
                (quote_spanned!(site=> &#descriptor), quote_spanned!(site=> #event))
            }
            _ => (quote_spanned!(site=> EVENT_ARG.api), quote_spanned!(site=> EVENT_ARG.event)),
        };
        let decode = first.map_or(
            quote_spanned!(site=> #root::check(delivery)?;),
            |_| quote_spanned!(site=> let event = (EVENT_ARG.decode)(delivery)?;),
        );
        let event_argument = first.map(|_| quote_spanned!(site=> event,));

        let positions: Vec<_> = (0..others.len()).map(|n| format_ident!("__At{n}")).collect();
        let states = others.iter().zip(&positions).filter(|(ty, _)| is_state(ty));
        let (state_types, state_positions): (Vec<&Type>, Vec<&Ident>) = states.unzip();
        let locals: Vec<_> = (0..others.len()).map(|n| format_ident!("parameter{n}")).collect();
        let parameters = others.iter().zip(&positions).zip(&locals).map(|((ty, position), local)| {
        let position = if is_state(ty) { quote_spanned!(site=> #position) } else { quote_spanned!(site=> ()) };
        let (span, root) = (self.span(ty), at(self.span(ty), root.clone()));
        quote_spanned!(span=> let #local = <#ty as #root::FromDeliveryParts<__States, #position>>::extract(states, delivery);)
    });
        let call = quote_spanned!(site=> #name(#event_argument #(#locals),*));
        // The call of a sync handler is wrapped in an async block, so that neither kind runs before it is polled.
        let future =
            if function.signature.asyncness.is_some() { call } else { quote_spanned!(site=> async move { #call }) };
        let result = match &function.signature.output {
            ReturnType::Type(_, ty) => self.span(ty),
            ReturnType::Default => self.span(name),
        };
        let running = at(result, quote_spanned!(site=> #root::running(#future)));
        let text = name.unraw().to_string();
        quote_spanned! {site=>
            #(#conditions)*
            const _: () = {
                #event_arg

                #[automatically_derived]
                impl<__States, #(#state_positions),*> #root::Handle<__States, (#(#state_positions,)*)> for #name
                where
                    #(#state_types: #root::FromDeliveryParts<__States, #state_positions>,)*
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

    /// The constant that describes the first parameter. Only this constant requires the type to be an event, so that a
    /// mistake is reported once.
    ///
    /// `valid` has checked the name of the type. If the type has an unknown name, only the compiler can tell whether it
    /// is the right type.
    fn event_arg(&self, kind: &HandlerKind, ty: &Type) -> TokenStream {
        let (site, root) = (self.site, &self.root);
        let span = self.span(ty);
        let check = if let HandlerKind::Named { api, event, takes } = kind {
            let message = format!("`{event}` arrives as `{takes}`, but this parameter is the type of another event");
            at(span, quote_spanned!(site=> ::core::assert!(event_arg.is(#api, #event), #message);))
        } else {
            TokenStream::new()
        };
        let here = at(span, root.clone());
        let made = quote_spanned!(span=> { let event_arg = #here::event_arg::<#ty>(); #check event_arg });
        quote_spanned! {site=> const EVENT_ARG: #root::EventArg<#ty> = #made; }
    }

    /// The span of `token`, with names resolved as at the attribute.
    fn span(&self, token: &impl Spanned) -> Span {
        token.span().resolved_at(self.site)
    }

    /// Makes the compiler check those parameters of a fallback whose type names `valid` does not know.
    fn parameter_checks(&self, function: &Function, parameters: &[&Type]) -> Vec<TokenStream> {
        let site = self.site;
        let unknown = parameters.iter().filter(|ty| !is_extractor(ty));
        let check = |ty: &&Type| {
            let (root, conditions) = (at(self.span(ty), self.root.clone()), function.conditions());
            let check = quote_spanned!(self.span(ty)=> #root::is_parameter::<#ty>);
            quote_spanned! {site=> #(#conditions)* const _: fn() = #check; }
        };
        unknown.map(check).collect()
    }

    /// Makes the compiler check the return type of a fallback.
    fn reply_check(&self, function: &Function) -> TokenStream {
        let (site, root) = (self.site, &self.root);
        match &function.signature.output {
            ReturnType::Type(_, ty) if !matches!(**ty, Type::ImplTrait(_)) => {
                let conditions = function.conditions();
                let root = at(self.span(ty), root.clone());
                let check = quote_spanned!(self.span(ty)=> #root::is_reply::<#ty>);
                quote_spanned! {site=> #(#conditions)* const _: fn() = #check; }
            }
            _ => TokenStream::new(),
        }
    }

    /// A stand-in for the registration after an error, so that listing the handler does not cause a second error.
    fn stand_in(&self, function: &Function) -> TokenStream {
        let (site, root) = (self.site, &self.root);
        let (name, conditions) = (&function.signature.ident, function.conditions());
        quote_spanned! {site=>
            #(#conditions)*
            #[automatically_derived]
            impl<__States> #root::Handle<__States, ()> for #name {
                const ROUTE: #root::Route = ::core::panic!("does not compile");

                fn handle(
                    _: &__States,
                    _: &#root::Delivery,
                ) -> ::core::result::Result<#root::Running, #root::Undecodable> {
                    ::core::unreachable!("does not compile")
                }
            }
        }
    }
}

/// Relocates the tokens to `span`, where the compiler will report errors.
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
