//! Changed copies of documented payloads, for tests.

use std::fmt;

use serde_json::Value;

use crate::{DecodeError, Kind, Sample, decode, from_json, kind, pointer};

/// A documented payload with changes, for tests. Create one with [`Sample::with`].
///
/// `Display` writes the whole body as JSON.
#[derive(Clone, Debug, PartialEq)]
pub struct ChangedSample {
    sample: Sample,
    body: Value,
}

impl ChangedSample {
    /// Copies the sample, so far without changes.
    ///
    /// # Errors
    /// The text is not JSON, which cannot happen with the samples of a generated crate.
    pub fn new(sample: &Sample) -> Result<Self, ChangeError> {
        let body = from_json(sample.text.as_bytes()).map_err(ChangeError::Undecodable)?;
        Ok(Self { sample: *sample, body })
    }

    /// Puts a value at a JSON pointer. It replaces the value there, adds a new key to an object, or appends an item to
    /// a list. The index of the appended item is the list's length, or `-`.
    ///
    /// # Errors
    /// [`ChangeError`] names the part of the pointer that does not exist.
    pub fn with(mut self, pointer: &str, value: impl Into<Value>) -> Result<Self, ChangeError> {
        put(&mut self.body, pointer, value.into())?;
        Ok(self)
    }

    /// The sample as documented.
    #[must_use]
    pub fn sample(&self) -> &Sample {
        &self.sample
    }

    /// The whole changed body.
    #[must_use]
    pub fn body(&self) -> &Value {
        &self.body
    }

    /// Decodes the whole changed body.
    ///
    /// # Errors
    /// The body is not of the kind that `T` decodes, which is an object for most types.
    pub fn decode<T: crate::Payload>(&self) -> Result<T, ChangeError> {
        decode(self.to_string().as_bytes()).map_err(ChangeError::Undecodable)
    }
}

impl fmt::Display for ChangedSample {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.body.fmt(f)
    }
}

/// Puts a value at a JSON pointer, as [`ChangedSample::with`] does. It is for the command line, whose samples are not
/// `'static`.
///
/// # Errors
/// The same as for `with`.
#[doc(hidden)]
pub fn put(body: &mut Value, pointer: &str, value: Value) -> Result<(), ChangeError> {
    *place(body, pointer)? = value;
    Ok(())
}

/// Finds the value at a pointer. If the pointer names a new key or item, adds it as null.
fn place<'v>(body: &'v mut Value, pointer: &str) -> Result<&'v mut Value, ChangeError> {
    if !pointer.is_empty() && !pointer::is_valid(pointer) {
        return Err(ChangeError::NotAPointer { pointer: pointer.to_owned() });
    }
    let mut at = body;
    // The end of the part of the pointer that exists.
    let mut end = 0;
    for token in pointer.split('/').skip(1) {
        let next = end + "/".len() + token.len();
        let (is_last, key) = (next == pointer.len(), pointer::unescape(token));
        let (kind, mut items) = (Kind::of(at), 0);
        let inner = match at {
            Value::Object(object) => {
                if is_last {
                    object.entry(&*key).or_insert(Value::Null);
                }
                object.get_mut(&*key)
            }
            Value::Array(list) => {
                items = list.len();
                let index = if key == "-" { Some(items) } else { pointer::index(&key) };
                if is_last && index == Some(items) {
                    list.push(Value::Null);
                }
                index.and_then(|index| list.get_mut(index))
            }
            _ => None,
        };
        at = inner.ok_or_else(|| ChangeError::NoPlace {
            pointer: pointer.to_owned(),
            exists: pointer.get(..end).unwrap_or_default().to_owned(),
            missing: key.into_owned(),
            kind,
            items,
        })?;
        end = next;
    }
    Ok(at)
}

/// A sample could not be changed as requested.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ChangeError {
    /// The text is not a JSON pointer.
    #[non_exhaustive]
    NotAPointer {
        /// The text.
        pointer: String,
    },
    /// The sample has no value at the pointer.
    #[non_exhaustive]
    NoPlace {
        /// The whole pointer.
        pointer: String,
        /// The part of the pointer that exists. It is empty if only the whole body does.
        exists: String,
        /// The key or the index that does not exist there.
        missing: String,
        /// The kind of the value at the part that exists.
        kind: Kind,
        /// The number of items of that value, if it is a list.
        items: usize,
    },
    /// The changed body could not be decoded.
    Undecodable(DecodeError),
}

impl fmt::Display for ChangeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAPointer { pointer } => write!(f, "{pointer:?} is not a JSON pointer: {}", pointer::RULE),
            Self::NoPlace { pointer, exists, missing, kind, items } => {
                let exists = if exists.is_empty() { "the body" } else { exists };
                write!(f, "{pointer}: {exists} ")?;
                match kind {
                    Kind::Object => write!(f, "has no key {missing:?}"),
                    Kind::List => {
                        write!(f, "is a list of length {items}: {missing:?} is neither an index of it nor the next one")
                    }
                    scalar => write!(f, "is {}, which cannot contain {missing:?}", kind::phrase(*scalar)),
                }
            }
            Self::Undecodable(error) => error.fmt(f),
        }
    }
}

/// `Display` shows the inner error, so it is not also the `source`.
impl std::error::Error for ChangeError {}
