//! The names of documents: the strings at a JSON pointer.
//!
//! A name is found in one of two ways. A text in memory is searched before it is recorded, because its accumulator
//! depends on the name. A document that is read value by value, and may not fit into memory, is recorded and watched at
//! the same time.

use crate::form::{Form, Forms};
use crate::pointer;
use crate::syntax::{NUMBER_KEY, numbers_are_maps};
use memchr::memmem::{Finder, FinderBuilder};
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::cell::RefCell;
use std::fmt;

/// How many distinct names documents may have.
// Each name costs a shape on each thread. The largest public lists of webhook events have a few hundred names. More
// than a thousand distinct strings are identifiers or texts.
pub const NAMES: usize = 1024;

/// The maximum length of a name, in bytes.
// Names of events are seldom longer than 64 bytes, even if they are namespaced or are URLs. Longer strings are texts.
pub const NAME_LENGTH: usize = 256;

/// The strings at a pointer cannot name documents. The message never quotes them, because they may be personal data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NamesError {
    /// The pointer is not a JSON pointer (RFC 6901).
    Pointer,
    /// There are more than [`NAMES`] distinct strings.
    TooMany {
        /// The line where the document with one string too many starts.
        line: usize,
    },
    /// A string is longer than [`NAME_LENGTH`] bytes.
    TooLong {
        /// The line where its document starts.
        line: usize,
    },
}

impl fmt::Display for NamesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const NO_NAME: &str = "the pointer does not lead to the name of an event";
        match self {
            Self::Pointer => {
                f.write_str("the pointer is not a JSON pointer: one is empty, or starts with `/` (such as `/event`)")?;
                f.write_str(", and `~` in it is written as `~0`")
            }
            Self::TooMany { line } => {
                write!(f, "line {line}: {NO_NAME}: there are more than {NAMES} distinct strings up to this line")
            }
            Self::TooLong { line } => {
                write!(f, "line {line}: {NO_NAME}: the string is longer than {NAME_LENGTH} bytes")
            }
        }
    }
}

impl std::error::Error for NamesError {}

/// Whether a text may be the name of an event. A text with another form, such as an address, a time or an id, is
/// probably personal data, and must not become the name of a file.
#[must_use]
pub fn may_name_event(text: &str) -> bool {
    let form = Forms::of(text).most_specific();
    form.is_none_or(|form| matches!(form, Form::Code | Form::Digits | Form::Decimal))
}

/// A JSON pointer (RFC 6901).
pub(crate) struct Pointer {
    steps: Vec<Step>,
    /// Finds the keys in a text, if that is possible.
    keys: Option<KeyFinder>,
}

/// Finds out whether JSON may have one of some keys.
struct KeyFinder {
    keys: Vec<Finder<'static>>,
    /// The characters of all keys.
    characters: String,
    escape: Finder<'static>,
}

impl KeyFinder {
    /// Returns `None` if a key has too many spellings in JSON: `/` is also `\/`. The characters of the other keys can
    /// only be written as themselves, or as `\u` with one code unit.
    fn new(steps: &[Step]) -> Option<Self> {
        let characters: String = steps.iter().map(|step| step.key.as_str()).collect();
        let is_plain = |char: char| matches!(char, ' '..='~') && !"\"\\/".contains(char);
        if !characters.chars().all(is_plain) {
            return None;
        }
        let finder = |step: &Step| FinderBuilder::new().build_forward(&format!("\"{}\"", step.key)).into_owned();
        Some(Self { keys: steps.iter().map(finder).collect(), characters, escape: Finder::new(b"\\u") })
    }

    fn may_find(&self, json: &[u8]) -> bool {
        let is_of_key = |escape: usize| {
            let code = json.get(escape + 2..escape + 6).and_then(|code| std::str::from_utf8(code).ok());
            let code = code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32);
            code.is_some_and(|char| self.characters.contains(char))
        };
        self.keys.iter().any(|key| key.find(json).is_some()) || self.escape.find_iter(json).any(is_of_key)
    }
}

/// The step to the value under a key, or to an item of an array.
struct Step {
    key: String,
    index: Option<usize>,
}

impl Pointer {
    pub(crate) fn new(pointer: &str) -> Result<Self, NamesError> {
        if !pointer.is_empty() && !pointer::is_valid(pointer) {
            return Err(NamesError::Pointer);
        }
        let steps: Vec<_> = pointer.split('/').skip(1).map(Step::new).collect();
        let keys = KeyFinder::new(&steps);
        Ok(Self { steps, keys })
    }

    /// The path from the root of a document. The name there will be in `name`.
    pub(crate) fn path<'a>(&'a self, name: &'a RefCell<Name>) -> Path<'a> {
        name.borrow_mut().clear();
        Path { steps: Some(&self.steps), name }
    }

