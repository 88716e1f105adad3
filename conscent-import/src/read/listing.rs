//! Recognizes code whose lines are each marked as code. Some pages have an element for each line or word of an object.

use crate::text::Text;
use std::ops::Range;

/// The lines of an object that have been read so far.
#[derive(Debug, Default)]
pub(super) struct Listing {
    /// How many of its brackets are open.
    open: usize,
}

impl Listing {
    /// A line that only contains code, without its marks, if it is one of several lines of an object.
    pub(super) fn line(&mut self, line: &Text, codes: &[Range<usize>]) -> Option<Text> {
        if line.is_blank() {
            return None;
        }
        let mut code = Text::default();
        for range in codes {
            code.append(&line.part(range.clone()));
        }
        let letters = |text: &Text| text.as_str().chars().filter(|c| *c != '`' && !c.is_whitespace()).count();
        let starts = code.as_str().trim_end().ends_with(['{', '[']);
        let is_listed = !codes.is_empty() && letters(line) == letters(&code) && (self.open > 0 || starts);
        let count = |signs: [char; 2]| code.as_str().matches(signs).count();
        self.open = if is_listed { (self.open + count(['{', '['])).saturating_sub(count(['}', ']'])) } else { 0 };
        is_listed.then_some(code)
    }
}
