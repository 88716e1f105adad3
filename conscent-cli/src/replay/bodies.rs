//! The messages in files.

use crate::bodies::{self, Body};
use crate::identify::Declared;
use crate::send::Message;
use crate::source::Source;
use crate::vendor::Vendor;
use conscent_codegen::Diagnostic;

/// Reads the messages and the errors of a file, in order.
pub(super) fn read<'a>(
    file: &'a Source,
    vendor: &'a Vendor,
    declared: &'a Declared<'a>,
) -> impl Iterator<Item = Result<Message, Diagnostic>> + 'a {
    bodies::read(file, vendor, declared).map(move |body| message(body?, vendor))
}

/// The message for a body. A captured body may be undecodable, and is sent anyway.
fn message(body: Body<'_>, vendor: &Vendor) -> Result<Message, Diagnostic> {
    let (module, event) = match &body.declared {
        Declared::Event(module, event) => (Some(*module), event.clone()),
        Declared::Api(module) if body.is_captured => (Some(*module), String::new()),
        Declared::Api(_) | Declared::Nothing => {
            let found = body.identify(vendor)?;
            (found.module, found.event.unwrap_or_default())
        }
    };
    match module {
        Some(module) => Message::new(module, &event, body.bytes),
        None => Ok(Message::unnamed(body.bytes)),
    }
}
