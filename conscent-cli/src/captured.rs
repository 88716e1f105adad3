//! Captured deliveries in input that holds bodies.

use crate::documents::Document;
use crate::identify::Declared;
use crate::vendor::Vendor;
use base64::prelude::{BASE64_STANDARD, Engine};
use conscent_codegen::Diagnostic;
use conscent_import::{Body, CaptureLine};

/// A captured body, and what its line says about it.
pub(crate) struct Captured {
    api: String,
    /// Empty if nothing names it.
    event: String,
    pub(crate) body: Vec<u8>,
}

impl Captured {
    /// The body that the document captures. `None` if the document is a body itself.
    pub(crate) fn read(document: &Document<'_>) -> Result<Option<Self>, Diagnostic> {
        let Ok(CaptureLine { api, event, body, .. }) = CaptureLine::read(document.text.get().as_bytes()) else {
            return Ok(None);
        };
        let error = |message: &str, help: &str| document.start.location().error(message, help);
        let body = match body {
            Some(Body::Json(json)) => json.get().as_bytes().to_vec(),
            Some(Body::Text(text)) => text.into_bytes(),
            Some(Body::Base64(base64)) => {
                BASE64_STANDARD.decode(base64).map_err(|why| error("not base64 under \"base64\"", &why.to_string()))?
            }
            None => return Err(error("no captured body", "a line has one of \"body\", \"text\" and \"base64\"")),
        };
        Ok(Some(Self { api, event, body }))
    }

    /// What the line declares about the body.
    pub(crate) fn declared<'a>(&self, vendor: &'a Vendor, document: &Document<'_>) -> Result<Declared<'a>, Diagnostic> {
        let Some(module) = vendor.module(&self.api) else {
            let message = format!("captured from an unknown api, {:?}", self.api);
            return Err(document.start.location().error(message, vendor.known()));
        };
        let event = &self.event;
        Ok(if event.is_empty() { Declared::Api(module) } else { Declared::Event(module, event.clone()) })
    }
}
