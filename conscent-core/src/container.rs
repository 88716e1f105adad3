//! Lists, maps, nullable items and boxes as values of fields.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;
use serde::de::{Error, MapAccess, SeqAccess};
use serde_json::Value;

use crate::drift::DriftCollector;
use crate::entries::Entries;
use crate::redact::{Redaction, shown};
use crate::{Field, FieldValue, Number};

/// A list whose items have one type. One item of another kind makes the whole list a mismatch.
impl<T: FieldValue> FieldValue for Vec<T> {
    fn expected() -> Cow<'static, str> {
        format!("list of {}", T::expected()).into()
    }

    fn list<'de, A: SeqAccess<'de>>(slot: &mut Field<Self>, mut list: A) -> Result<(), A::Error> {
        let mut items = Vec::<Field<T>>::new();
        let mut item = Field::Absent;
        while list.next_element_seed(&mut item)?.is_some() {
            items.push(std::mem::take(&mut item));
        }
        *slot = if items.iter().all(Field::is_value) {
            Field::Value(items.into_iter().filter_map(Field::into_value).collect())
        } else {
            Field::misfit(to_json(&items)?)
        };
        Ok(())
    }

    fn find_drift(&self, found: &mut DriftCollector) {
        for (index, item) in self.iter().enumerate() {
            found.at(&index.to_string(), |found| item.find_drift(found));
        }
    }

    fn show(&self, redaction: Redaction, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter().map(|item| shown(item, redaction))).finish()
    }
}

/// An object whose keys are data. One value of another kind makes the whole object a mismatch.
impl<T: FieldValue> FieldValue for BTreeMap<String, T> {
    fn expected() -> Cow<'static, str> {
        format!("map of {}", T::expected()).into()
    }

    fn object<'de, A: MapAccess<'de>>(slot: &mut Field<Self>, mut entries: Entries<'de, A>) -> Result<(), A::Error> {
        let mut values = BTreeMap::<String, Field<T>>::new();
        while let Some(key) = entries.next_key()? {
            let mut value = Field::Absent;
            value.read(entries.map())?;
            values.insert(key.into_owned(), value);
        }
        *slot = if values.values().all(Field::is_value) {
            let value = |(key, value): (String, Field<T>)| Some((key, value.into_value()?));
            Field::Value(values.into_iter().filter_map(value).collect())
        } else {
            Field::misfit(to_json(&values)?)
        };
        Ok(())
    }

    fn find_drift(&self, found: &mut DriftCollector) {
        for (key, value) in self {
            found.at(key, |found| value.find_drift(found));
        }
    }

    /// Redacted output also hides the keys, because they are data.
    fn show(&self, redaction: Redaction, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match redaction {
            Redaction::Off => {
                f.debug_map().entries(self.iter().map(|(key, value)| (key, shown(value, redaction)))).finish()
            }
            Redaction::On => write!(f, "<map, {} entries>", self.len()),
        }
    }
}

/// Converts decoded items back to their original JSON.
#[cold]
fn to_json<E: Error>(value: &impl Serialize) -> Result<Value, E> {
    serde_json::to_value(value).map_err(E::custom)
}

/// An item of a list that may hold nulls.
impl<T: FieldValue> FieldValue for Option<T> {
    fn expected() -> Cow<'static, str> {
        format!("{} or null", T::expected()).into()
    }

    fn null() -> Field<Self> {
        Field::Value(None)
    }

    fn bool(value: bool) -> Field<Self> {
        T::bool(value).map(Some)
    }

    fn number(value: Number) -> Field<Self> {
        T::number(value).map(Some)
    }

    fn text(value: &str) -> Field<Self> {
        T::text(value).map(Some)
    }

    fn list<'de, A: SeqAccess<'de>>(slot: &mut Field<Self>, list: A) -> Result<(), A::Error> {
        let mut inner = Field::Absent;
        T::list(&mut inner, list)?;
        *slot = inner.map(Some);
        Ok(())
    }

    fn object<'de, A: MapAccess<'de>>(slot: &mut Field<Self>, entries: Entries<'de, A>) -> Result<(), A::Error> {
        let mut inner = Field::Absent;
        T::object(&mut inner, entries)?;
        *slot = inner.map(Some);
        Ok(())
    }

    fn as_text(&self) -> Option<&str> {
        self.as_ref()?.as_text()
    }

    fn find_drift(&self, found: &mut DriftCollector) {
        if let Some(value) = self {
            value.find_drift(found);
        }
    }

    fn show(&self, redaction: Redaction, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Some(value) => value.show(redaction, f),
            None => f.write_str("null"),
        }
    }
}

/// A type that contains itself. Values are decoded onto the heap, so deep nesting needs little stack.
impl<T: FieldValue> FieldValue for Box<T> {
    fn expected() -> Cow<'static, str> {
        T::expected()
    }

    fn null() -> Field<Self> {
        T::null().map(Box::new)
    }

    fn bool(value: bool) -> Field<Self> {
        T::bool(value).map(Box::new)
    }

    fn number(value: Number) -> Field<Self> {
        T::number(value).map(Box::new)
    }

    fn text(value: &str) -> Field<Self> {
        T::text(value).map(Box::new)
    }

    fn list<'de, A: SeqAccess<'de>>(slot: &mut Field<Self>, list: A) -> Result<(), A::Error> {
        let mut inner = Box::new(Field::Absent);
        T::list(&mut inner, list)?;
        *slot = inner.map(Box::new);
        Ok(())
    }

    fn object<'de, A: MapAccess<'de>>(slot: &mut Field<Self>, entries: Entries<'de, A>) -> Result<(), A::Error> {
        let mut inner = Box::new(Field::Absent);
        T::object(&mut inner, entries)?;
        *slot = inner.map(Box::new);
        Ok(())
    }

    fn as_text(&self) -> Option<&str> {
        (**self).as_text()
    }

    fn find_drift(&self, found: &mut DriftCollector) {
        (**self).find_drift(found);
    }

    fn show(&self, redaction: Redaction, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).show(redaction, f)
    }
}
