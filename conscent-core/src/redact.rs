//! `Debug` output without content.

use std::convert::Infallible;
use std::fmt;

use serde_json::{Map, Value};

use crate::{Field, Kind, Object, Visitor, Wire};

/// How much `Debug` output tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// Structure, kinds, lengths, booleans and the known values of enums: nothing that names a person or a price.
    Redacted,
    /// Everything.
    Full,
}

/// Writes a text, or only its length.
///
/// # Errors
/// What the formatter fails with.
pub fn text(text: &str, detail: Detail, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match detail {
        Detail::Full => write!(f, "{text:?}"),
        Detail::Redacted => write!(f, "<text, {} bytes>", text.len()),
    }
}

/// Writes an object with the fields that it has. Of unknown keys, redacted output has the names and kinds.
///
/// # Errors
/// What the formatter fails with.
pub fn object<T: Object>(object: &T, detail: Detail, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut out = f.debug_struct(T::TYPE);
    let Ok(()) = object.visit(&mut Fields { out: &mut out, detail });
    if !object.extra().is_empty() {
        out.field("extra", &by(|f| entries(object.extra(), detail, f)));
    }
    out.finish()
}

fn entries(extra: &Map<String, Value>, detail: Detail, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.debug_map().entries(extra.iter().map(|(key, value)| (key, shown(value, detail)))).finish()
}

/// `value` as `Debug` shows it with this much detail.
pub fn shown<T: Wire>(value: &T, detail: Detail) -> impl fmt::Debug {
    by(move |f| value.show(detail, f))
}

/// Redacted; `debug_unredacted()` of the object that has the field shows everything.
impl<T: Wire> fmt::Debug for Field<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        field(self, Detail::Redacted, f)
    }
}

fn field<T: Wire>(field: &Field<T>, detail: Detail, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match field {
        Field::Absent => f.write_str("absent"),
        Field::Null => f.write_str("null"),
        Field::Value(value) => value.show(detail, f),
        Field::Mismatch(value) => mismatch(value, detail, f),
    }
}

fn mismatch(value: &Value, detail: Detail, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match detail {
        Detail::Full => write!(f, "<mismatch: {value}>"),
        Detail::Redacted => write!(f, "<mismatch: {}>", Kind::of(value)),
    }
}

/// Adds the fields of an object to `out`.
struct Fields<'a, 'b, 'f> {
    out: &'a mut fmt::DebugStruct<'b, 'f>,
    detail: Detail,
}

impl Visitor for Fields<'_, '_, '_> {
    type Error = Infallible;

    #[inline(never)] // once per type, not once per field
    fn field<T: Wire>(&mut self, key: &'static str, field: &Field<T>) -> Result<(), Infallible> {
        if !field.is_absent() {
            self.out.field(key, &by(|f| self::field(field, self.detail, f)));
        }
        Ok(())
    }
}

/// Something that `Debug` shows as the closure writes it.
fn by<F: Fn(&mut fmt::Formatter<'_>) -> fmt::Result>(write: F) -> By<F> {
    By(write)
}

struct By<F>(F);

impl<F: Fn(&mut fmt::Formatter<'_>) -> fmt::Result> fmt::Debug for By<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0(f)
    }
}
