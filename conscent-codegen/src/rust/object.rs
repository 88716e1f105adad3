//! Structs: fields, accessors, and the two functions that read and write them.

use super::doc;
use super::types::{RustType, Types};
use crate::schema::{Definition, Object, Presence, Property, Type};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

/// A shared struct.
pub(super) fn lower(types: &Types<'_>, definition: &Definition, object: &Object) -> TokenStream {
    structure(types, &definition.name, &doc::definition(definition, Some(object)), object, &Generics::default())
}

/// What stands behind a struct's name, where it has a payload of any type.
#[derive(Default)]
pub(super) struct Generics {
    /// `<P>`
    pub(super) name: TokenStream,
    /// `<P: Object>`
    pub(super) bounds: TokenStream,
    /// `, P`
    pub(super) payload: TokenStream,
}

/// A struct with everything that belongs to it.
pub(super) fn structure(
    types: &Types<'_>,
    name: &str,
    doc: &[String],
    object: &Object,
    generics: &Generics,
) -> TokenStream {
    let type_name = format_ident!("{name}");
    let doc = doc::lines(doc);
    let Generics { name: params, bounds, payload } = generics;
    let fields: Vec<Field<'_>> = object
        .properties
        .iter()
        .enumerate()
        .map(|(n, property)| Field { property, ident: format_ident!("{}", property.ident), ty: types.field(name, n) })
        .collect();
    let declarations = fields.iter().map(Field::declaration);
    let accessors = fields.iter().map(|field| field.accessor(name));
    let reads = fields.iter().map(Field::read);
    let visits = fields.iter().map(Field::visit);
    let read = if fields.is_empty() {
        quote! {
            fn read<'de, A: MapAccess<'de>>(&mut self, _: &str, _: &mut A) -> Result<bool, A::Error> {
                Ok(false)
            }
            fn visit<V: Visitor>(&self, _: &mut V) -> Result<(), V::Error> {
                Ok(())
            }
        }
    } else {
        quote! {
            fn read<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<bool, A::Error> {
                match (key.len(), key) {
                    #(#reads)*
                    _ => return Ok(false),
                }
                Ok(true)
            }
            fn visit<V: Visitor>(&self, visitor: &mut V) -> Result<(), V::Error> {
                #(#visits)*
                Ok(())
            }
        }
    };
    let inherent = (!fields.is_empty()).then(|| quote! { impl #bounds #type_name #params { #(#accessors)* } });
    quote! {
        #doc
        #[derive(Clone, Default, PartialEq)]
        #[non_exhaustive]
        pub struct #type_name #params {
            #(#declarations)*
            /// Keys that no sample has, with their values.
            pub extra: Map<String, Value>,
        }
        #inherent
        impl #bounds Object for #type_name #params {
            const TYPE: &'static str = #name;
            #read
            fn extra(&self) -> &Map<String, Value> {
                &self.extra
            }
            fn extra_mut(&mut self) -> &mut Map<String, Value> {
                &mut self.extra
            }
        }
        conscent_core::object!(#type_name #payload);
    }
}

/// A field of a struct in the making.
struct Field<'a> {
    property: &'a Property,
    ident: Ident,
    ty: &'a RustType,
}

impl Field<'_> {
    fn declaration(&self) -> TokenStream {
        let Self { property, ident, ty } = self;
        let doc = doc::lines(&doc::field(property));
        quote! {
            #doc
            pub #ident: Field<#ty>,
        }
    }

    fn accessor(&self, object: &str) -> TokenStream {
        let Self { property, ident, ty } = self;
        let output = output(property, ty);
        let (_, convert) = borrowed(&property.ty, ty);
        let key = &property.key;
        let shown = doc::code(key);
        if property.presence == Presence::Always {
            let doc =
                format!(" `{shown}`, which every sample has: an error if it is missing, null or of another kind.");
            quote! {
                #[doc = #doc]
                pub fn #ident(&self) -> #output {
                    self.#ident.require(#object, #key) #convert
                }
            }
        } else {
            let doc = format!(" `{shown}`: none if it is missing, null or of another kind.");
            quote! {
                #[doc = #doc]
                pub fn #ident(&self) -> #output {
                    self.#ident.value() #convert
                }
            }
        }
    }

    fn read(&self) -> TokenStream {
        let Self { property, ident, .. } = self;
        let (key, length) = (&property.key, Literal::usize_unsuffixed(property.key.len()));
        quote! { (#length, #key) => self.#ident.read(map)?, }
    }

    fn visit(&self) -> TokenStream {
        let Self { property, ident, .. } = self;
        let key = &property.key;
        quote! { visitor.field(#key, &self.#ident)?; }
    }
}

/// What the accessor of a property gives.
pub(super) fn output(property: &Property, held: &RustType) -> TokenStream {
    let (borrowed, _) = borrowed(&property.ty, held);
    match property.presence {
        Presence::Always => quote!(Result<#borrowed, FieldError>),
        Presence::Sometimes => quote!(Option<#borrowed>),
    }
}

/// What is given of what a field holds, and how it is had from a reference to it.
fn borrowed(ty: &Type, held: &RustType) -> (TokenStream, TokenStream) {
    match (ty, held) {
        (Type::Bool, _) => (quote!(bool), quote!(.copied())),
        (Type::Text, _) => (quote!(&str), quote!(.map(String::as_str))),
        (_, RustType::Vec(item)) => (quote!(&[#item]), quote!(.map(Vec::as_slice))),
        (_, RustType::Box(inner)) => (quote!(&#inner), quote!(.map(Box::as_ref))),
        _ => (quote!(&#held), quote!()),
    }
}
