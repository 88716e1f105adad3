//! JSON Schemas for the crate schemars: an impl for each type of an api, in a file of their own behind a feature.

use super::code::Code;
use crate::document::json_schema;
use crate::interface::{ENVELOPE, Event, Field, Module, Struct};
use quote::{format_ident, quote};

/// The impls for all types of an api.
pub(super) fn expand(module: &Module) -> Vec<Code> {
    let mut code = vec![Code::from(quote!(
        use conscent_core::schema;
    ))];
    code.push(any_event(module, "AnyEvent", module.events.iter()));
    code.extend(module.families.iter().map(|family| any_event(module, &family.ident, module.events_of(family))));
    if let Some(envelope) = &module.envelope {
        // The key of the event's name has a constant.
        let is_name = |field: &Field| field.key == envelope.event_key;
        let entries = envelope
            .body
            .fields
            .iter()
            .map(|field| if is_name(field) { entry(field, "_name", "P") } else { entry(field, "", &held(field)) });
        code.push(Code::call("schema::impl_envelope", &format!("{ENVELOPE}<P>"), entries));
    }
    code.extend(module.events.iter().map(|event| match &event.value {
        None => object(&event.payload),
        Some(held) => {
            let ident = format_ident!("{}", event.payload.name);
            quote!(schema::impl_payload!(#ident(#held));).into()
        }
    }));
    code.push(object(&module.any_payload()));
    code.extend(module.structs.iter().map(object));
    code.extend(module.enums.iter().map(|one| {
        let texts = one.values.iter().map(|value| format!("{:?}", value.text));
        Code::call("schema::impl_open_enum", &one.name, texts)
    }));
    code.extend(module.unions.iter().map(|one| {
        let types = one.variants.iter().map(|variant| variant.ty.to_string());
        Code::call("schema::impl_any_of", &one.name, types)
    }));
    code
}

fn object(one: &Struct) -> Code {
    Code::call("schema::impl_object", &one.name, one.fields.iter().map(|field| entry(field, "", &held(field))))
}

/// `required "price": Number = "in all 4 samples"`, `optional "id": String as "uuid" = "in 1 of 4 samples"`.
fn entry(field: &Field, suffix: &str, held: &str) -> String {
    let presence = if field.required { "required" } else { "optional" };
    let format = field.format.as_ref().filter(|_| json_schema::is_text(field));
    let format = format.map_or(String::new(), |format| format!(" as {format:?}"));
    format!("{presence}{suffix} {:?}: {held}{format} = {:?}", field.key, field.occurrence.to_string())
}

fn held(field: &Field) -> String {
    // The format of a timestamp is that of the field: an empty text is none.
    let ty = if json_schema::is_text(field) { "String".to_owned() } else { field.ty.to_string() };
    if field.nullable { format!("Option<{ty}>") } else { ty }
}

/// Any of several events, by its whole body. An event that no sample documents is any object.
fn any_event<'a>(module: &'a Module, name: &str, events: impl Iterator<Item = &'a Event>) -> Code {
    let body = |event: &Event| match module.envelope {
        Some(_) => format!("{ENVELOPE}<{}>", event.payload.name),
        None => event.payload.name.clone(),
    };
    Code::call("schema::impl_any_of", name, events.map(body).chain(["UnknownEvent".to_owned()]))
}
