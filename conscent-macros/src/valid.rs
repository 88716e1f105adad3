//! Validates handlers. Each error points at the offending token and suggests a fix.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Attribute, FnArg, LitStr, Safety, Type};

use crate::ast::{Arguments, Function};
use crate::errors::Errors;
use crate::parameter::{enveloped, is_extractor, is_reason, name, referenced};
use crate::table::{Named, Table};

/// A valid handler.
pub(crate) struct Handler<'a> {
    pub(crate) kind: HandlerKind,
    /// The types of its parameters. The type of the event comes first, if the handler takes one.
    pub(crate) parameters: Vec<&'a Type>,
}

/// The deliveries that a handler handles.
pub(crate) enum HandlerKind {
    /// A documented event or group.
    Named { api: String, event: String, takes: String },
    /// The event that belongs to the type of the first parameter.
    Typed,
    /// An event whose name is not checked.
    Raw { descriptor: TokenStream, event: String },
    /// The deliveries that no handler takes.
    Fallback,
}

/// Whether `attribute` is `#[conscent_handler]`.
pub(crate) fn is_own(attribute: &Attribute) -> bool {
    attribute.path().segments.last().is_some_and(|last| last.ident == "conscent_handler")
}

/// Checks the whole handler. Returns `None` if it has any error.
pub(crate) fn check<'a>(
    table: &Table,
    arguments: &Arguments,
    function: &'a Function,
    errors: &mut Errors,
) -> Option<Handler<'a>> {
    for attribute in function.attributes.iter().filter(|attribute| is_own(attribute)) {
        errors.at(
            attribute,
            "a handler can handle only one event: write one handler for each event and call the same function from them, or \
             handle a group, such as `event = \"purchase.*\"`",
        );
    }
    signature(function, errors);
    let kind = kind(table, arguments, errors);
    let parameters = match &kind {
        // Generic parameters have already been reported.
        Some(kind) if function.signature.generics.params.is_empty() => parameters(table, kind, function, errors),
        _ => Vec::new(),
    };
    let kind = kind.filter(|_| errors.is_empty())?;
    Some(Handler { kind, parameters })
}

fn signature(function: &Function, errors: &mut Errors) {
    let signature = &function.signature;
    if let Some(receiver) = signature.receiver() {
        errors.at(
            receiver,
            "a handler cannot have a `self` parameter: take its data as `State<T>`, and give the router that state with `.state(…)`",
        );
    }
    if !signature.generics.params.is_empty() {
        errors.at(
            &signature.generics,
            "a handler cannot be generic: the router could not choose the types; write them out",
        );
    }
    if let Safety::Unsafe(token) = &signature.safety {
        errors.at(token, "a handler must be safe to call: remove `unsafe`");
    }
}

/// Determines which deliveries the handler handles.
fn kind(table: &Table, arguments: &Arguments, errors: &mut Errors) -> Option<HandlerKind> {
    let Arguments { event, raw_event, fallback, api, .. } = arguments;
    let api = match api {
        Some(api) => Some(known_api(table, api, errors)?),
        None => None,
    };
    let unused_api = |errors: &mut Errors, why: &str| {
        if let Some(api) = &arguments.api {
            errors.at(api, format_args!("`api` has no effect here: {why}; remove it"));
        }
    };
    match (event, raw_event, fallback) {
        (None, None, None) => {
            unused_api(errors, "the type of the first parameter determines the api");
            Some(HandlerKind::Typed)
        }
        (Some(event), None, None) => named(table, event, api.as_deref(), errors),
        (None, Some(event), None) => raw(table, event, api, errors),
        (None, None, Some(_)) => {
            unused_api(errors, "a fallback takes the deliveries of all apis");
            Some(HandlerKind::Fallback)
        }
        (_, Some(second), _) => {
            errors.at(second, "only one of `event`, `raw_event` and `fallback` is allowed: remove the others");
            None
        }
        (_, _, Some(second)) => {
            errors.at(second, "only one of `event`, `raw_event` and `fallback` is allowed: remove the others");
            None
        }
    }
}

fn known_api(table: &Table, api: &LitStr, errors: &mut Errors) -> Option<String> {
    let apis = table.api_names();
    let name = api.value();
    if apis.contains(&name.as_str()) {
        return Some(name);
    }
    errors.at(api, format_args!("unknown api `{name}`: the apis are `{}`", apis.join("`, `")));
    None
}

fn named(table: &Table, event: &LitStr, api: Option<&str>, errors: &mut Errors) -> Option<HandlerKind> {
    let (found, takes) = match table.find(&event.value(), api) {
        Ok(Named::Event(found)) => (found, found.payload.clone()),
        Ok(Named::Group(found)) => (found, found.group.clone().unwrap_or_default()),
        Err(message) => {
            errors.at(event, message);
            return None;
        }
    };
    Some(HandlerKind::Named { api: found.api.clone(), event: event.value(), takes })
}

