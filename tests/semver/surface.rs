//! The public interface of a generated crate, which syn reads from its sources.

use conscent_codegen::File;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;
use std::collections::BTreeSet;
use syn::{Fields, ImplItem, Item, Visibility};

/// A line for everything that a user can name, with its type.
pub(crate) fn surface(files: &[File]) -> BTreeSet<String> {
    let mut lines = BTreeSet::new();
    for file in files.iter().filter(|file| file.path.starts_with("src/")) {
        let path = file.path.trim_start_matches("src/").trim_end_matches(".rs").trim_start_matches("generated/");
        // `events`, `objects` and so on are private modules, all re-exported.
        let module = path.split('/').next().unwrap();
        for item in syn::parse_file(&file.text).unwrap().items {
            add(module, item, &mut lines);
        }
    }
    lines
}

fn add(module: &str, item: Item, lines: &mut BTreeSet<String>) {
    let mut line = |text: String| assert!(lines.insert(format!("{module}: {text}")), "{module}: {text}: twice");
    match item {
        Item::Struct(one) => {
            let name = format!("{}{}", one.ident, code(&one.generics));
            line(format!("struct {name} {}", attributes(&one.attrs)));
            for field in one.fields.iter().filter(|field| is_public(&field.vis)) {
                line(format!("{name}.{}: {}", code(&field.ident), code(&field.ty)));
            }
        }
        Item::Enum(one) => {
            line(format!("enum {} {}", one.ident, attributes(&one.attrs)));
            for variant in &one.variants {
                let Fields::Named(_) = &variant.fields else {
                    line(format!("{}::{}{}", one.ident, variant.ident, code(&variant.fields)));
                    continue;
                };
                panic!("{} has a variant with named fields", one.ident);
            }
        }
        Item::Impl(one) => {
            let of = one.trait_.as_ref().map(|(path, _)| code(path));
            let head =
                format!("impl{} {} for {}", code(&one.generics), of.as_deref().unwrap_or("-"), code(&one.self_ty));
            // A struct with views has two inherent impls.
            lines.insert(format!("{module}: {head}"));
            let mut line = |text: String| assert!(lines.insert(format!("{module}: {text}")), "{module}: {text}: twice");
            for item in &one.items {
                match item {
                    ImplItem::Fn(function) if of.is_none() && is_public(&function.vis) => {
                        line(format!("{head}: {}", code(&function.sig)));
                    }
                    // Every impl of a trait has the same functions; only these differ.
                    ImplItem::Type(ty) => line(format!("{head}: {}", code(ty))),
                    ImplItem::Const(value) if value.ident != "TYPE" => line(format!("{head}: {}", code(value))),
                    _ => {}
                }
            }
        }
        Item::Macro(one) => {
            let name = one.mac.tokens.clone().into_iter().next().map(|name| name.to_string()).unwrap();
            line(format!("{}!({name})", code(&one.mac.path)));
            if one.mac.path.segments.last().is_some_and(|last| last.ident == "impl_view") {
                for accessor in accessors(one.mac.tokens) {
                    line(format!("{name}.{accessor}"));
                }
            }
        }
        Item::Fn(one) if is_public(&one.vis) => line(code(&one.sig)),
        Item::Static(one) if is_public(&one.vis) => line(format!("static {}: {}", one.ident, code(&one.ty))),
        Item::Const(one) if is_public(&one.vis) => line(format!("const {}: {}", one.ident, code(&one.ty))),
        Item::Mod(one) if is_public(&one.vis) => line(format!("mod {}", one.ident)),
        Item::Use(one) if is_public(&one.vis) && module == "lib" => line(code(&one)),
        // The files of a module are read separately.
        Item::Use(_) | Item::Mod(_) => {}
        other => panic!("{module} has an item that no generated file has: {}", code(&other)),
    }
}

/// The accessors of a view and their types, which only its macro lists: `name, require_name: Type = "docs",`.
fn accessors(tokens: TokenStream) -> Vec<String> {
    let fields = tokens.into_iter().find_map(|token| match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => Some(group.stream()),
        _ => None,
    });
    let (mut all, mut accessor) = (Vec::new(), String::new());
    for token in fields.into_iter().flatten() {
        match token {
            TokenTree::Literal(_) => all.push(std::mem::take(&mut accessor)),
            token => accessor.extend([" ", &token.to_string()]),
        }
    }
    all.iter().map(|accessor| accessor.trim_matches([' ', ',', '=']).to_owned()).collect()
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn code(tokens: &impl ToTokens) -> String {
    tokens.to_token_stream().to_string()
}

/// The attributes of a type. All structs and enums must be non-exhaustive.
fn attributes(attributes: &[syn::Attribute]) -> String {
    let shown: Vec<_> = attributes.iter().filter(|one| !one.path().is_ident("doc")).map(code).collect();
    assert!(shown.contains(&"# [non_exhaustive]".to_owned()), "{shown:?}");
    shown.join(" ")
}
