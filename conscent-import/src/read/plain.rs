//! Reads the text that a browser copies, which only has lines. Separates the page's controls from its content.

use super::code;
use crate::document::Builder;
use crate::site::Site;
use crate::text::Text;

/// The bullet of a menu item.
const MENU_ITEM: char = '•';

/// The labels of a page's controls, in lower case.
const CONTROLS: [&str; 26] = [
    "ask ai",
    "bash",
    "copied",
    "copied!",
    "copy",
    "copy code",
    "copy page",
    "copy to clipboard",
    "curl",
    "edit",
    "edit this page",
    "expand",
    "expand all",
    "collapse all",
    "javascript",
    "json",
    "next",
    "node.js",
    "open in app",
    "previous",
    "search",
    "search...",
    "shell",
    "skip to content",
    "was this helpful?",
    "yaml",
];

/// Whether a line is the label of a control, or the name of a language.
pub(super) fn is_control(line: &str) -> bool {
    CONTROLS.contains(&line.to_lowercase().as_str())
}

pub(super) fn read(text: &Text, site: &Site, builder: &mut Builder) {
    let text = code::without_copied_gutters(text);
    let lines = text.line_ranges();
    let line = |index: usize| lines.get(index).and_then(|line| text.as_str().get(line.clone())).unwrap_or_default();
    // A menu never contains a text that could be taken.
    let ends = (0..lines.len())
        .take_while(|index| !line(*index).contains('{'))
        .find(|index| line(*index).trim() == site.navigation_end);
    // A quote has several lines; a single one may be at the prompt of a program.
    let is_quote = |index: Option<usize>| index.is_some_and(|index| quote_marks(line(index)) > 0);
    let is_quoted = |index: usize| is_quote(index.checked_sub(1)) || is_quote(Some(index + 1));
    for (index, range) in lines.iter().enumerate() {
        let marks = if is_quoted(index) { quote_marks(line(index)) } else { 0 };
        let shown = line(index).get(marks..).unwrap_or_default().trim();
        let is_menu = ends.is_some_and(|end| index <= end)
            || shown.starts_with(MENU_ITEM)
            || site.section(shown).is_some()
            || is_control(shown);
        let range = range.start + marks..lines.get(index + 1).map_or(text.len(), |next| next.start);
        if is_menu && !shown.is_empty() {
            builder.menu(&text.part(range));
        } else {
            builder.prose(&text.part(range), &[]);
        }
    }
}

/// The length of the marks with which e-mail quotes a line: `> > `.
fn quote_marks(line: &str) -> usize {
    let mut rest = line;
    while let Some(after) = rest.strip_prefix('>') {
        rest = after.strip_prefix(' ').unwrap_or(after);
    }
    line.len() - rest.len()
}