fn raw(table: &Table, event: &LitStr, api: Option<String>, errors: &mut Errors) -> Option<HandlerKind> {
    let name = event.value();
    if name.is_empty() || name.ends_with(".*") {
        errors.at(event, "`raw_event` takes the name of one event: all events without a handler go to the fallback");
        return None;
    }
    match api.map_or_else(|| table.only_api().map(str::to_owned), Ok) {
        Ok(api) => Some(HandlerKind::Raw { descriptor: table.descriptor(&api)?, event: name }),
        Err(message) => {
            errors.at(event, message);
            None
        }
    }
}

/// Checks the parameters, and returns their types.
fn parameters<'a>(table: &Table, kind: &HandlerKind, function: &'a Function, errors: &mut Errors) -> Vec<&'a Type> {
    let typed = |input: &'a FnArg| if let FnArg::Typed(typed) = input { Some(&*typed.ty) } else { None };
    let all: Vec<&Type> = function.signature.inputs.iter().filter_map(typed).collect();
    let mut others = all.as_slice();
    if matches!(kind, HandlerKind::Named { .. } | HandlerKind::Typed) {
        let position = all.iter().position(|ty| !is_extractor(ty));
        match (position.and_then(|n| all.get(n)), all.first()) {
            (Some(ty), _) if position != Some(0) => {
                errors.at(ty, "the event must be the first parameter: move it to the front");
                return all;
            }
            (Some(ty), _) => event(table, kind, ty, errors),
            (None, Some(first)) => {
                errors.at(first, format_args!("the first parameter must be the event: {}", wanted(table, kind)));
            }
            (None, None) => {
                errors.at(
                    &function.signature.ident,
                    format_args!("a handler needs its event as the first parameter: {}", wanted(table, kind)),
                );
            }
        }
        others = others.get(1..).unwrap_or_default();
    }
    for ty in others {
        extractor(table, kind, ty, errors);
    }
    all
}

/// Says what to write as the first parameter.
fn wanted(table: &Table, kind: &HandlerKind) -> String {
    match kind {
        HandlerKind::Named { takes, event, .. } if event.ends_with(".*") => {
            format!("write `event: {takes}`")
        }
        HandlerKind::Named { takes, .. } => {
            format!("write `event: {takes}` or `event: Envelope<{takes}>`")
        }
        _ => {
            let (payload, name) =
                table.example().map_or(("PurchasePass", "purchase.pass"), |event| (&event.payload, &event.name));
            format!(
                "write, for example, `event: {payload}`; or name the event in the attribute, as in `event = \"{name}\"`"
            )
        }
    }
}

/// Checks the first parameter, which is the event.
fn event(table: &Table, kind: &HandlerKind, ty: &Type, errors: &mut Errors) {
    if reports_indirect(ty, errors) {
        return;
    }
    let (HandlerKind::Named { event, takes, .. }, Some(found)) = (kind, name(enveloped(ty).unwrap_or(ty))) else {
        return;
    };
    let found = found.to_string();
    if found == *takes {
        return;
    }
    // A type with any other name may be an alias of the right type. The compiler checks that.
    if let Some(other) = table.of_payload(&found) {
        let message = format_args!(
            "`{event}` arrives as `{takes}`, but `{found}` is the payload of `{}`: change the type or the event",
            other.name
        );
        errors.at(ty, message);
    } else if let Some(other) = table.of_enum(&found) {
        let group = other.group_name().unwrap_or_default();
        errors.at(
            ty,
            format_args!(
                "`{event}` arrives as `{takes}`, but `{found}` is the enum of `{group}.*`: change the type or the event"
            ),
        );
    }
}

/// Checks a parameter other than the event. If its type has an unknown name, only the compiler can tell whether
/// handlers can take it.
fn extractor(table: &Table, kind: &HandlerKind, ty: &Type, errors: &mut Errors) {
    if reports_indirect(ty, errors) {
        return;
    }
    if is_reason(ty) && !matches!(kind, HandlerKind::Fallback) {
        errors.at(ty, "`Unrouted` is the reason why a delivery goes to the fallback: only a fallback can take it");
        return;
    }
    let event = name(enveloped(ty).unwrap_or(ty)).map(ToString::to_string);
    if event.is_some_and(|name| table.of_payload(&name).is_some() || table.of_enum(&name).is_some()) {
        let shown = ty.to_token_stream().to_string().replace(' ', "");
        let message = match kind {
            HandlerKind::Fallback => {
                format!("a fallback cannot take `{shown}`: take the event as `Raw` or `Delivery`")
            }
            HandlerKind::Raw { .. } => {
                format!("the handler of a `raw_event` cannot take `{shown}`: the event has no known type; take `Raw`")
            }
            HandlerKind::Named { .. } | HandlerKind::Typed => {
                format!("a handler takes one event, as its first parameter: `{shown}` cannot be a later parameter")
            }
        };
        errors.at(ty, message);
    }
}

/// Reports references and `impl Trait`; `true` if the type was one of them.
fn reports_indirect(ty: &Type, errors: &mut Errors) -> bool {
    if let Some(inner) = referenced(ty) {
        let shown = inner.to_token_stream().to_string().replace(' ', "");
        errors.at(ty, format_args!("a handler owns its parameters: write `{shown}`, without `&`"));
        return true;
    }
    if let Type::ImplTrait(_) = ty {
        errors.at(ty, "a handler cannot be generic: the router could not choose the type; write it out");
        return true;
    }
    false
}
