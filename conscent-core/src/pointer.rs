//! JSON pointers (RFC 6901). conscent-shape compiles this file too, through a symbolic link, so it uses only `std`.

use std::borrow::Cow;

/// The rule for pointers in hints and arguments, for error messages.
pub const RULE: &str = "a JSON pointer starts with `/`, and holds `~` only as `~0` or `~1`";

/// Whether the text is a JSON pointer below the root.
#[must_use]
pub fn is_valid(text: &str) -> bool {
    let is_escaped = |token: &str| token.split('~').skip(1).all(|rest| rest.starts_with(['0', '1']));
    text.starts_with('/') && is_escaped(text)
}

/// Escapes a key as a token of a pointer.
#[must_use]
pub fn escape(key: &str) -> Cow<'_, str> {
    if key.contains(['~', '/']) { key.replace('~', "~0").replace('/', "~1").into() } else { key.into() }
}

/// Unescapes a token of a pointer into its key.
#[must_use]
pub fn unescape(token: &str) -> Cow<'_, str> {
    if token.contains('~') { token.replace("~1", "/").replace("~0", "~").into() } else { token.into() }
}

/// The array index that a token stands for: digits without leading zeros.
#[must_use]
pub fn index(token: &str) -> Option<usize> {
    let plain = token == "0" || !token.starts_with('0') && token.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| token.parse().ok())?
}
