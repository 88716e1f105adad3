//! Encryption of what the database holds of a delivery.
//!
//! Bodies, headers and errors are encrypted with XChaCha20-Poly1305, each with a random nonce of its own, which comes first. The
//! associated data are the api, the dedupe key and the column: what is moved to another row or column does not open.

mod cipher;

use std::env;
use std::fmt;
use std::sync::Arc;

use base64::prelude::{BASE64_STANDARD, Engine};
use zeroize::Zeroizing;

use cipher::Cipher;

/// The length of a key.
const LENGTH: usize = 32;

/// The keys by which bodies, headers and errors are encrypted in the database. Without keys, they are stored as they came.
///
/// Each key has a number, which a row names. The first key encrypts, and all of them decrypt. So a key is replaced in this way:
/// the new one is written before the old one, `2:NEW,1:OLD`, and the old one is removed when no row has it any more (after the
/// retention, and when no delivery of its time is dead).
///
/// An inbox knows the keys that it was opened with before, and refuses another one of the same number: with a mistyped key, all
/// that is stored would look as if somebody had changed it.
///
/// Names of apis and events, dedupe keys and order keys remain legible in the database, as it finds rows by them.
///
/// Keys are wiped from memory when they are dropped, and `Debug` shows nothing of them.
#[derive(Clone, Default)]
pub struct Keys(Arc<[Key]>);

struct Key {
    number: u32,
    cipher: Cipher,
}

/// The text is not one of keys. The error does not repeat it, as it is secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeysError(String);

/// Why a stored content cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyError {
    /// It is encrypted with the key of this number, which is not known.
    Missing(u32),
    /// It was changed, or its key is not the one that has its number now.
    Wrong,
    /// The system provides no random bytes, or the content is longer than can be encrypted.
    Unsealed,
}

impl Keys {
    /// Reads keys: `2:BASE64,1:BASE64`, each with its number and 32 random bytes, as `openssl rand -base64 32` prints them.
    /// The first one encrypts, and all decrypt.
    ///
    /// # Errors
    /// The text has another form.
    pub fn parse(text: &str) -> Result<Self, KeysError> {
        let mut keys = Vec::<Key>::new();
        for (place, one) in text.trim().split(',').enumerate() {
            let key = Key::parse(one.trim()).map_err(|why| KeysError(format!("the {} {why}", nth(place))))?;
            if keys.iter().any(|other| other.number == key.number) {
                return Err(KeysError(format!("two keys have the number {}: each needs one of its own", key.number)));
            }
            keys.push(key);
        }
        Ok(Self(keys.into()))
    }

    /// [Reads](Self::parse) keys from an environment variable.
    ///
    /// # Errors
    /// The variable is not set, or its text has another form. A forgotten variable must not mean that
    /// personal data are stored without encryption.
    pub fn from_env(variable: &str) -> Result<Self, KeysError> {
        let error = |why: &str| KeysError(format!("{variable} {why}"));
        let text = match env::var(variable) {
            Ok(text) => Zeroizing::new(text),
            Err(env::VarError::NotPresent) => {
                return Err(error("is not set: its value is 1: and what `openssl rand -base64 32` prints"));
            }
            Err(env::VarError::NotUnicode(_)) => return Err(error("is not UTF-8")),
        };
        Self::parse(&text).map_err(|KeysError(why)| error(&format!("is malformed: {why}")))
    }

    /// Encrypts a content with the first key, and gives its number. Without keys, the content remains as it is.
    pub(crate) fn seal(
        &self,
        column: &str,
        api: &str,
        dedupe_key: &str,
        plain: &[u8],
    ) -> Result<(Vec<u8>, Option<u32>), KeyError> {
        let number = self.0.first().map(|key| key.number);
        Ok((self.seal_with(number, column, api, dedupe_key, plain)?, number))
    }

