//! The mutable accumulator behind [`Shape`].
//!
//! It counts the same things as a `Shape` and becomes one at the end. It exists for speed: a `Shape` is made for
//! reading, so recording into one would search its ordered maps and allocate its strings again for each document. The
//! documents of a stream are alike, so an accumulator predicts that each document repeats the previous one. A document
//! with nothing new allocates nothing.
//!
//! There is only one algebra: accumulators never merge, only their shapes do.

use crate::key_table::KeyTable;
use crate::{Arrays, Fields, Form, Forms, KindSet, Numbers, Objects, Shape, Strings, Tags, Values};
use std::mem;

/// Counts the values at one path.
#[derive(Default)]
pub(crate) struct Accumulator {
    pub(crate) null: u64,
    pub(crate) bool: u64,
    pub(crate) number: Numbers,
    pub(crate) string: StringAccumulator,
    array: Option<Box<ArrayAccumulator>>,
    object: Option<Box<ObjectAccumulator>>,
}

impl Accumulator {
    pub(crate) fn array(&mut self) -> &mut ArrayAccumulator {
        self.array.get_or_insert_default()
    }

    pub(crate) fn object(&mut self) -> &mut ObjectAccumulator {
        self.object.get_or_insert_default()
    }

    pub(crate) fn freeze(self) -> Shape {
        Shape {
            null: self.null,
            bool: self.bool,
            number: self.number,
            string: self.string.freeze(),
            array: self.array.map(|array| array.freeze()).unwrap_or_default(),
            object: self.object.map(|object| object.freeze()).unwrap_or_default(),
        }
    }
}

impl Numbers {
    pub(crate) fn integer(&mut self, number: f64) {
        self.integers += 1;
        self.any(number);
    }

    /// A number that may have a fraction.
    pub(crate) fn any(&mut self, number: f64) {
        // A number that arrives as text may overflow to infinity, hence the clamp. Adding zero turns `-0` into `0`. The
        // two are equal, so otherwise their order would decide which of them is the minimum.
        let number = number.clamp(f64::MIN, f64::MAX) + 0.0;
        self.count += 1;
        self.min = Some(self.min.map_or(number, |min| min.min(number)));
        self.max = Some(self.max.map_or(number, |max| max.max(number)));
    }
}

/// Counts the strings at one path.
#[derive(Default)]
pub(crate) struct StringAccumulator {
    count: u64,
    empty: u64,
    forms: Forms,
    /// The distinct strings, sorted by length first, which decides most comparisons. Empty once `overflowed`.
    values: Vec<KeptString>,
    overflowed: bool,
    /// How many of the values may be values of a tag.
    codes: usize,
    /// The index in `values` of the latest string.
    last: usize,
}

pub(crate) struct KeptString {
    text: Box<str>,
    /// Its number, if it may be the value of a tag. Such strings are numbered from 0, in the order in which they first
    /// occur.
    pub(crate) code: Option<usize>,
}

impl StringAccumulator {
    pub(crate) fn record(&mut self, text: &str) {
        self.count += 1;
        self.empty += u64::from(text.is_empty());
        // The forms of a kept string are already recorded, and most strings of a path with few distinct ones are kept.
        let is_known = !self.overflowed && self.keep(text);
        if !is_known && !self.forms.is_empty() && !text.is_empty() {
            self.forms = self.forms.narrow(text);
        }
    }

    /// Keeps a string, and returns whether it was already kept.
    fn keep(&mut self, text: &str) -> bool {
        if self.values.get(self.last).is_some_and(|last| *last.text == *text) {
            return true;
        }
        let order = |value: &KeptString| value.text.len().cmp(&text.len()).then_with(|| (*value.text).cmp(text));
        match self.values.binary_search_by(order) {
            Ok(index) => {
                self.last = index;
                return true;
            }
            Err(index) if text.len() <= Values::LENGTH && self.values.len() < Values::BOUND => {
                let code = (text.len() <= Tags::LENGTH && Form::Code.matches(text)).then_some(self.codes);
                self.codes += usize::from(code.is_some());
                self.values.insert(index, KeptString { text: text.into(), code });
                self.last = index;
            }
            Err(_) => {
                self.overflowed = true;
                self.values = Vec::new();
            }
        }
        false
    }

