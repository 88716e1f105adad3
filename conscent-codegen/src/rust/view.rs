//! Views: an enum of the variants of a struct, and a struct for each variant that borrows the object.

use super::code::Code;
use super::doc;
use super::object::convert;
use crate::interface::{Field, Module, RustType, Struct, Union, UnionVariant, View, ViewField, Views};
use crate::schema::ident::snake;
use crate::text::escape;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

/// How many variants an example in the docs has at most.
const EXAMPLES: usize = 3;

/// The structs of a module that have views.
pub(super) fn structs(module: &Module) -> impl Iterator<Item = (&Struct, &Views, &Field)> {
    module.all_structs().filter_map(|one| {
        let views = one.views.as_ref()?;
        Some((one, views, one.fields.iter().find(|field| field.key == views.tag)?))
    })
}

/// The views of a struct. `tag` is the field of their tag.
pub(super) fn expand(module: &Module, one: &Struct, views: &Views, tag: &Field) -> Vec<Code> {
    let of = Of { module, one, views };
    let mut code = vec![choice(&of, tag).into()];
    code.extend(views.variants.iter().flat_map(|view| variant(&of, view)));
    code
}

/// A struct with its views.
struct Of<'a> {
    module: &'a Module,
    one: &'a Struct,
    views: &'a Views,
}

impl<'a> Of<'a> {
    /// The fields of a variant, with those of the struct.
    fn fields(&self, view: &'a View) -> impl Iterator<Item = (&'a ViewField, &'a Field)> {
        let all = &self.one.fields;
        view.fields.iter().filter_map(|own| Some((own, all.iter().find(|field| field.key == own.key)?)))
    }

    /// A `match`, which reads a field that only the variant has, if there is one.
    fn example(&self) -> Vec<String> {
        let Of { one, views, .. } = self;
        let mut lines = vec![format!("match {}.{}() {{", snake(&one.name), views.method)];
        for view in views.variants.iter().take(EXAMPLES) {
            let others = || views.variants.iter().filter(|other| *other != view).flat_map(|other| &other.fields);
            let is_own = |own: &ViewField| own.key != views.tag && others().all(|other| other.key != own.key);
            // A required field is the better example. Of equal ones, the first is taken.
            let own = self.fields(view).filter(|(own, _)| is_own(own)).min_by_key(|(own, _)| !own.required);
            let held = snake(&view.variant);
            let shown = own.map_or_else(|| held.clone(), |(_, field)| format!("{held}.{}()", field.ident));
            lines.push(format!("    {}::{}({held}) => println!(\"{{:?}}\", {shown}),", views.name, view.variant));
        }
        lines.extend(["    _ => println!(\"another one\"),".to_owned(), "}".to_owned()]);
        lines
    }
}

/// The enum, and the method that returns it.
fn choice(of: &Of<'_>, tag: &Field) -> TokenStream {
    let Of { one, views, .. } = of;
    let [object, name, method, field] =
        [&one.name, &views.name, &views.method, &tag.ident].map(|name| format_ident!("{name}"));
    let key = escape(&views.tag);
    let variants: Vec<_> = views.variants.iter().map(|view| format_ident!("{}", view.variant)).collect();
    let structs: Vec<_> = views.variants.iter().map(|view| format_ident!("{}", view.name)).collect();
    let docs = views.variants.iter().map(|view| {
        let occurrence = &view.occurrence;
        let seen = match occurrence.counted() {
            _ if !occurrence.is_seen() => "no sample".to_owned(),
            // If all objects of the struct have the variant, only the struct lists the events.
            seen if occurrence.events.is_empty() => seen,
            seen => format!("{seen}: {}", occurrence.named_events()),
        };
        format!(" `{key}` is {}. Seen in {seen}.", doc::keys(&view.texts))
    });
    let arms = views.variants.iter().zip(variants.iter().zip(&structs)).map(|(view, (variant, held))| {
        let texts = &view.texts;
        let texts = texts.iter();
        quote!(Some(#(#texts)|*) => #name::#variant(#held(self)),)
    });
    let of_object = doc::lines(&[format!("The variants of [`{}`], by the value of its `{key}`.", one.name)]);
    let doc = doc::lines(&method_docs(of));
    let other = format!(" Any other [`{}`]: `{key}` is missing, null, or a value that no sample has.", one.name);
    quote! {
        #of_object
        #[derive(Clone, Copy, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum #name<'a> {
            #(#[doc = #docs] #variants(#structs<'a>),)*
            #[doc = #other]
            Other(&'a #object),
        }

        impl #object {
            #doc
            #[must_use]
            pub fn #method(&self) -> #name<'_> {
                match self.#field.as_text() {
                    #(#arms)*
                    _ => #name::Other(self),
                }
            }
        }
    }
}

