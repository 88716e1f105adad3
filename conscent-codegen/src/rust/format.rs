//! Prints code as text: syn parses the items, prettyplease prints them, and every file is marked as generated.

use super::code::Code;
use super::{Item, Source};
use crate::diagnostic::{Diagnostic, Location};
use crate::output::{File, MARK, ROOT};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// The rest of the first line, after [`MARK`].
const MARK_HELP: &str = " from the samples. Edit the samples instead: this file is overwritten.";

/// The first line of every generated source file.
pub(crate) fn mark() -> String {
    format!("{MARK}{MARK_HELP}")
}

/// Prints a source file, with its items on all cores.
pub(super) fn file(source: &Source<'_>) -> Result<File, Diagnostic> {
    let print_item = |item: &Item<'_>| {
        let pieces = item().into_iter().map(|piece| match piece {
            Code::Items(tokens) => Ok(print(parse(&source.path, || syn::parse2(tokens))?)),
            Code::Text(text) => Ok(text),
        });
        pieces.collect::<Result<Vec<String>, Diagnostic>>().map(|pieces| pieces.join("\n"))
    };
    let items: Vec<String> = source.items.par_iter().map(print_item).collect::<Result<_, _>>()?;
    Ok(File::new(&source.path, format!("{}\n\n//! {}\n\n{}", mark(), source.about, items.join("\n"))))
}

/// Prints all sources that no feature gates as one text for `include!`, each as a module in its place.
pub(super) fn bundle(sources: &[Source<'_>]) -> Result<String, Diagnostic> {
    let mut files = BTreeMap::new();
    for source in sources.iter().filter(|source| source.feature.is_none()) {
        let mut items = Vec::new();
        for piece in source.items.iter().flat_map(|item| item()) {
            items.extend(match piece {
                Code::Items(tokens) => parse(&source.path, || syn::parse2(tokens))?,
                Code::Text(text) => parse(&source.path, || syn::parse_str(&text))?,
            });
        }
        files.insert(source.path.clone(), (source.about.as_str(), items));
    }
    let (_, items) = files.remove(ROOT).unwrap_or_default();
    Ok(format!("{}\n\n{}", mark(), print(inline(items, ROOT, &mut files))))
}

/// Fills each declared module with the items and the docs of its file. Modules without a file are left out.
fn inline(
    mut items: Vec<syn::Item>,
    path: &str,
    files: &mut BTreeMap<String, (&str, Vec<syn::Item>)>,
) -> Vec<syn::Item> {
    items.retain_mut(|item| {
        let syn::Item::Mod(module) = item else { return true };
        let below = format!("{}/{}.rs", path.trim_end_matches(".rs"), module.ident);
        let Some((about, inner)) = files.remove(&below) else { return false };
        let about = format!(" {about}");
        module.attrs.push(syn::parse_quote!(#[doc = #about]));
        module.content = Some((syn::token::Brace::default(), inline(inner, &below, files)));
        module.semi = None;
        true
    });
    items
}

fn parse(path: &str, file: impl FnOnce() -> syn::Result<syn::File>) -> Result<Vec<syn::Item>, Diagnostic> {
    let file = file().map_err(|error| {
        let help = format!("{error}; this is a defect of the generator: please report it with the samples");
        Location::file(path).error("generated code is not Rust", help)
    })?;
    Ok(file.items)
}

/// Prints items with a blank line between them, except between short ones of the same kind.
fn print(items: Vec<syn::Item>) -> String {
    let mut text = String::new();
    let mut last = None;
    for item in items {
        let kind = std::mem::discriminant(&item);
        let is_short = match &item {
            syn::Item::Use(_) => true,
            syn::Item::Mod(module) => module.content.is_none(),
            _ => false,
        };
        if last.is_some_and(|last| last != kind || !is_short) {
            text.push('\n');
        }
        last = Some(kind);
        let file = syn::File { shebang: None, frontmatter: None, attrs: Vec::new(), items: vec![item] };
        text.push_str(&prettyplease::unparse(&file));
    }
    text
}
