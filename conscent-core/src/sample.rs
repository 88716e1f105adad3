//! Documented payloads.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use serde_json::Value;

use crate::{Api, ChangeError, ChangedSample, DecodeError, Naming, Payload, decode, from_json};

/// One documented payload, as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Sample {
    /// The api (generation of webhooks) that the sample belongs to: `v2`.
    pub api: &'static str,
    /// The descriptor of that api.
    pub descriptor: &'static Api,
    /// The event's name: `purchase.pass`.
    pub event: &'static str,
    /// The sample's name, unique within its event.
    pub name: &'static str,
    /// The page and line of the documentation that shows the sample; empty if unknown.
    pub origin: &'static str,
    /// The heading above it on that page, which is what people call the event; empty if unknown.
    pub heading: &'static str,
    /// Where the text comes from, and whether it was changed.
    pub fidelity: Fidelity,
    /// The whole body.
    pub text: &'static str,
}

/// How a sample relates to the documentation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Fidelity {
    /// The text is as documented.
    Verbatim,
    /// A known mistake in the documentation was corrected.
    Corrected,
    /// The sample is not documented: it is a captured delivery.
    Captured,
    /// The sample is a captured delivery whose personal data was replaced during the import.
    Redacted,
}

impl fmt::Display for Fidelity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Verbatim => "verbatim",
            Self::Corrected => "corrected",
            Self::Captured => "captured",
            Self::Redacted => "redacted",
        })
    }
}

impl Sample {
    /// Creates a sample from its fields, in their order. For generated code.
    #[doc(hidden)]
    #[must_use]
    pub const fn new(
        descriptor: &'static Api,
        [event, name, origin, heading]: [&'static str; 4],
        fidelity: Fidelity,
        text: &'static str,
    ) -> Self {
        Self { api: descriptor.name, descriptor, event, name, origin, heading, fidelity, text }
    }

    /// The header that names the event in a request, and its value. If the body has a part of the name, the header has
    /// the rest.
    ///
    /// `None` if the api names its events elsewhere.
    #[must_use]
    pub fn header(&self) -> Option<(&'static str, &'static str)> {
        let Naming { header, pointer } = self.descriptor.naming;
        let body: Value = from_json(self.text.as_bytes()).unwrap_or_default();
        let in_body = pointer.and_then(|pointer| body.pointer(pointer)).and_then(Value::as_str);
        let name = in_body.and_then(|text| self.event.strip_suffix(text)?.strip_suffix('.'));
        Some((header?, name.unwrap_or(self.event)))
    }

    /// Copies the sample with another value at a JSON pointer, for tests; see [`ChangedSample::with`].
    ///
    /// # Errors
    /// [`ChangeError`] names the part of the pointer that does not exist.
    pub fn with(&self, pointer: &str, value: impl Into<Value>) -> Result<ChangedSample, ChangeError> {
        ChangedSample::new(self)?.with(pointer, value)
    }
}

/// A sample whose whole body is a `T`. It dereferences to a [`Sample`].
pub struct TypedSample<T> {
    sample: &'static Sample,
    body: PhantomData<fn() -> T>,
}

impl<T: Payload> TypedSample<T> {
    /// Adds the type of the body. For generated code.
    #[doc(hidden)]
    #[must_use]
    pub const fn new(sample: &'static Sample) -> Self {
        Self { sample, body: PhantomData }
    }

    /// Decodes the body.
    ///
    /// # Errors
    /// The text is not a JSON object, which cannot happen with the samples of a generated crate.
    pub fn decode(&self) -> Result<T, DecodeError> {
        decode(self.text.as_bytes())
    }

    /// Decodes the body with another value at a JSON pointer, for tests; see [`ChangedSample::with`].
    ///
    /// # Errors
    /// [`ChangeError`] names the part of the pointer that does not exist.
    pub fn with(&self, pointer: &str, value: impl Into<Value>) -> Result<T, ChangeError> {
        self.sample.with(pointer, value)?.decode()
    }
}

impl<T> Deref for TypedSample<T> {
    type Target = Sample;

    fn deref(&self) -> &Sample {
        self.sample
    }
}

impl<T> Clone for TypedSample<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for TypedSample<T> {}

impl<T> fmt::Debug for TypedSample<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sample.fmt(f)
    }
}
