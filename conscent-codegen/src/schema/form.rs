//! Describes the strings of a field, for docs.

use conscent_shape::{Form, Shape};

/// The form that all strings of a field share: `24 hex digits (ObjectId)`, `URL`. `None` if they share no meaningful
/// form.
pub(super) fn of(shape: &Shape) -> Option<String> {
    let strings = &shape.string;
    let form = strings.form().filter(|form| *form != Form::Code)?;
    Some(form.to_string())
}

/// The JSON Schema `format` that all strings of a field have. An empty string has none.
pub(super) fn format(shape: &Shape) -> Option<String> {
    let strings = &shape.string;
    let form = strings.form().filter(|_| strings.empty == 0)?;
    form.schema_format().map(ToOwned::to_owned)
}
