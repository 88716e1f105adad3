//! How the vendor signs its requests.

use crate::vendor::Vendor;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use conscent::auth::{Encoding, Scheme, SecretForm, TimestampSource};
use conscent_codegen::samples as data;
use conscent_codegen::{Diagnostic, Location};
use std::time::Duration;

/// Reads the name of a preset.
pub(super) fn parser() -> impl TypedValueParser<Value = Scheme> {
    let names = Scheme::PRESETS.iter().map(|(name, _)| *name);
    PossibleValuesParser::new(names).try_map(|name| {
        let preset = Scheme::PRESETS.iter().find(|(known, _)| *known == name);
        preset.map(|(_, scheme)| *scheme).ok_or("unknown scheme")
    })
}

/// The scheme of the vendor.
pub(super) fn of(vendor: &Vendor) -> Result<Scheme, Diagnostic> {
    let scheme = vendor.interface.delivery.signature.as_ref().and_then(|signature| signature.scheme.as_ref());
    scheme.map(from_data).ok_or_else(|| {
        let help = "[delivery.signature] in hints.toml does not say how this vendor signs; add a `scheme` there, or choose one \
                    with --scheme";
        Location::file("--sign-env").error("unknown scheme", help)
    })
}

/// The scheme that hints.toml describes.
fn from_data(scheme: &data::Scheme) -> Scheme {
    Scheme {
        header: kept(&scheme.header),
        separator: scheme.separator,
        prefix: kept(&scheme.prefix),
        encoding: match scheme.encoding {
            data::Encoding::Hex => Encoding::Hex,
            data::Encoding::Base64 => Encoding::Base64,
        },
        signed: kept(&scheme.signed),
        timestamp: scheme.timestamp.as_ref().map(|source| match source {
            data::TimestampSource::Header(name) => TimestampSource::Header(kept(name)),
            data::TimestampSource::Item(prefix) => TimestampSource::Item(kept(prefix)),
        }),
        id: scheme.id.as_deref().map(kept),
        tolerance: Duration::from_secs(scheme.tolerance_seconds),
        secret: match &scheme.secret {
            data::SecretForm::Text => SecretForm::Text,
            data::SecretForm::Base64(prefix) => SecretForm::Base64(kept(prefix)),
        },
    }
}

/// A `'static` text, as `Scheme` needs it for constants. It is leaked once: the program reads one scheme, and ends soon
/// after.
fn kept(text: &str) -> &'static str {
    text.to_owned().leak()
}
