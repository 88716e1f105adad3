//! `Debug` output without content.

use std::convert::Infallible;
use std::fmt;

use serde_json::{Map, Value};

use crate::form::{Form, Forms};
use crate::{Field, FieldValue, Kind, Object, Visitor};

/// Whether `Debug` output hides the content of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Redaction {
    /// Content is hidden. Structure, kinds, lengths, the forms of strings, booleans and the known values of enums
    /// remain visible. They do not reveal a person or a price.
    On,
    /// Content is shown.
    Off,
}

/// Writes a string. If it is redacted, writes its form and length instead: `<e-mail address, 17 bytes>`, `<text, 5
/// bytes>`.
///
/// # Errors
/// The error of the formatter.
pub fn text(text: &str, redaction: Redaction, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match redaction {
        Redaction::Off => write!(f, "{text:?}"),
        Redaction::On => match Forms::of(text).most_specific() {
            // An ordinary single word also has the form of a code, so that form says nothing about a text.
            None | Some(Form::Code) => write!(f, "<text, {} bytes>", text.len()),
            Some(form) => write!(f, "<{form}, {} bytes>", text.len()),
        },
    }
}

/// Writes an object with its fields, except absent ones. Redacted output shows only the keys and kinds of unknown
/// entries.
///
/// # Errors
/// The error of the formatter.
pub fn object<T: Object>(object: &T, redaction: Redaction, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut out = f.debug_struct(T::TYPE);
    let Ok(()) = object.visit(&mut Fields { out: &mut out, redaction });
    if !object.extra().is_empty() {
        out.field("extra", &by(|f| entries(object.extra(), redaction, f)));
    }
    out.finish()
}

fn entries(extra: &Map<String, Value>, redaction: Redaction, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.debug_map().entries(extra.iter().map(|(key, value)| (key, shown(value, redaction)))).finish()
}

/// Wraps `value` so that its `Debug` output has this redaction.
pub fn shown<T: FieldValue>(value: &T, redaction: Redaction) -> impl fmt::Debug {
    by(move |f| value.show(redaction, f))
}

/// The output is redacted; `debug_unredacted()` of the object that contains the field shows everything.
impl<T: FieldValue> fmt::Debug for Field<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        field(self, Redaction::On, f)
    }
}

fn field<T: FieldValue>(field: &Field<T>, redaction: Redaction, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match field {
        Field::Absent => f.write_str("absent"),
        Field::Null => f.write_str("null"),
        Field::Value(value) => value.show(redaction, f),
        Field::Mismatch(value) => mismatch(value, redaction, f),
    }
}

fn mismatch(value: &Value, redaction: Redaction, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match redaction {
        Redaction::Off => write!(f, "<mismatch: {value}>"),
        Redaction::On => write!(f, "<mismatch: {}>", Kind::of(value)),
    }
}

/// The visitor that adds the fields of an object to `out`.
struct Fields<'a, 'b, 'f> {
    out: &'a mut fmt::DebugStruct<'b, 'f>,
    redaction: Redaction,
}

impl Visitor for Fields<'_, '_, '_> {
    type Error = Infallible;

    #[inline(never)] // once per type, not once per field
    fn field<T: FieldValue>(&mut self, key: &'static str, field: &Field<T>) -> Result<(), Infallible> {
        if !field.is_absent() {
            self.out.field(key, &by(|f| self::field(field, self.redaction, f)));
        }
        Ok(())
    }
}

/// Makes a value whose `Debug` output the closure writes.
fn by<F: Fn(&mut fmt::Formatter<'_>) -> fmt::Result>(write: F) -> By<F> {
    By(write)
}

struct By<F>(F);

impl<F: Fn(&mut fmt::Formatter<'_>) -> fmt::Result> fmt::Debug for By<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0(f)
    }
}
