//! A shape file as a list of places, for people who compare two of them.

use conscent_codegen::pointer::escape;
use conscent_codegen::text::count_large;
use conscent_shape::{Fields, KindSet, Shape, ShapeFile};
use std::fmt::Write;

/// The number of documents, and each place with the kinds of its values. A text that is not a shape file has no places.
pub(super) fn of(text: &str) -> String {
    let Ok(file) = ShapeFile::read(text.as_bytes()) else { return String::new() };
    let shape = file.into_shape();
    let mut lines = count_large(shape.count(), "document") + "\n";
    list(&shape, "", &mut lines);
    lines
}

/// Lists the places below a place.
fn list(shape: &Shape, at: &str, lines: &mut String) {
    let mut below = |token: &str, shape: &Shape| {
        let at = format!("{at}/{token}");
        let kinds = KindSet::of(shape).names().collect::<Vec<_>>().join(", ");
        // Writing into a text cannot fail.
        let _ = writeln!(lines, "{at}: {kinds}");
        list(shape, &at, lines);
    };
    if let Fields::Known(fields) = &shape.object.fields {
        for (key, field) in fields {
            below(&escape(key), &field.shape);
        }
    }
    let pooled = match &shape.object.fields {
        Fields::Pooled(values) => Some(values),
        Fields::Known(_) => None,
    };
    for values in [pooled, shape.object.rest.as_ref(), shape.array.item.as_ref()].into_iter().flatten() {
        below("*", values);
    }
}
