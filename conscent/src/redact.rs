//! Redaction of bodies: replaces personal data with other data of the same form.
//!
//! ```
//! use conscent::redact::{Redactor, Words};
//!
//! let words = Words::default().event("gift.sent").code("kind", "GIFT");
//! let body = r#"{"event": "gift.sent", "user": {"email": "jo@mail.in", "faith": "HINDU", "kind": "GIFT", "age": null}}"#;
//! let redacted = Redactor::new([7; 64]).keeping(words).body(body, "gift.sent");
//!
//! assert!(redacted.starts_with(r#"{"event": "gift.sent", "user": {"email": ""#));
//! assert!(redacted.ends_with(r#"", "kind": "GIFT", "age": null}}"#));
//! assert!(!redacted.contains("jo@mail.in") && !redacted.contains("HINDU"));
//! assert_eq!(redacted.len(), body.len() + "example".len() - "in".len());
//! ```
//!
//! | data | becomes |
//! |---|---|
//! | e-mail address | an address under `.example`, a reserved domain that receives no mail |
//! | id in hexadecimal digits, UUID | another one |
//! | RFC 3339 timestamp, date | another one, in the same century and zone |
//! | text that is documented as a code of its key | unchanged; [`Words`] lists these codes |
//! | text that is a key of the same body (`"contains": ["purchase", "user"]`) | unchanged, if the key is |
//! | any other text | each letter becomes a letter of the same case, and each digit a digit; punctuation, spaces and `https://` are unchanged |
//! | number | another one with the same number of digits; an integer becomes an integer, and 0 is unchanged. A number too large for an `f64` remains too large |
//! | text or key with half a character (`"\ud83d"`) | another one, which also ends with half a character |
//! | `true`, `false`, `null`, `""` | unchanged |
//! | key | unchanged if it is documented; also if it has the form of a field name (`user_name`, `userName`, `_id`) and every other key of its object has that form or is documented |
//! | event's name | unchanged if it is documented, or has the form of an event name (`gift.sent`); otherwise it is replaced wherever it occurs |
//!
//! Capital letters do not show whether a text is personal: `PAID` may be a state, and `HIV` a disease. So without
//! [`Words`], no such text is kept. A capture uses the words of the types of its deliveries, so for a new value of a
//! documented set it shows only the form.
//!
//! A replacement has exactly the [forms](conscent_core::form::Form) of the original. So redacted bodies have the same
//! JSON Schema as the originals.
//!
//! # What redaction protects against
//!
//! The replacement is drawn from a `ChaCha20` generator, whose seed is HMAC-SHA-256 of the original under a secret. The
//! same original always has the same replacement, so equal values stay equal, and the person in two deliveries remains
//! the same person. Without the secret, an original can neither be computed from its replacement nor found by trying
//! likely values, such as all phone numbers.
//!
//! This is not anonymization. Lengths, punctuation, capital letters, centuries, which values are equal, and how often
//! each occurs all remain visible. A key that is a name in lower case (`{"jo": 1}`) looks like a field name, and is
//! kept unless a key next to it shows that the keys of the object are data. A text that equals such a key is kept as
//! well, and so is the name of an event called `jo`. So you may show a redacted body to a colleague or check it in as a
//! sample, but publish it only after reading it.

mod form;
mod outline;
mod scramble;
mod token;
mod words;

use conscent_core::form::Forms;
use hmac::{Hmac, KeyInit};
use outline::{Outline, Piece};
use scramble::Scrambler;
use serde::de::IgnoredAny;
use sha2::Sha256;
use std::borrow::Cow;
use std::fmt;
use std::io;
use token::TokenKind;

pub(crate) use token::compact;
pub use words::Words;

/// Replaces personal data in bodies. Equal values get equal replacements.
#[derive(Clone)]
pub struct Redactor {
    secret: Hmac<Sha256>,
    words: Words,
}

impl Redactor {
    /// Creates a redactor with a secret from the system's random source. No other redactor makes the same replacements.
    ///
    /// # Errors
    /// The system provides no random bytes.
    pub fn random() -> io::Result<Self> {
        let mut secret = [0; 64];
        getrandom::fill(&mut secret)?;
        Ok(Self::new(secret))
    }

    /// Creates a redactor with this secret, which must be random. Redactors with the same secret give equal values
    /// equal replacements.
    ///
    /// That holds within one version of this crate. Another version may choose other replacements.
    #[must_use]
    pub fn new(secret: [u8; 64]) -> Self {
        Self { secret: Hmac::new(&secret.into()), words: Words::default() }
    }

