//! The heading above a payload, and the event it names.

use super::site::FILLER;
use super::text::{Block, Text};
use std::ops::Range;

/// A line that names what follows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// The name, without markup and description: `Payment_Gateway.view`.
    pub name: String,
    /// The line of the page, counted from 1.
    pub line: usize,
    /// Whether markup sets it apart from prose.
    marked: bool,
}

impl Heading {
    /// Whether a word of it is one that the site puts around the names of events.
    pub(super) fn has_filler(&self) -> bool {
        self.name.split_whitespace().any(|word| FILLER.contains(&word.to_lowercase().as_str()))
    }

    /// Whether the name has the form of an event's: `Purchase.pass`.
    pub(super) fn is_event(&self) -> bool {
        let word = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || "_-".contains(c));
        self.name.starts_with(char::is_alphabetic) && self.name.contains('.') && self.name.split('.').all(word)
    }

    /// The name as events are spelled: `Purchase.pass` → `purchase.pass`, `PASS PAYMENT JSON` → `pass_payment`.
    pub(super) fn event(&self) -> String {
        let name = self.name.to_lowercase();
        let words = name.split(|c: char| c.is_whitespace() || "_-".contains(c));
        words.filter(|word| !word.is_empty() && !FILLER.contains(word)).collect::<Vec<_>>().join("_")
    }
}

/// Whether two names differ in no more than case, dashes and underscores.
pub(super) fn same(a: &str, b: &str) -> bool {
    let letters = |name: &str| name.to_lowercase().replace(['_', '-'], "");
    letters(a) == letters(b)
}

/// The heading of a payload, of the lines between it and the payload before it.
///
/// The name of an event is best, marked up rather than not; then any marked heading, then a short line right above. Of equals, the nearest.
pub(super) fn above(text: &Text, lines: Range<usize>) -> Option<Heading> {
    let lines = text.lines().take(lines.end).skip(lines.start);
    let is_prose = |line: &(usize, &str)| text.block(line.0) == Block::Prose && !line.1.trim().is_empty();
    let prose: Vec<_> = lines.filter(is_prose).collect();
    let right_above = prose.last().map(|(index, _)| *index);
    let headings = prose.into_iter().filter_map(|(index, line)| {
        let heading = read(line, text.number(index))?;
        (heading.is_event() || heading.marked || Some(index) == right_above).then_some(heading)
    });
    // Of equals, `max_by_key` takes the last.
    headings.max_by_key(|heading| (heading.is_event(), heading.marked))
}

/// Reads a line as a heading: what stands before a colon, or else all of it, as long as that is short and no sentence.
pub(super) fn read(line: &str, number: usize) -> Option<Heading> {
    let line = without_tags(line.trim());
    let title = line.trim_start_matches('#').trim();
    let emphasis = ["**", "__"].iter().find_map(|mark| title.strip_prefix(mark)?.split_once(mark));
    let marked = line.starts_with('#') || emphasis.is_some();
    let plain = emphasis.map_or(title, |(inside, _)| inside).replace(['\\', '`', '*'], "");
    let described = plain.split_once(':').filter(|(_, rest)| rest.is_empty() || rest.starts_with(char::is_whitespace));
    let name = described.map_or(plain.as_str(), |(name, _)| name).trim();
    let is_name = name.contains(char::is_alphanumeric) && name.split_whitespace().count() <= 6 && !name.ends_with('.');
    is_name.then(|| Heading { name: name.into(), line: number, marked })
}

/// The line without inline HTML: GitBook's Markdown has anchors in headings.
fn without_tags(line: &str) -> String {
    let mut pieces = line.split('<');
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |text, piece| text + piece.split_once('>').map_or(piece, |(_, behind)| behind))
}
