//! Recognizes the type of a parameter by its last name, because an attribute sees only names and not the types behind
//! them.

use syn::{GenericArgument, Ident, PathArguments, Type};

/// The last name in the path of a type: `PurchasePass` of `conscent::v2::PurchasePass`.
pub(crate) fn name(ty: &Type) -> Option<&Ident> {
    match ty {
        Type::Path(path) => path.path.segments.last().map(|segment| &segment.ident),
        Type::Group(group) => name(&group.elem),
        Type::Paren(paren) => name(&paren.elem),
        _ => None,
    }
}

/// Whether the type is extracted from the delivery or the router, and so is not the event: `State<T>`, `Meta`, `Raw`,
/// `Delivery`, `Unrouted`.
pub(crate) fn is_extractor(ty: &Type) -> bool {
    is_reason(ty) || name(ty).is_some_and(|name| ["State", "Meta", "Raw", "Delivery"].iter().any(|known| name == known))
}

/// Whether the type is `State<T>`.
pub(crate) fn is_state(ty: &Type) -> bool {
    name(ty).is_some_and(|name| name == "State")
}

/// Whether the type is `Unrouted`.
pub(crate) fn is_reason(ty: &Type) -> bool {
    name(ty).is_some_and(|name| name == "Unrouted")
}

/// The payload of `Envelope<P>`.
pub(crate) fn enveloped(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last().filter(|last| last.ident == "Envelope")?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match arguments.args.first() {
        Some(GenericArgument::Type(payload)) => Some(payload),
        _ => None,
    }
}

/// The type behind a reference.
pub(crate) fn referenced(ty: &Type) -> Option<&Type> {
    match ty {
        Type::Reference(reference) => Some(&reference.elem),
        _ => None,
    }
}
