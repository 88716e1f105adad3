//! Encryption of the deliveries in the database.
//!
//! Bodies, headers and errors are encrypted with XChaCha20-Poly1305. Each has its own random nonce, which comes first.
//! The associated data are the api, the dedupe key and the column, so content that is moved to another row or column
//! cannot be decrypted.

mod cipher;

use std::env;
use std::fmt;
use std::sync::Arc;

use base64::prelude::{BASE64_STANDARD, Engine};
use zeroize::Zeroizing;

use cipher::Cipher;

/// The length of a key.
const LENGTH: usize = 32;

/// The keys with which bodies, headers and errors are encrypted in the database. Without keys, they are stored
/// unencrypted.
///
/// Each key has a number, which is stored in each row. The first key encrypts, and all of them decrypt. To replace a
/// key, put the new one before the old one, `2:NEW,1:OLD`, and remove the old one when no row uses it any more (after
/// the retention, and when no delivery from its time is dead).
///
/// An inbox remembers the keys with which it was opened, and rejects a different key with the same number. Otherwise,
/// with a mistyped key, all stored deliveries would look as if somebody had changed them.
///
/// Names of apis and events, dedupe keys and order keys remain readable in the database, because it finds rows by them.
///
/// Keys are wiped from memory when they are dropped, and `Debug` does not show them.
#[derive(Clone, Default)]
pub struct Keys(Arc<[Key]>);

struct Key {
    number: u32,
    cipher: Cipher,
}

/// A text does not contain valid keys. The error does not repeat the text, because it is secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeysError(String);

/// Why stored content cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyError {
    /// It is encrypted with the key of this number, which this program does not have.
    Missing(u32),
    /// It was changed, or the key that now has its number is a different one.
    Wrong,
    /// The system provides no random bytes, or the content is too long to be encrypted.
    Unsealed,
}

impl Keys {
    /// Parses keys: `2:BASE64,1:BASE64`. Each has a number and 32 random bytes, as `openssl rand -base64 32` prints
    /// them. The first key encrypts, and all of them decrypt.
    ///
    /// # Errors
    /// The text has another format.
    pub fn parse(text: &str) -> Result<Self, KeysError> {
        let mut keys = Vec::<Key>::new();
        for (place, one) in text.trim().split(',').enumerate() {
            let key = Key::parse(one.trim()).map_err(|why| KeysError(format!("the {} {why}", nth(place))))?;
            if keys.iter().any(|other| other.number == key.number) {
                return Err(KeysError(format!(
                    "two keys have the number {}: give each key its own number",
                    key.number
                )));
            }
            keys.push(key);
        }
        Ok(Self(keys.into()))
    }

    /// [Parses](Self::parse) the keys in an environment variable.
    ///
    /// # Errors
    /// The variable is not set, or its text has another format. A forgotten variable is an error, so that personal data
    /// is not stored unencrypted by mistake.
    pub fn from_env(variable: &str) -> Result<Self, KeysError> {
        let error = |why: &str| KeysError(format!("{variable} {why}"));
        let text = match env::var(variable) {
            Ok(text) => Zeroizing::new(text),
            Err(env::VarError::NotPresent) => {
                return Err(error("is not set: set it to `1:`, followed by the output of `openssl rand -base64 32`"));
            }
            Err(env::VarError::NotUnicode(_)) => return Err(error("is not UTF-8")),
        };
        Self::parse(&text).map_err(|KeysError(why)| error(&format!("is malformed: {why}")))
    }

    /// Encrypts content with the first key, and returns the number of that key. Without keys, the content does not
    /// change.
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

    /// Encrypts content with the key of a row, if the row has one.
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

    /// Decrypts content of a row with this key, if the row has one.
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

    /// Creates a proof: a text that only the key of this number decrypts.
    pub(crate) fn prove(&self, number: u32) -> Result<Vec<u8>, KeyError> {
        self.seal_with(Some(number), "proof", "", "", b"")
    }

    /// Checks that the key of this number is the one that made the proof.
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
        // The number must fit the database column, which is a signed integer.
        let number = number.parse().ok().filter(|number| (1..=i32::MAX.unsigned_abs()).contains(number));
        let number = number.ok_or("does not begin with a number from 1 to 2147483647")?;
        // 44 characters of base64 can hold 33 bytes, so that a key that is too long is detected.
        let mut bytes = Zeroizing::new([0; LENGTH + 1]);
        let length = if secret.len() == 44 { BASE64_STANDARD.decode_slice(secret, &mut *bytes).ok() } else { None };
        let secret = bytes.first_chunk::<LENGTH>().filter(|_| length == Some(LENGTH));
        let secret = secret
            .ok_or("is not 32 bytes in base64, which are 44 characters: generate one with `openssl rand -base64 32`")?;
        let cipher = Cipher::new(secret).ok_or(WITHOUT)?;
        Ok(Self { number, cipher })
    }
}

const WITHOUT: &str = "cannot be used: this program was compiled without the feature `encrypt` of conscent-inbox";

/// The place of content in the database. Content that was encrypted for one place cannot be decrypted at another.
fn place(column: &str, api: &str, dedupe_key: &str) -> Vec<u8> {
    // The lengths make sure that two different places never have the same bytes.
    let parts = [api, dedupe_key, column].map(str::as_bytes);
    parts.into_iter().flat_map(|part| [&(part.len() as u64).to_le_bytes(), part].concat()).collect()
}

fn nth(place: usize) -> String {
    if place == 0 { "first key".to_owned() } else { format!("key at position {}", place + 1) }
}

/// Does not show the keys.
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
                "it cannot be decrypted: it was changed, or its key was replaced by another one with the same number",
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
