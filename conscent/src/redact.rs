//! People's data replaced, form kept.
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
//! | e-mail address | an address under `.example`, which no mail ever reaches |
//! | id in hexadecimal digits, UUID | another one |
//! | RFC 3339 timestamp, date | another one, in the same century and zone |
//! | code (`NOT_INITIATED`) | stays, unless it is long, has more than three digits, or its key is that of a name or a place |
//! | any other text | a letter for a letter, in the same case, and a digit for a digit; signs and spaces stay, and so does `https://` |
//! | number | another one with as many digits, an integer or not; 0 stays |
//! | `true`, `false`, `null`, `""`, the event's name | stays |
//! | key | stays, unless it is an e-mail address, an id, or has five digits in a row |
//!
//! # What this protects from
//!
//! The replacement is chosen by HMAC-SHA-256 of the original, under a secret. One original has one replacement, so that equal values
//! stay equal and the person behind two deliveries is the same person; but whoever has no secret can neither compute an original nor try
//! out a list of likely ones (all phone numbers, say).
//!
//! It is no anonymity. Lengths, punctuation, capitals, times of the same century and which values are equal remain, and how often each
//! occurs. A name used as a key stays. A person's data that has the form of a code stays, if its key does not tell: `{"nick": "JOE"}`.
//! So a redacted body can be shown to a colleague or be checked in as a sample; publish it only after reading it.

mod form;
mod scramble;
mod token;

use form::Form;
use hmac::{Hmac, KeyInit};
use scramble::Stream;
use sha2::Sha256;
use std::fmt;
use std::io;
use token::{Kind, tokens};

pub(crate) use token::compact;

/// Replaces people's data, always in the same way.
#[derive(Clone)]
pub struct Redactor(Hmac<Sha256>);

impl Redactor {
    /// A redactor with a secret of its own, from the system's random source. Nothing else will ever replace as it does.
    ///
    /// # Errors
    /// The system gives no random bytes.
    pub fn random() -> io::Result<Self> {
        let mut secret = [0; 64];
        getrandom::fill(&mut secret)?;
        Ok(Self::new(secret))
    }

    /// A redactor with this secret, which must be random. With the same secret, equal values become equal in all that is redacted.
    #[must_use]
    pub fn new(secret: [u8; 64]) -> Self {
        Self(Hmac::new(&secret.into()))
    }

    /// Redacts a body. Texts that equal the event's name stay.
    ///
    /// What is no JSON is redacted too, and more strictly: outside of quotes, only numbers keep their form, and only `true`, `false` and
    /// `null` stay.
    #[must_use]
    pub fn body(&self, body: &str, event: &str) -> String {
        let mut redacted = String::with_capacity(body.len());
        let mut key = String::new();
        for token in tokens(body) {
            match (token.kind, serde_json::from_str::<String>(token.text)) {
                (Kind::Space | Kind::Mark, _) => redacted.push_str(token.text),
                (Kind::Key, Ok(name)) => {
                    redacted.push_str(&quoted(token.text, &name, self.key(&name)));
                    key = name;
                }
                (Kind::Text, Ok(text)) if text == event => redacted.push_str(token.text),
                (Kind::Text, Ok(text)) => redacted.push_str(&quoted(token.text, &text, self.text(&text, &key))),
                (Kind::Key | Kind::Text | Kind::Bare, _) => redacted.push_str(&self.bare(token.text)),
            }
        }
        redacted
    }

    fn text(&self, text: &str, key: &str) -> String {
        let mut stream = Stream::new(&self.0, text);
        match Form::of(text) {
            Form::Code if !form::is_personal(key) => text.to_owned(),
            Form::Email { name, domain } => stream.email(name, domain),
            Form::Id => stream.id(text),
            Form::Time => stream.time(text),
            Form::Code | Form::Text => stream.text(text),
        }
    }

    fn key(&self, key: &str) -> String {
        let mut stream = Stream::new(&self.0, key);
        match Form::of(key) {
            Form::Email { name, domain } => stream.email(name, domain),
            Form::Id => stream.id(key),
            _ if form::has_long_digits(key) => stream.text(key),
            _ => key.to_owned(),
        }
    }

    /// What stands outside of quotes, or within quotes that are none.
    fn bare(&self, text: &str) -> String {
        let mut stream = Stream::new(&self.0, text);
        match text {
            "true" | "false" | "null" => text.to_owned(),
            _ if serde_json::from_str::<serde_json::Number>(text).is_ok() => stream.number(text),
            _ => stream.text(text),
        }
    }
}

/// The replacement as a JSON string; as it was written, if it is the same.
fn quoted(token: &str, original: &str, replacement: String) -> String {
    if replacement == original { token.to_owned() } else { serde_json::Value::String(replacement).to_string() }
}

/// Without the secret.
impl fmt::Debug for Redactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Redactor").finish_non_exhaustive()
    }
}
