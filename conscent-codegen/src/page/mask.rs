//! E-mail addresses that a crawler was not shown.
//!
//! Sites protect the addresses on their pages: whoever comes without a browser gets `[email protected]` in place of each.

use crate::diagnostic::{Diagnostic, Place};

/// Where a text has such a mask, in bytes.
pub(super) fn find(text: &str) -> impl Iterator<Item = usize> {
    text.match_indices("[email").filter_map(|(at, start)| {
        let rest = text.get(at + start.len()..)?;
        let spaces = [" ", "\u{a0}", "&nbsp;", "&#160;", "\\u00a0"];
        let rest = spaces.iter().find_map(|space| rest.strip_prefix(space))?;
        rest.starts_with("protected]").then_some(at)
    })
}

/// No value of the vendor's: types must not learn from it.
pub(super) fn refused(place: Place) -> Diagnostic {
    let why =
        "a crawler was shown this in place of an address; save the page from a browser, or put the address in by hand";
    place.says("masked e-mail address", why)
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn every_spelling_of_the_mask() {
        let text = "[email protected] [email\u{a0}protected] [email&#160;protected] [email] [email protection] [email protected";
        assert_eq!(find(text).collect::<Vec<_>>(), [0, 18, 37]);
    }
}
