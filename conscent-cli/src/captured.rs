//! Deliveries that the crate `conscent` has captured, where bodies are read.

use crate::documents::Document;
use crate::identify::{Api, Told};
use base64::prelude::{BASE64_STANDARD, Engine};
use clap::ValueEnum;
use conscent_codegen::diagnostic::Diagnostic;
use conscent_codegen::import::{Body, Line};

/// A captured body, and what its line tells of it.
pub(crate) struct Captured {
    pub(crate) api: String,
    /// Empty where the body did not tell it.
    pub(crate) event: String,
    pub(crate) body: Vec<u8>,
}

impl Captured {
    /// What the document captures; nothing if it is a body itself.
    pub(crate) fn read(document: &Document<'_>) -> Result<Option<Self>, Diagnostic> {
        let Ok(Line { api, event, body, .. }) = Line::read(document.text.get().as_bytes()) else { return Ok(None) };
        let wrong = |what: &str, why: String| document.start.place().says(what, why);
        let body = match body {
            Some(Body::Json(json)) => json.get().as_bytes().to_vec(),
            Some(Body::Text(text)) => text.into_bytes(),
            Some(Body::Base64(base64)) => BASE64_STANDARD
                .decode(base64)
                .map_err(|error| wrong("no base64 under \"base64\"", error.to_string()))?,
            None => {
                return Err(wrong(
                    "no captured body",
                    "a line has one of \"body\", \"text\" and \"base64\"".to_owned(),
                ));
            }
        };
        Ok(Some(Self { api, event, body }))
    }

    /// What is known of the body: what the user tells, or else the line.
    pub(crate) fn told<'a>(&'a self, told: Told<'a>) -> Told<'a> {
        match (told, Api::from_str(&self.api, false)) {
            (Told::Nothing, Ok(api)) if self.event.is_empty() => Told::Api(api),
            (Told::Nothing, Ok(api)) => Told::Event(api, &self.event),
            (told, _) => told,
        }
    }
}
