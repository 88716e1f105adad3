//! `[delivery.signature]`: how requests are signed.

use super::{HEADER_RULE, is_blank, is_header};
use crate::diagnostic::{self, Diagnostic, Diagnostics, Location};
use crate::samples::scheme;
use serde::{Deserialize, Serialize};

/// How requests are signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signature {
    /// The header that proves who sent a body, as documents spell it.
    pub header: String,
    /// What the header holds, and when it is sent.
    pub description: String,
    /// How it is computed, if that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scheme: Option<Scheme>,
}

/// How a signature is computed: the content of `conscent_core::signature::Scheme`, as data that can be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scheme {
    /// The header with the signature, in lower case.
    pub header: String,
    /// What separates the items of that header.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub separator: Option<char>,
    /// The start of the items that are signatures.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub prefix: String,
    /// The encoding of the signature.
    pub encoding: Encoding,
    /// What is signed: a text with `{body}`, `{timestamp}` and `{id}`.
    pub signed: String,
    /// Where the time of signing is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<TimestampSource>,
    /// The header with the id of the message, in lower case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// How far the time of signing may be from the receiver's clock.
    pub tolerance_seconds: u64,
    /// How the secret is written.
    pub secret: SecretForm,
}

/// The encoding of a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Encoding {
    /// Hex digits.
    Hex,
    /// Base64.
    Base64,
}

/// Where the time of signing is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TimestampSource {
    /// In this header, whose name is in lower case.
    Header(String),
    /// In the item of the signature's header that starts with this prefix.
    Item(String),
}

/// How the secret is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SecretForm {
    /// As text.
    Text,
    /// In base64, after this prefix.
    Base64(String),
}

impl Scheme {
    /// The presets, by their names.
    fn presets() -> impl Iterator<Item = (&'static str, Self)> {
        scheme::Scheme::PRESETS.iter().map(|(name, preset)| (*name, Self::from(preset)))
    }

    /// The name of the preset that this scheme equals.
    #[must_use]
    pub fn preset(&self) -> Option<&'static str> {
        Self::presets().find(|(_, preset)| preset == self).map(|(name, _)| name)
    }
}

impl From<&scheme::Scheme> for Scheme {
    fn from(preset: &scheme::Scheme) -> Self {
        Self {
            header: preset.header.to_owned(),
            separator: preset.separator,
            prefix: preset.prefix.to_owned(),
            encoding: match preset.encoding {
                scheme::Encoding::Hex => Encoding::Hex,
                scheme::Encoding::Base64 => Encoding::Base64,
            },
            signed: preset.signed.to_owned(),
            timestamp: preset.timestamp.map(|source| match source {
                scheme::TimestampSource::Header(name) => TimestampSource::Header(name.to_owned()),
                scheme::TimestampSource::Item(prefix) => TimestampSource::Item(prefix.to_owned()),
            }),
            id: preset.id.map(str::to_owned),
            tolerance_seconds: preset.tolerance.as_secs(),
            secret: match preset.secret {
                scheme::SecretForm::Text => SecretForm::Text,
                scheme::SecretForm::Base64(prefix) => SecretForm::Base64(prefix.to_owned()),
            },
        }
    }
}

/// `[delivery.signature]` as it is written: the name of a preset, and fields that override it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    scheme: Option<String>,
    header: Option<String>,
    description: Option<String>,
    separator: Option<char>,
    prefix: Option<String>,
    encoding: Option<Encoding>,
    signed: Option<String>,
    timestamp: Option<TimestampSource>,
    id: Option<String>,
    tolerance_seconds: Option<u64>,
    secret: Option<SecretForm>,
}

impl Entry {
    /// Whether it has more than the header.
    fn has_scheme(&self) -> bool {
        let Self { scheme, separator, prefix, encoding, signed, timestamp, id, tolerance_seconds, secret, .. } = self;
        let texts = [scheme, prefix, signed, id].into_iter().any(Option::is_some);
        texts
            || separator.is_some()
            || encoding.is_some()
            || timestamp.is_some()
            || tolerance_seconds.is_some()
            || secret.is_some()
    }

    pub(super) fn signature(self, location: &Location) -> Result<Signature, Diagnostics> {
        let (header, description) = (self.header.clone(), self.description.clone());
        let wrong = |what: String, help: &str| location.clone().error(what, help);
        let name = match &header {
            Some(header) if !is_header(header) => Err(wrong(format!("{header:?} is not a header"), HEADER_RULE)),
            _ => Ok(()),
        };
        let text = match &description {
            Some(text) if is_blank(text) => {
                Err(wrong("no description of the signature".into(), "say in `description` what it holds"))
            }
            _ => Ok(()),
        };
        diagnostic::join(name, text)?;
        let scheme = if self.has_scheme() { Some(self.scheme(location)?) } else { None };
        let Some(header) = header.or_else(|| scheme.as_ref().map(|scheme| spelled(&scheme.header))) else {
            return Err(wrong("a signature without a header".into(), HEADER_HELP).into());
        };
        let Some(description) = description.or_else(|| scheme.as_ref().map(Scheme::description)) else {
            let help = "say in `description` what it holds, or in `scheme` how it is computed";
            return Err(wrong("no description of the signature".into(), help).into());
        };
        Ok(Signature { header, description, scheme })
    }

