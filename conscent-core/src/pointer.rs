//! JSON pointers (RFC 6901). conscent-codegen compiles this file too, through a symbolic link; it names nothing but `std`.

use std::borrow::Cow;

/// A key as a token of a pointer.
#[must_use]
pub fn escape(key: &str) -> Cow<'_, str> {
    if key.contains(['~', '/']) { key.replace('~', "~0").replace('/', "~1").into() } else { key.into() }
}