    /// Encrypts a content with the key of a row, which it may have or not.
    pub(crate) fn seal_with(
        &self,
        key: Option<u32>,
        column: &str,
        api: &str,
        dedupe_key: &str,
        plain: &[u8],
    ) -> Result<Vec<u8>, KeyError> {
        let Some(number) = key else { return Ok(plain.to_vec()) };
        self.cipher(number)?.seal(&place(column, api, dedupe_key), plain).ok_or(KeyError::Unsealed)
    }

    /// Decrypts a content of a row with this key, or none.
    pub(crate) fn open(
        &self,
        column: &str,
        api: &str,
        dedupe_key: &str,
        bytes: &[u8],
        key: Option<u32>,
    ) -> Result<Vec<u8>, KeyError> {
        let Some(number) = key else { return Ok(bytes.to_vec()) };
        self.cipher(number)?.open(&place(column, api, dedupe_key), bytes).ok_or(KeyError::Wrong)
    }

    /// A text that only the key of this number decrypts.
    pub(crate) fn prove(&self, number: u32) -> Result<Vec<u8>, KeyError> {
        self.seal_with(Some(number), "proof", "", "", b"")
    }

    /// Whether the key of this number is the one that made the proof.
    pub(crate) fn check(&self, number: u32, proof: &[u8]) -> Result<(), KeyError> {
        self.open("proof", "", "", proof, Some(number)).map(drop)
    }

    /// The numbers of the keys.
    pub(crate) fn numbers(&self) -> impl Iterator<Item = u32> {
        self.0.iter().map(|key| key.number)
    }

    fn cipher(&self, number: u32) -> Result<&Cipher, KeyError> {
        let key = self.0.iter().find(|key| key.number == number);
        key.map(|key| &key.cipher).ok_or(KeyError::Missing(number))
    }
}

impl Key {
    fn parse(text: &str) -> Result<Self, String> {
        let (number, secret) = text.split_once(':').ok_or("has no number: write it as 1:BASE64")?;
        // The column is a signed integer.
        let number = number.parse().ok().filter(|number| (1..=i32::MAX.unsigned_abs()).contains(number));
        let number = number.ok_or("does not begin with a number from 1 to 2147483647")?;
        // What 44 characters of base64 may hold, so that a key that is too long is seen.
        let mut bytes = Zeroizing::new([0; LENGTH + 1]);
        let length = if secret.len() == 44 { BASE64_STANDARD.decode_slice(secret, &mut *bytes).ok() } else { None };
        let secret = bytes.first_chunk::<LENGTH>().filter(|_| length == Some(LENGTH));
        let secret =
            secret.ok_or("is not 32 bytes in base64, which are 44 characters: `openssl rand -base64 32` makes one")?;
        let cipher = Cipher::new(secret).ok_or(WITHOUT)?;
        Ok(Self { number, cipher })
    }
}

const WITHOUT: &str = "cannot be used: this program was compiled without the feature `encrypt` of conscent-inbox";

/// The place of a content: what was encrypted for one place does not open at another.
fn place(column: &str, api: &str, dedupe_key: &str) -> Vec<u8> {
    // With their lengths, so that no two places are written alike.
    let parts = [api, dedupe_key, column].map(str::as_bytes);
    parts.into_iter().flat_map(|part| [&(part.len() as u64).to_le_bytes(), part].concat()).collect()
}

fn nth(place: usize) -> String {
    if place == 0 { "first key".to_owned() } else { format!("key at place {}", place + 1) }
}

/// It shows nothing of them.
impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keys").finish_non_exhaustive()
    }
}

impl fmt::Display for KeysError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for KeysError {}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(number) if cfg!(feature = "encrypt") => {
                write!(f, "it is encrypted with key {number}, which is not among the keys of this program")
            }
            Self::Missing(number) => write!(f, "it is encrypted with key {number}, which {WITHOUT}"),
            Self::Wrong => f.write_str(
                "it cannot be decrypted: it was changed, or its key was replaced by another of the same number",
            ),
            Self::Unsealed => {
                f.write_str("it cannot be encrypted: it is too long, or the system provides no random bytes")
            }
        }
    }
}

impl std::error::Error for KeyError {}

#[cfg(test)]
mod tests;