/// The docs of the method.
fn method_docs(of: &Of<'_>) -> Vec<String> {
    let mut lines =
        vec![format!("The variant that `{}` names. It borrows this object.", escape(&of.views.tag)), String::new()];
    lines.push("```ignore".to_owned());
    lines.extend(of.example());
    lines.push("```".to_owned());
    lines
}

/// An example for the docs of a crate: a `match` over the variants of the first struct that has any. Returns the struct,
/// its views, and the lines of the `match`.
pub(crate) fn example(module: &Module) -> Option<(&Struct, &Views, Vec<String>)> {
    let (one, views, _) = structs(module).next()?;
    Some((one, views, Of { module, one, views }.example()))
}

/// A view and its accessors.
fn variant(of: &Of<'_>, view: &View) -> Vec<Code> {
    let object = format_ident!("{}", of.one.name);
    let name = format_ident!("{}", view.name);
    let doc = doc::lines(&[
        format!(
            "A [`{object}`] whose `{}` is {}, with the fields of this variant.",
            escape(&of.views.tag),
            doc::keys(&view.texts)
        ),
        String::new(),
        format!("The field `0` is the whole [`{object}`], with all of its fields."),
    ]);
    let item = quote! {
        #doc
        #[derive(Clone, Copy, Debug, PartialEq)]
        #[non_exhaustive]
        pub struct #name<'a>(pub &'a #object);
    };
    let plain = of.fields(view).filter(|(own, field)| of.module.narrowed(own, field).is_none());
    let entries = plain.map(|(own, field)| {
        let held = lasting(&field.ty);
        format!("{}, {}: {held} = {:?}", field.ident, field.require_ident(), describe(own))
    });
    let mut code = vec![item.into()];
    code.push(Code::call("conscent_core::impl_view", &format!("{name}<'a>({object})"), entries));
    let narrowed: Vec<_> = of
        .fields(view)
        .filter_map(|(own, field)| of.module.narrowed(own, field).map(|kind| narrow(of.one, own, field, kind)))
        .collect();
    code.extend((!narrowed.is_empty()).then(|| quote!(impl<'a> #name<'a> { #(#narrowed)* }).into()));
    code
}

/// The type that the accessors of a view return. It lasts as long as the object.
fn lasting(ty: &RustType) -> String {
    ty.borrowed().replacen('&', "&'a ", 1)
}

/// The first part of an accessor's docs. A link to the struct's accessor follows, which has the rest.
fn describe(own: &ViewField) -> String {
    let always = if own.required { " All samples of this variant have it." } else { "" };
    format!("`{}`.{always}", escape(&own.key))
}

/// The accessors of a field whose values are of one kind in this variant.
fn narrow(one: &Struct, own: &ViewField, field: &Field, (union, kind): (&Union, &UnionVariant)) -> TokenStream {
    let (ident, require) = (format_ident!("{}", field.ident), format_ident!("{}", field.require_ident()));
    let [doc, require_doc] = [
        format!(" {} See [`{}::{ident}`].", describe(own), one.name),
        format!(" [`{ident}`](Self::{ident}), or an error if there is none."),
    ];
    let (object, key) = (&one.name, &field.key);
    let [union, variant] = [&union.name, &kind.variant].map(|name| format_ident!("{name}"));
    // The tokens of the type are printed by prettyplease, so their spaces do not matter.
    let held: TokenStream = lasting(&kind.ty).parse().unwrap_or_default();
    let convert = convert(&kind.ty);
    let of = &field.ty;
    let value = if matches!(field.ty, RustType::Box(_)) { quote!(&**value) } else { quote!(value) };
    quote! {
        #[doc = #doc]
        #[inline]
        pub fn #ident(self) -> Option<#held> {
            self.#require().ok()
        }
        #[doc = #require_doc]
        #[inline]
        pub fn #require(self) -> Result<#held, FieldError> {
            let pick = |value: &'a #of| match #value {
                #union::#variant(value) => Some(value),
                _ => None,
            };
            conscent_core::view::narrow(&self.0.#ident, [#object, #key], pick) #convert
        }
    }
}
