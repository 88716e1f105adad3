//! The bodies in an input of JSON documents, and the api and event that are declared for each before it is read.

use crate::captured::Captured;
use crate::documents::{self, Document, Start, Wrong};
use crate::filed;
use crate::identify::{Declared, Finding, identify, no_headers};
use crate::source::Source;
use crate::vendor::Vendor;
use conscent_codegen::{Diagnostic, Diagnostics};

/// A body in an input.
#[derive(Debug)]
pub(crate) struct Body<'a> {
    pub(crate) start: Start<'a>,
    pub(crate) bytes: Vec<u8>,
    /// What the user, a capture or the folder declares.
    pub(crate) declared: Declared<'a>,
    pub(crate) is_captured: bool,
}

/// Reads the bodies and the errors of an input, in order.
pub(crate) fn read<'a>(
    file: &'a Source,
    vendor: &'a Vendor,
    by_user: &'a Declared<'a>,
) -> impl Iterator<Item = Result<Body<'a>, Wrong>> {
    let (declared, errors) = match by_user.or_else(|| filed::declared(file, vendor)) {
        Ok(declared) => (Some(declared), Diagnostics::default()),
        Err(errors) => (None, errors),
    };
    let read = declared.into_iter().flat_map(move |declared| {
        documents::read(file).flat_map(move |document| {
            let bodies = document.and_then(|document| Ok(bodies(document, vendor, by_user, &declared)?));
            bodies.map_or_else(|error| vec![Err(error)], |bodies| bodies.into_iter().map(Ok).collect())
        })
    });
    errors.into_iter().map(|error| Err(error.into())).chain(read)
}

/// The bodies of a document: itself, the one that it captures, or the items of its list.
fn bodies<'a>(
    document: Document<'a>,
    vendor: &'a Vendor,
    by_user: &Declared<'a>,
    declared: &Declared<'a>,
) -> Result<Vec<Body<'a>>, Diagnostic> {
    if let Some(captured) = Captured::read(&document)? {
        let declared = by_user.or_else(|| captured.declared(vendor, &document))?;
        return Ok(vec![Body { start: document.start, bytes: captured.body, declared, is_captured: true }]);
    }
    let items = if declared.takes_lists(vendor) { document.items() } else { None };
    let body = |document: Document<'a>| Body {
        start: document.start,
        bytes: document.text.get().as_bytes().to_vec(),
        declared: declared.clone(),
        is_captured: false,
    };
    Ok(items.unwrap_or_else(|| vec![document]).into_iter().map(body).collect())
}

impl<'a> Body<'a> {
    /// Finds its event, and its drift.
    pub(crate) fn identify(&self, vendor: &'a Vendor) -> Result<Finding<'a>, Wrong> {
        identify(vendor, &self.declared, no_headers, &self.bytes).map_err(|why| {
            if self.is_captured { self.start.captured_error(&why).into() } else { self.start.not_an_event(why) }
        })
    }
}
