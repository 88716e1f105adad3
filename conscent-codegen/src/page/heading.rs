//! The heading above a payload, and the event it names.

use super::site::{FILLER, LABELS};
use html5gum::{Token, Tokenizer};

/// What starts an item of a menu, in a browser's copy and in what is made of HTML.
pub(super) const ITEM: char = '•';

/// A line that names what follows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// The name, without markup and description: `Payment_Gateway.view`.
    pub name: String,
    /// The line of the page, counted from 1.
    pub line: usize,
    /// What sets it apart from prose.
    form: Form,
}

/// How a heading is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// By markup, or as the title of a block.
    Marked,
    /// By nothing; a description follows the name, or at least a colon.
    Described,
    /// By nothing at all.
    Bare,
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

    pub(super) fn is_marked(&self) -> bool {
        self.form == Form::Marked
    }

    /// Whether both are but the names of different events, as in a menu.
    pub(super) fn is_beside(&self, other: &Self) -> bool {
        let is_bare = |heading: &Self| heading.form == Form::Bare && heading.is_event();
        is_bare(self) && is_bare(other) && !same(&self.name, &other.name)
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

/// Reads a line as a heading: what stands before a colon, or else all of it, as long as that is short and no sentence. An item of a
/// menu is none.
pub(super) fn read(line: &str, number: usize) -> Option<Heading> {
    let line = text(line.trim());
    if line.starts_with(ITEM) {
        return None;
    }
    let inside = line.trim_start_matches('#').trim();
    let emphasis = ["**", "__"].iter().find_map(|mark| inside.strip_prefix(mark)?.split_once(mark));
    let plain = unescaped(emphasis.map_or(inside, |(inside, _)| inside));
    let described = plain.split_once(':').filter(|(_, rest)| rest.is_empty() || rest.starts_with(char::is_whitespace));
    let form = match described {
        _ if line.starts_with('#') || emphasis.is_some() => Form::Marked,
        Some(_) => Form::Described,
        None => Form::Bare,
    };
    let name = described.map_or(plain.as_str(), |(name, _)| name).trim();
    let is_name = name.contains(char::is_alphanumeric) && name.split_whitespace().count() <= 6 && !name.ends_with('.');
    is_name.then(|| Heading { name: name.into(), line: number, form })
}

/// Reads the title of a block. One that only says what the block is, such as "JSON" or "Example 2", names no event.
pub(super) fn title(title: &str, number: usize) -> Option<Heading> {
    let heading = Heading { form: Form::Marked, ..read(title, number)? };
    let is_label = |word: &str| LABELS.contains(&word) || word.bytes().all(|byte| byte.is_ascii_digit());
    let event = heading.event();
    (!event.is_empty() && !event.split('_').all(is_label)).then_some(heading)
}

/// The line without inline HTML, which GitBook's Markdown has in headings: anchors go, and entities are what they stand for.
fn text(line: &str) -> String {
    let pieces = Tokenizer::new(line).map(|token| {
        let Ok(token) = token;
        match token {
            Token::String(text) => String::from_utf8_lossy(&text).into_owned(),
            _ => String::new(),
        }
    });
    pieces.collect()
}

/// Markdown's text without its marks. A sign behind a backslash is no mark, but itself.
fn unescaped(markdown: &str) -> String {
    let mut plain = String::new();
    let mut chars = markdown.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => plain.extend(chars.next_if(char::is_ascii_punctuation)),
            '*' | '`' => {}
            _ => plain.push(c),
        }
    }
    plain
}