    /// Also keeps these words: documented codes, keys and names of events.
    #[must_use]
    pub fn keeping(self, words: Words) -> Self {
        Self { words, ..self }
    }

    /// Redacts a body. The event's name in it is replaced in the same way as by [`event`](Self::event).
    ///
    /// A text that is not JSON is redacted too, and more strictly: outside of quotes, only numbers keep their form, and
    /// only `true`, `false` and `null` are kept.
    #[must_use]
    pub fn body(&self, body: &str, event: &str) -> String {
        let outline = Outline::of(body, &self.words);
        let keys = outline.keys(&self.words, |key, number| self.key(key, number));
        let shown = self.event(event);
        let mut redacted = String::with_capacity(body.len());
        for piece in outline.pieces() {
            let token = piece.token;
            match (token.kind, piece.text.as_deref()) {
                (TokenKind::Space | TokenKind::Mark, _) => redacted.push_str(token.text),
                (TokenKind::Key, Some(key)) => {
                    redacted.push_str(&quoted(piece, key, keys.replacement(piece).unwrap_or(key)));
                }
                (_, Some(text)) => {
                    let stays = || keys.kept.contains(text) || self.words.has_code(outline.key_of(piece), text);
                    let of_event = part_of_event(text, event, &shown);
                    let replacement =
                        of_event.unwrap_or_else(|| if stays() { text.to_owned() } else { self.same_form(text) });
                    redacted.push_str(&quoted(piece, text, &replacement));
                }
                (_, None) => redacted.push_str(&self.bare(token.text)),
            }
        }
        redacted
    }

    /// Redacts the name of an event. A name is kept if it is documented, or has the form of an event name and not that
    /// of personal data.
    #[must_use]
    pub fn event(&self, event: &str) -> String {
        if event.is_empty() || self.words.has_event(event) || form::is_event(event) {
            return event.to_owned();
        }
        // The part that a header sends and the part from the body each have their own form. An account name only has
        // one as a whole.
        let parts = event.split_once('.').filter(|(header, _)| form::may_be_split(event) && form::is_event(header));
        let of_parts = parts.map(|(header, rest)| format!("{}.{}", self.same_form(header), self.event(rest)));
        of_parts.filter(|parts| Forms::of(parts) == Forms::of(event)).unwrap_or_else(|| self.same_form(event))
    }

    /// A replacement of a key, chosen by `number`. Later ones are longer, because a short key has few replacements of
    /// its own length.
    fn key(&self, key: &str, number: u8) -> String {
        let seed = if number == 0 { Cow::Borrowed(key) } else { format!("{key}\0{number}").into() };
        Scrambler::new(&self.secret, &seed).same_form(&key.repeat(1 + usize::from(number / 4)))
    }

    fn same_form(&self, text: &str) -> String {
        Scrambler::new(&self.secret, text).same_form(text)
    }

    /// Redacts a token outside of quotes, or one whose quotes are not those of a JSON string.
    fn bare(&self, text: &str) -> String {
        let mut scrambler = Scrambler::new(&self.secret, text);
        match text {
            "true" | "false" | "null" | "\u{feff}" => text.to_owned(), // a byte order mark is not data
            // Unlike `Number`, this also accepts numbers that no `f64` can hold.
            _ if serde_json::from_str::<IgnoredAny>(text).is_ok() => scrambler.number(text),
            _ => scrambler.text(text),
        }
    }
}

/// The shown form of a text that is the event's name, or the part of it after a dot: if a header names the event, the
/// body has only the end of the name. Replacements keep punctuation, so the corresponding end of the replacement
/// follows the same number of dots.
fn part_of_event(text: &str, event: &str, shown: &str) -> Option<String> {
    let before = event.strip_suffix(text).filter(|_| !text.is_empty())?;
    let dots = before.matches('.').count();
    let part = shown.splitn(dots + 1, '.').last().filter(|_| before.is_empty() || before.ends_with('.'));
    part.map(str::to_owned)
}

/// The replacement as a JSON string. An unchanged text stays as it was written. A text with half a character gets
/// another half, so that the redacted body has the same drift.
fn quoted(piece: &Piece<'_>, original: &str, replacement: &str) -> String {
    if replacement == original {
        return piece.token.text.to_owned();
    }
    let mut quoted = serde_json::Value::from(replacement).to_string();
    if piece.has_half {
        quoted.truncate(quoted.len() - 1);
        quoted.push_str("\\ud83d\"");
    }
    quoted
}

/// Does not show the secret.
impl fmt::Debug for Redactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Redactor").finish_non_exhaustive()
    }
}
