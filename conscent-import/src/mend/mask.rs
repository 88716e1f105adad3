//! Finds e-mail addresses that a site hides from crawlers.
//!
//! Sites protect the addresses on their pages: a client that is not a browser gets `[email protected]` instead of each
//! address. The vendor never sends that value.

/// The offsets of the masks in a text.
pub(super) fn find(text: &str) -> impl Iterator<Item = usize> {
    text.match_indices("[email").filter_map(|(at, start)| {
        let rest = text.get(at + start.len()..)?;
        let spaces = [" ", "\u{a0}", "&nbsp;", "&#160;", "\\u00a0"];
        let rest = spaces.iter().find_map(|space| rest.strip_prefix(space))?;
        rest.starts_with("protected]").then_some(at)
    })
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn every_spelling_of_the_mask() {
        let masks = "[email protected] [email\u{a0}protected] [email&#160;protected]";
        let text = format!("{masks} [email] [email protection] [email protected");
        assert_eq!(find(&text).collect::<Vec<_>>(), [0, 18, 37]);
    }
}
