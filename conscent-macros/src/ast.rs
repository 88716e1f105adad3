//! Parses the source: the arguments of the attribute, and the function.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Parser};
use syn::{Attribute, Ident, LitStr, Path, Signature, Token, Visibility};

use crate::errors::Errors;
use crate::table::{self, Table};

/// The arguments of the attribute.
#[derive(Default)]
pub(crate) struct Arguments {
    pub(crate) event: Option<LitStr>,
    pub(crate) raw_event: Option<LitStr>,
    pub(crate) fallback: Option<Ident>,
    pub(crate) api: Option<LitStr>,
    /// The path of the crate `conscent`.
    pub(crate) root: Option<Path>,
    /// The path of the types of events.
    pub(crate) types: Option<Path>,
}

const NAMES: [&str; 6] = ["event", "raw_event", "fallback", "api", "types", "crate"];

/// Parses the arguments `types` and `crate`. The second step reports the ones that do not parse.
pub(crate) fn paths(tokens: &TokenStream) -> (Option<Path>, Option<Path>) {
    let mut arguments = Arguments::default();
    for argument in split(tokens.clone()) {
        let is_path = argument.clone().into_iter().next().is_some_and(|name| {
            let name = name.to_string();
            name == "types" || name == "crate"
        });
        if is_path {
            let _ = (|input: ParseStream<'_>| arguments.read(input, "")).parse2(argument);
        }
    }
    (arguments.types, arguments.root)
}

impl Arguments {
    /// Parses the arguments, and reports those that do not parse.
    pub(crate) fn parse(tokens: TokenStream, table: &Table) -> (Self, Errors) {
        let (mut arguments, mut errors) = (Self::default(), Errors::default());
        let example = table.example().map_or("purchase.pass", |event| &event.name);
        for argument in split(tokens) {
            if let Err(error) = (|input: ParseStream<'_>| arguments.read(input, example)).parse2(argument) {
                errors.push(error);
            }
        }
        (arguments, errors)
    }

    fn read(&mut self, input: ParseStream<'_>, example: &str) -> syn::Result<()> {
        if input.peek(LitStr) {
            let name: LitStr = input.parse()?;
            let message = format!("an argument needs a name: write `event = {}`", name.to_token_stream());
            return Err(syn::Error::new_spanned(name, message));
        }
        let name = input.call(Ident::parse_any)?;
        match name.to_string().as_str() {
            "event" => set(&mut self.event, text(&name, input, example)?, &name),
            "raw_event" => set(&mut self.raw_event, text(&name, input, example)?, &name),
            "api" => set(&mut self.api, text(&name, input, "v1")?, &name),
            "fallback" => set(&mut self.fallback, name.clone(), &name),
            "crate" => set(&mut self.root, path(&name, input)?, &name),
            "types" => set(&mut self.types, path(&name, input)?, &name),
            unknown => {
                input.parse::<TokenStream>()?;
                let message = match table::nearest(unknown, NAMES) {
                    Some(meant) => format!("unknown argument `{unknown}`: did you mean `{meant}`?"),
                    None => format!("unknown argument `{unknown}`: the arguments are `{}`", NAMES.join("`, `")),
                };
                Err(syn::Error::new_spanned(name, message))
            }
        }
    }
}

/// Splits the arguments at their commas.
fn split(tokens: TokenStream) -> Vec<TokenStream> {
    let is_comma = |token: &TokenTree| matches!(token, TokenTree::Punct(sign) if sign.as_char() == ',');
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let arguments = tokens.split(is_comma).map(|tokens| tokens.iter().cloned().collect());
    arguments.filter(|argument: &TokenStream| !argument.is_empty()).collect()
}

/// Parses `= "…"` after the name of an argument.
fn text(name: &Ident, input: ParseStream<'_>, example: &str) -> syn::Result<LitStr> {
    let value = if input.peek(Token![=]) {
        input.parse::<Token![=]>()?;
        input.parse::<TokenStream>()?
    } else {
        TokenStream::new()
    };
    syn::parse2(value.clone()).map_err(|_| {
        let written = value.to_string().replace(' ', "");
        let (place, example) =
            if value.is_empty() { (name.to_token_stream(), example) } else { (value, written.as_str()) };
        syn::Error::new_spanned(place, format!("`{name}` takes one string: write `{name} = {example:?}`"))
    })
}

/// Parses `= path` after the name of an argument.
fn path(name: &Ident, input: ParseStream<'_>) -> syn::Result<Path> {
    let value: TokenStream = input.parse()?;
    let read = |input: ParseStream<'_>| {
        input.parse::<Token![=]>()?;
        input.call(Path::parse_mod_style)
    };
    read.parse2(value.clone()).map_err(|_| {
        let place = if value.is_empty() { name.to_token_stream() } else { value };
        syn::Error::new_spanned(place, format!("`{name}` takes the path of a crate or module: write `{name} = path`"))
    })
}

fn set<T>(slot: &mut Option<T>, value: T, name: &Ident) -> syn::Result<()> {
    match slot {
        None => {
            *slot = Some(value);
            Ok(())
        }
        Some(_) if name == "event" || name == "raw_event" => Err(syn::Error::new_spanned(
            name,
            "a handler can handle only one event: write one handler for each event and call the same function from them, or \
             handle a group, such as `event = \"purchase.*\"`",
        )),
        Some(_) => Err(syn::Error::new_spanned(name, format!("`{name}` is given twice: keep one"))),
    }
}

/// A function, with its body unparsed.
pub(crate) struct Function {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) signature: Signature,
    pub(crate) body: TokenStream,
}

impl Function {
    /// Parses the item that has the attribute.
    ///
    /// # Errors
    /// The item is not a function.
    pub(crate) fn parse(item: TokenStream, table: &Table) -> syn::Result<Self> {
        let payload = table.example().map_or("PurchasePass", |event| &event.payload);
        let message = format!(
            "only a function can be a handler: write `#[conscent_handler(…)] async fn on_event(event: {payload}) {{ … }}`"
        );
        syn::parse2(item.clone()).map_err(|_| {
            let start: TokenStream = item.into_iter().take(2).collect();
            syn::Error::new_spanned(start, message)
        })
    }

    /// The attributes `#[cfg(…)]`, which decide whether the function exists.
    pub(crate) fn conditions(&self) -> impl Iterator<Item = &Attribute> {
        self.attributes.iter().filter(|attribute| attribute.path().is_ident("cfg"))
    }
}

impl Parse for Function {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        Ok(Self {
            attributes: input.call(Attribute::parse_outer)?,
            visibility: input.parse()?,
            signature: input.parse()?,
            body: input.parse()?,
        })
    }
}
