//! The functions of a source file, as tokens.

use proc_macro2::{TokenStream, TokenTree};
use std::path::Path;

use crate::book::read;

/// A function, anywhere in a file.
pub(crate) struct Function {
    pub(crate) name: String,
    pub(crate) body: Vec<TokenTree>,
}

/// The functions of a file, without those in its tests.
pub(crate) fn functions(file: impl AsRef<Path>) -> Vec<Function> {
    let text = read(file);
    let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    let mut functions = Vec::new();
    find(code.parse().unwrap(), &mut functions);
    functions
}

fn find(tokens: TokenStream, functions: &mut Vec<Function>) {
    let mut name = None;
    let mut is_name = false;
    for token in tokens {
        match token {
            TokenTree::Ident(ident) if is_name => (name, is_name) = (Some(ident.to_string()), false),
            TokenTree::Ident(ident) => is_name = ident == "fn",
            TokenTree::Group(group) if is_block(&group) => match name.take() {
                Some(name) => functions.push(Function { name, body: flat(group.stream()) }),
                None => find(group.stream(), functions),
            },
            TokenTree::Punct(mark) if mark.as_char() == ';' => name = None, // a function without a body
            TokenTree::Group(_) => is_name = false,                         // the type of a function
            _ => {}
        }
    }
}

fn is_block(group: &proc_macro2::Group) -> bool {
    group.delimiter() == proc_macro2::Delimiter::Brace
}

/// The tokens, each group before its content.
fn flat(tokens: TokenStream) -> Vec<TokenTree> {
    let mut all = Vec::new();
    for token in tokens {
        let inner = if let TokenTree::Group(group) = &token { flat(group.stream()) } else { Vec::new() };
        all.push(token);
        all.extend(inner);
    }
    all
}

/// The text of a literal, if it is a string literal.
pub(crate) fn text(token: &TokenTree) -> Option<String> {
    let TokenTree::Literal(literal) = token else { return None };
    syn::parse_str::<syn::LitStr>(&literal.to_string()).ok().map(|text| text.value())
}

/// The calls of the macros of a crate, such as `tracing`: the name of the macro, and its arguments.
pub(crate) fn calls(body: &[TokenTree], of: &str) -> Vec<(String, Vec<Vec<TokenTree>>)> {
    let mut calls = Vec::new();
    for part in body.windows(6) {
        let [TokenTree::Ident(path), _, _, TokenTree::Ident(name), TokenTree::Punct(mark), TokenTree::Group(group)] =
            part
        else {
            continue;
        };
        if path == of && mark.as_char() == '!' {
            let tokens: Vec<_> = group.stream().into_iter().collect();
            let is_comma = |token: &TokenTree| matches!(token, TokenTree::Punct(mark) if mark.as_char() == ',');
            let arguments = tokens.split(is_comma).filter(|argument| !argument.is_empty());
            calls.push((name.to_string(), arguments.map(<[_]>::to_vec).collect()));
        }
    }
    calls
}
