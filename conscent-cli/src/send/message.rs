//! A delivery to send, as the vendor would.

use crate::identify;
use conscent_codegen::interface::Module;
use conscent_codegen::{Diagnostic, Location};
use serde_json::Value;
use ureq::http::{HeaderName, HeaderValue};

/// A body to send.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    /// Empty if nothing names it.
    pub(crate) api: String,
    /// Empty if nothing names it.
    pub(crate) event: String,
    pub(crate) body: Vec<u8>,
    /// The header that names the event, if the api has one.
    pub(crate) header: Option<(HeaderName, HeaderValue)>,
    /// The header with the id of the delivery, if the api has one.
    pub(crate) id: Option<HeaderName>,
}

impl Message {
    /// The delivery of an event with this body.
    pub(crate) fn new(module: &Module, event: &str, body: Vec<u8>) -> Result<Self, Diagnostic> {
        // The rest of the name may be in the body, if the body is JSON.
        let value = identify::value(&body).unwrap_or_default();
        Self::changed(module, event, &value, body)
    }

    /// The delivery of an event. `body` was made from `named`, which has the rest of the event's name.
    pub(crate) fn changed(module: &Module, event: &str, named: &Value, body: Vec<u8>) -> Result<Self, Diagnostic> {
        let header = module.naming.header.as_deref().filter(|_| !event.is_empty()).map(|name| {
            let text = module.naming.text_in(named);
            let value = text.and_then(|text| event.strip_suffix(text)?.strip_suffix('.')).unwrap_or(event);
            match (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_bytes(value.as_bytes())) {
                (Ok(name), Ok(value)) => Ok((name, value)),
                _ => Err(Location::file(&module.api).error(
                    format!("{value:?} cannot be sent in the header {name}"),
                    "a header cannot contain control characters; send another event",
                )),
            }
        });
        // A vendor that sends batches sends one delivery as a list, too.
        let body = if module.batch { [b"[", body.as_slice(), b"]"].concat() } else { body };
        // It is a valid header name, because the hints were checked.
        let id = module.id.header.as_deref().and_then(|name| HeaderName::from_bytes(name.as_bytes()).ok());
        Ok(Self { api: module.api.clone(), event: event.to_owned(), body, header: header.transpose()?, id })
    }

    /// A body whose api and event are unknown.
    pub(crate) fn unnamed(body: Vec<u8>) -> Self {
        Self { api: String::new(), event: String::new(), body, header: None, id: None }
    }
}
