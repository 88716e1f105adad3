//! Where counting happens.
//!
//! A [`Tally`] says the same as a [`Shape`], and becomes one at the end; it exists because a `Shape` is made for reading: its ordered maps and owned
//! strings would be searched and allocated again for each document. Documents of one stream are alike, so here what came last time is
//! guessed to come again, and a document that brings nothing new allocates nothing.
//!
//! There is one algebra only: a tally never merges with another one, their shapes do.

use super::keys::FewKeys;
use super::{Fields, Lists, Numbers, Objects, Shape, Texts, Values, form};
use std::mem;

/// What was seen at one place so far.
#[derive(Default)]
pub(super) struct Tally {
    pub(super) null: u64,
    pub(super) bool: u64,
    pub(super) number: Numbers,
    pub(super) text: TextTally,
    list: Option<Box<ListTally>>,
    object: Option<Box<ObjectTally>>,
}

impl Tally {
    pub(super) fn list(&mut self) -> &mut ListTally {
        self.list.get_or_insert_default()
    }

    pub(super) fn object(&mut self) -> &mut ObjectTally {
        self.object.get_or_insert_default()
    }

    pub(super) fn freeze(self) -> Shape {
        Shape {
            null: self.null,
            bool: self.bool,
            number: self.number,
            text: self.text.freeze(),
            list: self.list.map(|list| list.freeze()).unwrap_or_default(),
            object: self.object.map(|object| object.freeze()).unwrap_or_default(),
        }
    }
}

impl Numbers {
    pub(super) fn integer(&mut self, number: f64) {
        self.integers += 1;
        self.any(number);
    }

    /// A number that may have a fraction.
    pub(super) fn any(&mut self, number: f64) {
        // Adding zero makes `-0` plain `0`: the two are equal, so which one is the least would depend on their order.
        let number = number.clamp(f64::MIN, f64::MAX) + 0.0;
        self.count += 1;
        self.min = Some(self.min.map_or(number, |min| min.min(number)));
        self.max = Some(self.max.map_or(number, |max| max.max(number)));
    }
}

/// The strings at one place.
#[derive(Default)]
pub(super) struct TextTally {
    count: u64,
    empty: u64,
    timestamps: u64,
    codes: u64,
    /// Sorted by length first, which settles most comparisons; given up once `many`.
    values: Vec<Box<str>>,
    many: bool,
    /// The index in `values` of the one that came last.
    last: usize,
}

impl TextTally {
    pub(super) fn record(&mut self, text: &str) {
        self.count += 1;
        // The first byte tells nearly every string from a form.
        match text.as_bytes() {
            [] => self.empty += 1,
            bytes @ [b'0'..=b'9', ..] => self.timestamps += u64::from(form::is_timestamp(bytes)),
            bytes @ [b'A'..=b'Z', ..] => self.codes += u64::from(form::is_code(bytes)),
            _ => {}
        }
        if !self.many {
            self.keep(text);
        }
    }

    fn keep(&mut self, text: &str) {
        if self.values.get(self.last).is_some_and(|last| **last == *text) {
            return;
        }
        match self.values.binary_search_by(|value| value.len().cmp(&text.len()).then_with(|| (**value).cmp(text))) {
            Ok(index) => self.last = index,
            Err(index) if text.len() <= Values::LENGTH && self.values.len() < Values::BOUND => {
                self.values.insert(index, text.into());
                self.last = index;
            }
            Err(_) => {
                self.many = true;
                self.values = Vec::new();
            }
        }
    }

    fn freeze(self) -> Texts {
        Texts {
            count: self.count,
            empty: self.empty,
            timestamps: self.timestamps,
            codes: self.codes,
            values: if self.many {
                Values::Many
            } else {
                Values::Few(self.values.into_iter().map(String::from).collect())
            },
        }
    }
}

/// The arrays at one place.
#[derive(Default)]
pub(super) struct ListTally {
    count: u64,
    empty: u64,
    item: Tally,
}

impl ListTally {
    pub(super) fn item(&mut self) -> &mut Tally {
        &mut self.item
    }

    /// Ends an array.
    pub(super) fn close(&mut self, is_empty: bool) {
        self.count += 1;
        self.empty += u64::from(is_empty);
    }

    fn freeze(self) -> Lists {
        Lists {
            count: self.count,
            empty: self.empty,
            item: (self.empty < self.count).then(|| Box::new(self.item.freeze())),
        }
    }
}

/// The objects at one place. A place is never inside itself, so at most one of its objects is open at a time.
#[derive(Default)]
pub(super) struct ObjectTally {
    /// How many were closed.
    count: u64,
    empty: u64,
    keys: Keys,
}

/// What [`Fields`] says.
enum Keys {
    Few(FewKeys),
    /// All values together: those under the first keys, which are frozen already, and those that came since.
    Many(Box<(Shape, Tally)>),
}

impl Default for Keys {
    fn default() -> Self {
        Self::Few(FewKeys::default())
    }
}

impl ObjectTally {
    /// Goes to the next key of the open object, and gives the place of its value.
    pub(super) fn value(&mut self, key: &str) -> &mut Tally {
        if let Keys::Few(few) = &mut self.keys
            && !few.go_to(key, self.count + 1)
        {
            self.keys = Keys::Many(Box::new((mem::take(few).together(), Tally::default())));
        }
        match &mut self.keys {
            Keys::Few(few) => few.value(),
            Keys::Many(all) => &mut all.1,
        }
    }

    /// Ends the open object.
    pub(super) fn close(&mut self, is_empty: bool) {
        self.count += 1;
        self.empty += u64::from(is_empty);
        if let Keys::Few(few) = &mut self.keys {
            few.go_to_start();
        }
    }

    fn freeze(self) -> Objects {
        let fields = match self.keys {
            Keys::Few(few) => Fields::Few(few.freeze()),
            Keys::Many(all) => {
                let (mut shape, since) = *all;
                shape.merge(&since.freeze());
                Fields::Many(Box::new(shape))
            }
        };
        Objects { count: self.count, empty: self.empty, fields }
    }
}
