//! JSON Schemas for the crate schemars: an impl for each type of an API, in a separate file behind a feature.

use super::code::Code;
use crate::document::json_schema;
use crate::document::variant::Details;
use crate::interface::{ENVELOPE, Event, Field, Module, Struct, View};
use quote::{format_ident, quote};

/// The impls for all types of an API.
pub(super) fn expand(module: &Module) -> Vec<Code> {
    let mut code = vec![Code::from(quote!(
        use conscent_core::schema;
    ))];
    code.push(any_event(module, "AnyEvent", module.events.iter()));
    code.extend(module.families.iter().map(|family| any_event(module, &family.ident, module.events_of(family))));
    // In a struct that only this event has, the key of the event's name is a constant.
    let name = module.name_key();
    let name_in = |depth| name.as_ref().filter(|(around, _)| *around == depth).map(|(_, key)| key.as_str());
    for (depth, one) in module.around().enumerate() {
        code.push(Code::call("schema::impl_envelope", &format!("{}<P>", one.name), entries(one, "P", name_in(depth))));
    }
    let inside = name_in(module.around().count());
    code.extend(module.events.iter().map(|event| match &event.value {
        None => object(module, &event.payload, inside),
        Some(held) => {
            let ident = format_ident!("{}", event.payload.name);
            quote!(schema::impl_payload!(#ident(#held));).into()
        }
    }));
    code.push(object(module, &module.any_payload(), None));
    code.extend(module.structs.iter().map(|one| object(module, one, None)));
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

/// The impl for a struct. `name` is the key of the event's name, if it has one.
fn object(module: &Module, one: &Struct, name: Option<&str>) -> Code {
    let tag = one.views.as_ref().map_or(String::new(), |views| format!("by {:?}", views.tag));
    let variants = one.views.iter().flat_map(|views| &views.variants);
    let variants = variants.filter_map(|view| variant(module, one, view)).collect();
    let lists = [(one.name.as_str(), entries(one, &one.name, name).collect()), (tag.as_str(), variants)];
    Code::call_with("schema::impl_object", &lists)
}

/// `"CARD" | "card" => ["last4"] { "code": Number }`, if the schema of the struct does not say all of this.
fn variant(module: &Module, one: &Struct, view: &View) -> Option<String> {
    let details = Details::of(module, one, view)?;
    let texts: Vec<_> = view.texts.iter().map(|text| format!("{text:?}")).collect();
    let required: Vec<_> = details.required.iter().map(|key| format!("{key:?}")).collect();
    let narrowed: Vec<_> = details
        .narrowed
        .iter()
        .map(|(field, ty)| {
            let ty = if field.nullable { format!("Option<{ty}>") } else { ty.to_string() };
            format!("{:?}: {ty}", field.key)
        })
        .collect();
    let narrowed = if narrowed.is_empty() { String::new() } else { format!(" {{ {} }}", narrowed.join(", ")) };
    Some(format!("{} => [{}]{narrowed}", texts.join(" | "), required.join(", ")))
}

/// A line for each field. The key of the name has the constant `event`.
fn entries(one: &Struct, event: &str, name: Option<&str>) -> impl Iterator<Item = String> {
    one.fields.iter().map(move |field| match name {
        Some(name) if field.key == name => entry(field, "_name", event),
        _ => entry(field, "", &held(field)),
    })
}

/// `required "price": Number = "in all 4 samples"`, `optional "id": String as "uuid" = "in 1 of 4 samples"`.
fn entry(field: &Field, suffix: &str, held: &str) -> String {
    let presence = if field.required { "required" } else { "optional" };
    let format = field.format.as_ref().filter(|_| json_schema::is_text(field));
    let format = format.map_or(String::new(), |format| format!(" as {format:?}"));
    format!("{presence}{suffix} {:?}: {held}{format} = {:?}", field.key, field.occurrence.to_string())
}

fn held(field: &Field) -> String {
    // The field has the format of a timestamp, not its type, because an empty text has no format.
    let ty = if json_schema::is_text(field) { "String".to_owned() } else { field.ty.to_string() };
    if field.nullable { format!("Option<{ty}>") } else { ty }
}

/// Any of several events, by its whole body. An undocumented event is any object.
fn any_event<'a>(module: &'a Module, name: &str, events: impl Iterator<Item = &'a Event>) -> Code {
    let body = |event: &Event| match module.envelope {
        Some(_) => format!("{ENVELOPE}<{}>", event.payload.name),
        None => event.payload.name.clone(),
    };
    Code::call("schema::impl_any_of", name, events.map(body).chain(["UnknownEvent".to_owned()]))
}
