//! Why the type of a field changed.

use super::Cause;
use super::version::{Definition, Version};
use crate::interface::RustType;

/// Why one type became another one. `None` if no sample caused it: an object that is now another struct, a box, a hint,
/// or a type that became less specific.
pub(super) fn of(old: (&Version<'_>, &RustType), new: (&Version<'_>, &RustType)) -> Option<Cause> {
    let ((before, old), (now, new)) = (old, new);
    let inner = |a: &RustType, b: &RustType| of((before, a), (now, b));
    match (old, new) {
        _ if old == new => None,
        // Only a hint, or the removal of a sample, causes this.
        (_, RustType::EpochSeconds | RustType::EpochMillis | RustType::Decimal | RustType::Json | RustType::Any) => {
            None
        }
        (RustType::Box(a), b) => inner(a, b),
        (a, RustType::Box(b)) => inner(a, b),
        (RustType::Vec(a), RustType::Vec(b))
        | (RustType::Map(a), RustType::Map(b))
        | (RustType::Option(a), RustType::Option(b)) => inner(a, b),
        // No sample had a null before.
        (a, RustType::Option(b)) if !matches!(a, RustType::Any | RustType::Json) => {
            inner(a, b).or(Some(Cause::Contradicted))
        }
        (RustType::Any | RustType::Json, _) | (RustType::String, RustType::Timestamp) => Some(Cause::Revealed),
        _ => match (kind(before, old), kind(now, new)) {
            (Kind::Struct, Kind::Struct) | (Kind::Enum, Kind::Enum) | (Kind::Union, _) => None,
            (Kind::Text, Kind::Enum) | (Kind::Map, Kind::Struct) | (Kind::Struct, Kind::Map) => Some(Cause::Revealed),
            _ => Some(Cause::Contradicted),
        },
    }
}

enum Kind {
    Text,
    Map,
    Struct,
    Enum,
    Union,
    Other,
}

fn kind(version: &Version<'_>, ty: &RustType) -> Kind {
    match ty {
        RustType::String => Kind::Text,
        RustType::Map(_) => Kind::Map,
        RustType::Named(name) => match version.definitions.get(name.as_str()) {
            Some(Definition::Struct(_)) => Kind::Struct,
            Some(Definition::Enum(_)) => Kind::Enum,
            Some(Definition::Union(_)) => Kind::Union,
            None => Kind::Other,
        },
        _ => Kind::Other,
    }
}
