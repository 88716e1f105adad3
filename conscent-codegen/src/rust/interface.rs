//! Properties as users of the generated crate see them, in words: for pages and reports about that crate.

use super::object::given;
use super::types::{ENVELOPE, Types};
use crate::diagnostic::Diagnostic;
use crate::schema::{Api, Kind, Object};
use quote::ToTokens;
use std::collections::BTreeMap;

/// What Rust makes of a property.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interface {
    /// The type of its field: `Field<Number>`.
    pub field: String,
    /// Its accessor, without `self`: `price() -> Result<&Number, FieldError>`.
    pub accessor: String,
}

/// The interfaces of an api's structs, by their names: one for each property, in the same order. The envelope is [`ENVELOPE`].
///
/// # Errors
/// As [`types`](super::types()).
pub fn interfaces(api: &Api) -> Result<BTreeMap<&str, Vec<Interface>>, Diagnostic> {
    let types = Types::new(api)?;
    let envelope = api.envelope.iter().map(|envelope| (ENVELOPE, &envelope.object));
    let events = api.events.iter().map(|event| (event.type_name.as_str(), &event.object));
    let definitions = api.definitions.iter().filter_map(|definition| match &definition.kind {
        Kind::Object(object) => Some((definition.name.as_str(), object)),
        Kind::Enum(_) | Kind::Union(_) => None,
    });
    Ok(envelope.chain(events).chain(definitions).map(|(name, object)| (name, all(&types, name, object))).collect())
}

fn all(types: &Types<'_>, name: &str, object: &Object) -> Vec<Interface> {
    let properties = object.properties.iter().enumerate();
    properties
        .map(|(n, property)| {
            let held = types.field(name, n);
            Interface {
                field: format!("Field<{}>", text(held)),
                accessor: format!("{}() -> {}", property.ident, text(given(property, held))),
            }
        })
        .collect()
}

/// A type as rustfmt writes it: none has a space in it, but after a comma.
fn text(tokens: impl ToTokens) -> String {
    tokens.into_token_stream().to_string().replace(' ', "").replace(',', ", ")
}
