//! `[delivery.signature]`: how requests are signed.

use super::{HEADER_RULE, is_blank, is_header};
use crate::diagnostic::Diagnostics;
use crate::samples::scheme;
use crate::table::Table;
use crate::text::did_you_mean;
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

/// `[delivery.signature]`: the name of a preset, and fields that override it.
pub(super) fn signature(mut table: Table<'_>) -> Result<Signature, Diagnostics> {
    let (header, description) = (table.get::<String>("header"), table.get::<String>("description"));
    if let Some(header) = header.as_ref().filter(|header| !is_header(header)) {
        table.error("header", format!("{header:?} is not a header"), HEADER_RULE);
    }
    if description.as_deref().is_some_and(is_blank) {
        table.error("description", "no description of the signature", "say in `description` what it holds");
    }
    let fields = Fields::take(&mut table);
    let is_computed = SCHEME_KEYS.iter().any(|key| table.has(key));
    let scheme = if is_computed { fields.scheme(&mut table, header.clone()) } else { None };
    if header.is_none() && !is_computed {
        table.incomplete("a signature without a header", HEADER_HELP);
    }
    if description.is_none() && !is_computed {
        let help = "say in `description` what it holds, or in `scheme` how it is computed";
        table.incomplete("no description of the signature", help);
    }
    let header = header.or_else(|| scheme.as_ref().map(|scheme| spelled(&scheme.header)));
    let description = description.or_else(|| scheme.as_ref().map(Scheme::description));
    table.finish(header.zip(description).map(|(header, description)| Signature { header, description, scheme }))
}

/// The keys that say how a signature is computed.
const SCHEME_KEYS: [&str; 9] =
    ["scheme", "separator", "prefix", "encoding", "signed", "timestamp", "id", "tolerance_seconds", "secret"];

/// The values of [`SCHEME_KEYS`].
struct Fields {
    scheme: Option<String>,
    separator: Option<char>,
    prefix: Option<String>,
    encoding: Option<Encoding>,
    signed: Option<String>,
    timestamp: Option<TimestampSource>,
    id: Option<String>,
    tolerance_seconds: Option<u64>,
    secret: Option<SecretForm>,
}

impl Fields {
    fn take(table: &mut Table<'_>) -> Self {
        let lower = |name: String| name.to_ascii_lowercase();
        Self {
            scheme: table.get("scheme"),
            separator: table.get("separator"),
            prefix: table.get("prefix"),
            encoding: table.get("encoding"),
            signed: table.get("signed"),
            timestamp: table.get("timestamp").map(|source| match source {
                TimestampSource::Header(name) => TimestampSource::Header(lower(name)),
                item @ TimestampSource::Item(_) => item,
            }),
            id: table.get("id").map(lower),
            tolerance_seconds: table.get("tolerance_seconds"),
            secret: table.get("secret"),
        }
    }

    /// The scheme, whose fields do not contradict each other. Reports what is wrong.
    fn scheme(self, table: &mut Table<'_>, header: Option<String>) -> Option<Scheme> {
        let preset = match &self.scheme {
            Some(name) => Some(preset(table, name)?),
            // The name of a preset has another type, which was reported.
            None if table.has("scheme") => return None,
            None => None,
        };
        if preset.is_none() && header.is_none() && !table.has("header") {
            table.incomplete("a signature without a header", HEADER_HELP);
        }
        if preset.is_none() && !table.has("encoding") {
            let help = "say `encoding = \"hex\"` or `\"base64\"`, or name a `scheme`";
            table.incomplete("a signature without an encoding", help);
        }
        // A scheme without these is reported already, and its other fields are checked.
        let default = || Scheme { header: "x-signature".to_owned(), ..Scheme::from(&DEFAULT) };
        let preset = preset.unwrap_or_else(default);
        let scheme = Scheme {
            header: header.map_or(preset.header, |header| header.to_ascii_lowercase()),
            separator: self.separator.or(preset.separator),
            prefix: self.prefix.unwrap_or(preset.prefix),
            encoding: self.encoding.unwrap_or(preset.encoding),
            signed: self.signed.unwrap_or(preset.signed),
            timestamp: self.timestamp.or(preset.timestamp),
            id: self.id.or(preset.id),
            tolerance_seconds: self.tolerance_seconds.unwrap_or(preset.tolerance_seconds),
            secret: self.secret.unwrap_or(preset.secret),
        };
        if let Some((key, what, help)) = scheme.fault(self.tolerance_seconds.is_some()) {
            table.error(key, what, help);
        }
        Some(scheme)
    }
}

