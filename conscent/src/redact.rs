//! Redaction of bodies: personal data is replaced, its form is kept.
//!
//! ```
//! use conscent::redact::Redactor;
//!
//! let body = r#"{"event": "gift.sent", "user": {"email": "jo@mail.in", "phone": "9821828889", "kind": "GIFT", "age": null}}"#;
//! let redacted = Redactor::new([7; 64]).body(body, "gift.sent");
//!
//! assert!(redacted.starts_with(r#"{"event": "gift.sent", "user": {"email": ""#));
//! assert!(redacted.ends_with(r#"", "kind": "GIFT", "age": null}}"#));
//! assert!(!redacted.contains("jo@mail.in") && !redacted.contains("9821828889"));
//! assert_eq!(redacted.len(), body.len() + "example".len() - "in".len());
//! ```
//!
//! | what | becomes |
//! |---|---|
//! | e-mail address | an address under `.example`, a domain that is reserved and receives no mail |
//! | id in hexadecimal digits, UUID | another one |
//! | RFC 3339 timestamp, date | another one, in the same century and zone |
//! | code in capitals (`NOT_INITIATED`) | stays, unless it is long, or its key is that of a name or a place |
//! | any other text | a letter for a letter, in the same case, and a digit for a digit; signs and spaces stay, and so does `https://` |
//! | number | another one with as many digits, an integer or not; 0 stays |
//! | `true`, `false`, `null`, `""`, the event's name | stays |
//! | key | stays, unless it is an address, an id or a date, or has five digits |
//!
//! A replacement has the [forms](conscent_core::form::Form) of the original, and no other. So redacted bodies have the JSON Schema of the
//! originals.
//!
//! # What this protects from
//!
//! The replacement is drawn from a `ChaCha20` generator, whose seed is HMAC-SHA-256 of the original under a secret. One
//! original has one replacement, so equal values stay equal, and the person behind two deliveries remains the same
//! person. Without the secret, an original can neither be computed nor be found by trying a list of likely ones, such
//! as all phone numbers.
//!
//! This is not anonymization. Lengths, punctuation, capitals, centuries, which values are equal and how often each
//! occurs all remain. A name used as a key stays. Personal data in the form of a code stays, unless its key is known to
//! be personal: `{"nick": "JOE"}`. So show a redacted body to a colleague or check it in as a sample, but publish it
//! only after reading it.

mod form;
mod scramble;
mod token;

use hmac::{Hmac, KeyInit};
use scramble::Scrambler;
use sha2::Sha256;
use std::fmt;
use std::io;
use token::{TokenKind, tokens};

pub(crate) use token::compact;

/// Replaces personal data, with equal replacements for equal values.
#[derive(Clone)]
pub struct Redactor(Hmac<Sha256>);

impl Redactor {
    /// Makes a redactor with a secret from the system's random source. No other redactor will replace as it does.
    ///
    /// # Errors
    /// The system provides no random bytes.
    pub fn random() -> io::Result<Self> {
        let mut secret = [0; 64];
        getrandom::fill(&mut secret)?;
        Ok(Self::new(secret))
    }

    /// Makes a redactor with this secret, which must be random. Redactors with the same secret replace equal values
    /// equally.
    ///
    /// That holds within one version of this crate: another may choose other replacements.
    #[must_use]
    pub fn new(secret: [u8; 64]) -> Self {
        Self(Hmac::new(&secret.into()))
    }

    /// Redacts a body. Texts that equal the event's name stay.
    ///
    /// A text that is not JSON is redacted too, and more strictly: outside of quotes, only numbers keep their form, and
    /// only `true`, `false` and `null` stay.
    #[must_use]
    pub fn body(&self, body: &str, event: &str) -> String {
        let mut redacted = String::with_capacity(body.len());
        let mut key = String::new();
        for token in tokens(body) {
            match (token.kind, serde_json::from_str::<String>(token.text)) {
                (TokenKind::Space | TokenKind::Mark, _) => redacted.push_str(token.text),
                (TokenKind::Key, Ok(name)) => {
                    redacted.push_str(&quoted(token.text, &name, self.key(&name)));
                    key = name;
                }
                (TokenKind::Text, Ok(text)) if text == event => redacted.push_str(token.text),
                (TokenKind::Text, Ok(text)) => redacted.push_str(&quoted(token.text, &text, self.text(&text, &key))),
                (TokenKind::Key | TokenKind::Text | TokenKind::Bare, _) => redacted.push_str(&self.bare(token.text)),
            }
        }
        redacted
    }

    fn text(&self, text: &str, key: &str) -> String {
        if form::stays(text, key) { text.to_owned() } else { Scrambler::new(&self.0, text).same_form(text) }
    }

    fn key(&self, key: &str) -> String {
        if form::is_data(key) { Scrambler::new(&self.0, key).same_form(key) } else { key.to_owned() }
    }

    /// Redacts a token outside of quotes, or one whose quotes are not those of a JSON string.
    fn bare(&self, text: &str) -> String {
        let mut scrambler = Scrambler::new(&self.0, text);
        match text {
            "true" | "false" | "null" => text.to_owned(),
            _ if serde_json::from_str::<serde_json::Number>(text).is_ok() => scrambler.number(text),
            _ => scrambler.text(text),
        }
    }
}

/// The replacement as a JSON string. An unchanged text stays as it was written.
fn quoted(token: &str, original: &str, replacement: String) -> String {
    if replacement == original { token.to_owned() } else { serde_json::Value::String(replacement).to_string() }
}

/// It does not show the secret.
impl fmt::Debug for Redactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Redactor").finish_non_exhaustive()
    }
}