    /// The latest string, if it is kept.
    pub(crate) fn latest(&self) -> Option<&KeptString> {
        self.values.get(self.last)
    }

    /// The kept strings that may be values of a tag, with their numbers.
    pub(crate) fn codes(&self) -> impl Iterator<Item = (&str, usize)> {
        self.values.iter().filter_map(|value| Some((&*value.text, value.code?)))
    }

    fn freeze(self) -> Strings {
        Strings {
            count: self.count,
            empty: self.empty,
            forms: self.forms,
            values: if self.overflowed {
                Values::Overflowed
            } else {
                Values::Exact(self.values.into_iter().map(|value| value.text.into()).collect())
            },
        }
    }
}

/// Counts the arrays at one path.
#[derive(Default)]
pub(crate) struct ArrayAccumulator {
    count: u64,
    empty: u64,
    item: Accumulator,
}

impl ArrayAccumulator {
    pub(crate) fn item(&mut self) -> &mut Accumulator {
        &mut self.item
    }

    /// Counts an array whose items are recorded.
    pub(crate) fn close(&mut self, is_empty: bool) {
        self.count += 1;
        self.empty += u64::from(is_empty);
    }

    fn freeze(self) -> Arrays {
        Arrays {
            count: self.count,
            empty: self.empty,
            item: (self.empty < self.count).then(|| Box::new(self.item.freeze())),
        }
    }
}

/// Counts the objects at one path. A path is never inside itself, so at most one of its objects is open at a time.
#[derive(Default)]
pub(crate) struct ObjectAccumulator {
    /// How many objects are closed.
    count: u64,
    empty: u64,
    fields: FieldsAccumulator,
}

/// The mutable form of [`Fields`].
enum FieldsAccumulator {
    Known(KeyTable),
    /// All values together: the frozen ones from before the keys overflowed, and the later ones.
    Pooled(Box<(Shape, Accumulator)>),
}

impl Default for FieldsAccumulator {
    fn default() -> Self {
        Self::Known(KeyTable::default())
    }
}

impl ObjectAccumulator {
    /// Moves to the next key of the open object, and returns the accumulator of its value.
    pub(crate) fn value(&mut self, key: &str) -> &mut Accumulator {
        if let FieldsAccumulator::Known(table) = &mut self.fields
            && !table.go_to(key, self.count + 1)
        {
            self.fields = FieldsAccumulator::Pooled(Box::new((mem::take(table).pool(), Accumulator::default())));
        }
        match &mut self.fields {
            FieldsAccumulator::Known(table) => table.value(),
            FieldsAccumulator::Pooled(all) => &mut all.1,
        }
    }

    /// Records the kind of the value under the latest key.
    #[inline]
    pub(crate) fn record_kind(&mut self, kind: KindSet) {
        if let FieldsAccumulator::Known(table) = &mut self.fields {
            table.record_kind(kind);
        }
    }

    /// Counts the open object and closes it.
    pub(crate) fn close(&mut self, is_empty: bool) {
        self.count += 1;
        self.empty += u64::from(is_empty);
        if let FieldsAccumulator::Known(table) = &mut self.fields {
            table.close();
        }
    }

    fn freeze(self) -> Objects {
        let (fields, tags) = match self.fields {
            FieldsAccumulator::Known(table) => {
                let (fields, tags) = table.freeze();
                (Fields::Known(fields), tags)
            }
            FieldsAccumulator::Pooled(all) => {
                let (mut shape, since) = *all;
                shape.merge(&since.freeze());
                (Fields::Pooled(Box::new(shape)), Tags::default())
            }
        };
        Objects { count: self.count, empty: self.empty, fields, tags, ..Objects::default() }
    }
}