/// The preset of a name. An unknown name is reported.
fn preset(table: &mut Table<'_>, name: &str) -> Option<Scheme> {
    let preset = Scheme::presets().find(|(known, _)| *known == name).map(|(_, preset)| preset);
    if preset.is_none() {
        let names: Vec<_> = Scheme::presets().map(|(name, _)| name).collect();
        let suggestion = did_you_mean(name, &names).map(|one| one + " ").unwrap_or_default();
        let help = format!("{suggestion}the schemes are {}; any other is given by its fields", names.join(", "));
        table.error("scheme", format!("unknown scheme {name:?}"), help);
    }
    preset
}

const HEADER_HELP: &str = "say in `header` where it is, or name a `scheme`";

/// The scheme with the default of every field.
const DEFAULT: scheme::Scheme = scheme::Scheme::CONSCENT;

impl Scheme {
    /// Why no receiver could verify the scheme, or why it is surely a mistake, and the key that is wrong.
    fn fault(&self, has_tolerance: bool) -> Option<(&'static str, String, &'static str)> {
        let Self { separator, signed, timestamp, id, .. } = self;
        let time_header = match timestamp {
            Some(TimestampSource::Header(name)) => Some(name),
            _ => None,
        };
        // The header of the signature was checked as it is written.
        let mut names = [("id", id.as_ref()), ("timestamp", time_header)].into_iter();
        if let Some((key, name)) = names.find_map(|(key, name)| Some((key, name.filter(|name| !is_header(name))?))) {
            return Some((key, format!("{name:?} is not a header"), HEADER_RULE));
        }
        let rest = ["{body}", "{timestamp}", "{id}"].iter().fold(signed.clone(), |rest, place| rest.replace(place, ""));
        let signs = |place: &str| signed.contains(place);
        Some(match () {
            () if !signs("{body}") => (
                "signed",
                format!("`signed` is {signed:?}"),
                "a signature that leaves out {body} would be valid for any other body; add {body}",
            ),
            () if rest.contains(['{', '}']) => {
                ("signed", format!("`signed` is {signed:?}"), "the placeholders are {body}, {timestamp} and {id}")
            }
            () if signs("{timestamp}") && timestamp.is_none() => (
                "signed",
                "{timestamp} is signed, but `timestamp` is missing".to_owned(),
                "say where it is: timestamp = { header = \"x-timestamp\" }, or { item = \"t=\" }",
            ),
            () if !signs("{timestamp}") && timestamp.is_some() => (
                "timestamp",
                "`timestamp` is given, but not signed".to_owned(),
                "anyone could change it; add {timestamp} to `signed`, or remove `timestamp`",
            ),
            () if signs("{id}") && id.is_none() => (
                "signed",
                "{id} is signed, but `id` is missing".to_owned(),
                "say which header has it: id = \"x-message-id\"",
            ),
            () if !signs("{id}") && id.is_some() => {
                ("id", "`id` is given, but not signed".to_owned(), "add {id} to `signed`, or remove `id`")
            }
            () if matches!(timestamp, Some(TimestampSource::Item(_))) && separator.is_none() => (
                "timestamp",
                "the timestamp is an item of a header that has only one item".to_owned(),
                "say in `separator` what separates the items",
            ),
            () if has_tolerance && timestamp.is_none() => (
                "tolerance_seconds",
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
