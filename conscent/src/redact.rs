//! Redaction of bodies: personal data is replaced, its form is kept.
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
//! | what | becomes |
//! |---|---|
//! | e-mail address | an address under `.example`, a domain that is reserved and receives no mail |
//! | id in hexadecimal digits, UUID | another one |
//! | RFC 3339 timestamp, date | another one, in the same century and zone |
//! | text that is documented as a code of its key | stays: [`Words`] says which |
//! | text that is a key of the same body (`"contains": ["purchase", "user"]`) | stays, if the key does |
//! | any other text | a letter for a letter, in the same case, and a digit for a digit; signs and spaces stay, and so does `https://` |
//! | number | another one with as many digits, an integer or not; 0 stays |
//! | `true`, `false`, `null`, `""` | stays |
//! | key | stays if it is documented; also if it has the form of a field's name (`user_name`, `userName`, `_id`), and every other key of its object has it or is documented |
//! | event's name | stays if it is documented, or has the form of one (`gift.sent`); else it is replaced wherever it occurs |
//!
//! A text in capitals says nothing of what it means: `PAID` may be a state, and `HIV` a disease. So without [`Words`] none stays. A
//! capture has the words of the types of its deliveries, and so it shows a new value of a documented set with the form of the value only.
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
//! occurs all remain. A key that is a name in small letters (`{"jo": 1}`) looks like the name of a field, and stays unless a key next to
//! it shows that the object has data for its keys; so does a text that equals such a key, and an event called `jo`. So show a redacted
//! body to a colleague or check it in as a sample, but publish it only after reading it.

mod form;
mod outline;
mod scramble;
mod token;
mod words;

use conscent_core::form::Forms;
use hmac::{Hmac, KeyInit};
use outline::Outline;
use scramble::Scrambler;
use sha2::Sha256;
use std::borrow::Cow;
use std::fmt;
use std::io;
use token::TokenKind;

pub(crate) use token::compact;
pub use words::Words;

/// Replaces personal data, with equal replacements for equal values.
#[derive(Clone)]
pub struct Redactor {
    secret: Hmac<Sha256>,
    words: Words,
}

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
        Self { secret: Hmac::new(&secret.into()), words: Words::default() }
    }

    /// Keeps these words too: documented codes, keys and names of events.
    #[must_use]
    pub fn keeping(self, words: Words) -> Self {
        Self { words, ..self }
    }

    /// Redacts a body, in which the event's name is replaced as [`event`](Self::event) does it.
    ///
    /// A text that is not JSON is redacted too, and more strictly: outside of quotes, only numbers keep their form, and
    /// only `true`, `false` and `null` stay.
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
                    redacted.push_str(&quoted(token.text, key, keys.replacement(piece).unwrap_or(key)));
                }
                (_, Some(text)) => {
                    let stays = || keys.kept.contains(text) || self.words.has_code(outline.key_of(piece), text);
                    let of_event = part_of_event(text, event, &shown);
                    let replacement =
                        of_event.unwrap_or_else(|| if stays() { text.to_owned() } else { self.same_form(text) });
                    redacted.push_str(&quoted(token.text, text, &replacement));
                }
                (_, None) => redacted.push_str(&self.bare(token.text)),
            }
        }
        redacted
    }

    /// Redacts the name of an event: it stays if it is documented, or has the form of such a name and not that of
    /// personal data.
    #[must_use]
    pub fn event(&self, event: &str) -> String {
        if event.is_empty() || self.words.has_event(event) || form::is_event(event) {
            return event.to_owned();
        }
        // What a header names, and what the body does: each has a form of its own. The name of an account has that of both together.
        let parts = event.split_once('.').filter(|(header, _)| form::may_be_split(event) && form::is_event(header));
        let of_parts = parts.map(|(header, rest)| format!("{}.{}", self.same_form(header), self.event(rest)));
        of_parts.filter(|parts| Forms::of(parts) == Forms::of(event)).unwrap_or_else(|| self.same_form(event))
    }

    /// One of the replacements of a key. They become longer, since keys of one letter have few of their length.
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
            "true" | "false" | "null" => text.to_owned(),
            _ if serde_json::from_str::<serde_json::Number>(text).is_ok() => scrambler.number(text),
            _ => scrambler.text(text),
        }
    }
}

/// What is shown of a text if it is the event's name, or what follows a dot in it: with a header, the body has only the end of
/// the name. As replacements keep signs, the end of a replacement follows as many dots.
fn part_of_event(text: &str, event: &str, shown: &str) -> Option<String> {
    let before = event.strip_suffix(text).filter(|_| !text.is_empty())?;
    let dots = before.matches('.').count();
    let part = shown.splitn(dots + 1, '.').last().filter(|_| before.is_empty() || before.ends_with('.'));
    part.map(str::to_owned)
}

/// The replacement as a JSON string. An unchanged text stays as it was written.
fn quoted(token: &str, original: &str, replacement: &str) -> String {
    if replacement == original { token.to_owned() } else { serde_json::Value::from(replacement).to_string() }
}

/// It does not show the secret.
impl fmt::Debug for Redactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Redactor").finish_non_exhaustive()
    }
}