    /// Finds the name of the document on a line. If the line is not JSON, it may find any name or none.
    ///
    /// If a key repeats, its last value counts, as in `serde_json::Value`. Reading the whole line to find that value
    /// would take about 40 % of the time that recording the line takes. So reading stops at the first name. Then a
    /// search for the text of the keys, which is many times as fast, shows whether one of them may occur again.
    pub(crate) fn find(&self, line: &str, name: &RefCell<Name>) {
        if let Some(keys) = &self.keys {
            let Some(stop) = self.search(line, name, true) else { return };
            if !line.as_bytes().get(stop..).is_none_or(|rest| keys.may_find(rest)) {
                return;
            }
        }
        self.search(line, name, false);
    }

    /// Reads a line. If reading stops before its end, returns where.
    fn search(&self, line: &str, name: &RefCell<Name>, stops: bool) -> Option<usize> {
        let search = Search { path: self.path(name), stops };
        search.deserialize(&mut serde_json::Deserializer::from_str(line)).err().map(|stop| stop.column())
    }
}

impl Step {
    fn new(token: &str) -> Self {
        Self { key: pointer::unescape(token).into_owned(), index: pointer::index(token) }
    }
}

/// A name. Its memory is used again for the next one.
#[derive(Default)]
pub(crate) struct Name {
    text: String,
    is_set: bool,
}

impl Name {
    pub(crate) fn get(&self) -> Option<&str> {
        self.is_set.then_some(&self.text)
    }

    fn set(&mut self, text: &str) {
        self.clear();
        self.text.push_str(text);
        self.is_set = true;
    }

    fn clear(&mut self) {
        self.text.clear();
        self.is_set = false;
    }
}

/// Follows the values of a document. The visitor of a value has its own copy.
pub(crate) trait Watch: Copy {
    /// Moves to the value under a key.
    fn key(self, key: &str) -> Self;
    /// Moves to an item.
    fn item(self, index: usize) -> Self;
    /// The value is this string.
    fn string(self, text: &str);
}

/// Watches nothing, because no name is needed.
impl Watch for () {
    fn key(self, _: &str) {}
    fn item(self, _: usize) {}
    fn string(self, _: &str) {}
}

/// The path from a value to the name of its document.
#[derive(Clone, Copy)]
pub(crate) struct Path<'a> {
    /// The remaining steps, or `None` if the name cannot be in the value.
    steps: Option<&'a [Step]>,
    name: &'a RefCell<Name>,
}

impl Path<'_> {
    fn follow(self, is_next: impl Fn(&Step) -> bool) -> Self {
        let steps = self.steps.and_then(<[_]>::split_first).and_then(|(next, rest)| is_next(next).then_some(rest));
        if steps.is_some() {
            // A repeated key replaces its earlier value.
            self.name.borrow_mut().clear();
        }
        Self { steps, ..self }
    }
}

impl Watch for Path<'_> {
    fn key(self, key: &str) -> Self {
        self.follow(|step| step.key == key)
    }

    fn item(self, index: usize) -> Self {
        self.follow(|step| step.index == Some(index))
    }

    fn string(self, text: &str) {
        if self.steps.is_some_and(<[_]>::is_empty) && !text.is_empty() {
            self.name.borrow_mut().set(text);
        }
    }
}

/// Searches a value for the name, and ignores everything else.
///
/// It accepts more than recording does, so recording finds all errors.
#[derive(Clone, Copy)]
struct Search<'a> {
    path: Path<'a>,
    /// Whether reading stops at the first name. An error is serde's only way to stop.
    stops: bool,
}

impl Search<'_> {
    fn stop<E: Error>(self) -> Result<(), E> {
        if self.stops && self.path.name.borrow().is_set { Err(E::custom("found")) } else { Ok(()) }
    }
}

impl<'de> DeserializeSeed<'de> for Search<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        match self.path.steps {
            Some(_) => deserializer.deserialize_any(self),
            None => deserializer.deserialize_ignored_any(IgnoredAny).map(drop),
        }
    }
}

impl<'de> Visitor<'de> for Search<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.path.string(text);
        self.stop()
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let mut index = 0;
        while items.next_element_seed(Self { path: self.path.item(index), ..self })?.is_some() {
            index += 1;
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        let mut is_first = true;
        while let Some(path) = entries.next_key_seed(SearchKey { path: self.path, is_first })? {
            entries.next_value_seed(Self { path, ..self })?;
            is_first = false;
        }
        Ok(())
    }
}

/// Follows a key.
struct SearchKey<'a> {
    path: Path<'a>,
    is_first: bool,
}

impl<'de, 'a> DeserializeSeed<'de> for SearchKey<'a> {
    type Value = Path<'a>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Path<'a>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'a> Visitor<'_> for SearchKey<'a> {
    type Value = Path<'a>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<Path<'a>, E> {
        let is_number = self.is_first && key == NUMBER_KEY && numbers_are_maps();
        Ok(if is_number { Path { steps: None, ..self.path } } else { self.path.key(key) })
    }
}