    /// The scheme, whose fields do not contradict each other.
    fn scheme(self, location: &Location) -> Result<Scheme, Diagnostic> {
        let wrong = |what: String, help: String| location.clone().error(what, help);
        let preset = match &self.scheme {
            None => None,
            Some(name) => {
                let known = Scheme::presets().find(|(known, _)| known == name).map(|(_, preset)| preset);
                let names: Vec<_> = Scheme::presets().map(|(name, _)| name).collect();
                let help = || format!("the schemes are {}; any other is given by its fields", names.join(", "));
                Some(known.ok_or_else(|| wrong(format!("unknown scheme {name:?}"), help()))?)
            }
        };
        let has_tolerance = self.tolerance_seconds.is_some();
        let lower = |name: String| name.to_ascii_lowercase();
        let timestamp = self.timestamp.map(|source| match source {
            TimestampSource::Header(name) => TimestampSource::Header(lower(name)),
            item @ TimestampSource::Item(_) => item,
        });
        let scheme = if let Some(preset) = preset {
            Scheme {
                header: self.header.map_or(preset.header, lower),
                separator: self.separator.or(preset.separator),
                prefix: self.prefix.unwrap_or(preset.prefix),
                encoding: self.encoding.unwrap_or(preset.encoding),
                signed: self.signed.unwrap_or(preset.signed),
                timestamp: timestamp.or(preset.timestamp),
                id: self.id.map(lower).or(preset.id),
                tolerance_seconds: self.tolerance_seconds.unwrap_or(preset.tolerance_seconds),
                secret: self.secret.unwrap_or(preset.secret),
            }
        } else {
            let lacks = |what: &str, help: &str| wrong(format!("a signature without {what}"), help.to_owned());
            Scheme {
                header: lower(self.header.ok_or_else(|| lacks("a header", HEADER_HELP))?),
                separator: self.separator,
                prefix: self.prefix.unwrap_or_default(),
                encoding: self.encoding.ok_or_else(|| {
                    lacks("an encoding", "say `encoding = \"hex\"` or `\"base64\"`, or name a `scheme`")
                })?,
                signed: self.signed.unwrap_or_else(|| "{body}".to_owned()),
                timestamp,
                id: self.id.map(lower),
                tolerance_seconds: self.tolerance_seconds.unwrap_or(DEFAULT.tolerance.as_secs()),
                secret: self.secret.unwrap_or(SecretForm::Text),
            }
        };
        match scheme.fault(has_tolerance) {
            Some((what, help)) => Err(wrong(what, help.to_owned())),
            None => Ok(scheme),
        }
    }
}

const HEADER_HELP: &str = "say in `header` where it is, or name a `scheme`";

/// The scheme with the default of every field.
const DEFAULT: scheme::Scheme = scheme::Scheme::CONSCENT;

impl Scheme {
    /// A scheme that no receiver could verify, or that is surely a mistake.
    fn fault(&self, has_tolerance: bool) -> Option<(String, &'static str)> {
        let Self { header, separator, signed, timestamp, id, .. } = self;
        let mut headers = [Some(header), id.as_ref()].into_iter().flatten();
        let time_header = match timestamp {
            Some(TimestampSource::Header(name)) => Some(name),
            _ => None,
        };
        if let Some(name) = headers.by_ref().chain(time_header).find(|name| !is_header(name)) {
            return Some((format!("{name:?} is not a header"), HEADER_RULE));
        }
        let rest = ["{body}", "{timestamp}", "{id}"].iter().fold(signed.clone(), |rest, place| rest.replace(place, ""));
        let signs = |place: &str| signed.contains(place);
        Some(match () {
            () if !signs("{body}") => (
                format!("`signed` is {signed:?}"),
                "a signature that leaves out {body} would be valid for any other body; add {body}",
            ),
            () if rest.contains(['{', '}']) => {
                (format!("`signed` is {signed:?}"), "the placeholders are {body}, {timestamp} and {id}")
            }
            () if signs("{timestamp}") && timestamp.is_none() => (
                "{timestamp} is signed, but `timestamp` is missing".to_owned(),
                "say where it is: timestamp = { header = \"x-timestamp\" }, or { item = \"t=\" }",
            ),
            () if !signs("{timestamp}") && timestamp.is_some() => (
                "`timestamp` is given, but not signed".to_owned(),
                "anyone could change it; add {timestamp} to `signed`, or remove `timestamp`",
            ),
            () if signs("{id}") && id.is_none() => {
                ("{id} is signed, but `id` is missing".to_owned(), "say which header has it: id = \"x-message-id\"")
            }
            () if !signs("{id}") && id.is_some() => {
                ("`id` is given, but not signed".to_owned(), "add {id} to `signed`, or remove `id`")
            }
            () if matches!(timestamp, Some(TimestampSource::Item(_))) && separator.is_none() => (
                "the timestamp is an item of a header that has only one item".to_owned(),
                "say in `separator` what separates the items",
            ),
            () if has_tolerance && timestamp.is_none() => (
                "`tolerance_seconds` is given, but `timestamp` is missing".to_owned(),
                "a tolerance only applies to a signed time; remove it",
            ),
            () => return None,
        })
    }

    /// The scheme as a sentence for documents.
    fn description(&self) -> String {
        let Self { prefix, encoding, signed, .. } = self;
        let encoding = match encoding {
            Encoding::Hex => "lower-case hex",
            Encoding::Base64 => "base64",
        };
        let signed = if signed == "{body}" { "the raw body".to_owned() } else { format!("`{signed}`") };
        let after = if prefix.is_empty() { String::new() } else { format!(", after `{prefix}`") };
        format!("HMAC-SHA256 of {signed} in {encoding}{after}")
    }
}

/// A header's name in its usual spelling: `X-Hub-Signature-256`.
fn spelled(header: &str) -> String {
    let parts = header.split('-').map(crate::text::capitalized);
    parts.collect::<Vec<_>>().join("-")
}
