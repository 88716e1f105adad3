//! A line as a heading, which may name an event.

use crate::site::Site;
use html5gum::{Token, Tokenizer};

/// The sign in front of an item of a menu, in a browser's copy and in the Markdown made from HTML.
pub(super) const MENU_ITEM: char = '•';

/// The most words in the name of a heading. Names such as `Micro Payment JSON` are shorter, and the lines of prose above a
/// payload are longer.
const MAX_WORDS: usize = 6;

/// A line that names what follows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// The name, without markup and description: `Payment_Gateway.view`.
    pub name: String,
    /// The line of the page, counted from 1.
    pub line: usize,
    /// What distinguishes it from prose.
    style: Style,
}

/// What distinguishes a heading from prose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    /// Markup, or its position as the title of a block.
    Marked,
    /// A description after the name, or at least a colon.
    Described,
    /// Nothing but its length.
    Bare,
}

impl Heading {
    /// Whether one of its words is a stop word of the site.
    pub(super) fn has_stop_word(&self, site: &Site) -> bool {
        self.name.split_whitespace().any(|word| site.is_stop_word(&word.to_lowercase()))
    }

    /// Whether the name has the form of an event's: `Purchase.pass`.
    pub(super) fn is_event(&self) -> bool {
        let is_word =
            |part: &str| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-');
        self.name.starts_with(char::is_alphabetic) && self.name.contains('.') && self.name.split('.').all(is_word)
    }

    pub(super) fn is_marked(&self) -> bool {
        self.style == Style::Marked
    }

    /// Whether both lines are only the names of different events, as the lines of a menu are.
    pub(super) fn is_menu_with(&self, other: &Self) -> bool {
        let is_bare = |heading: &Self| heading.style == Style::Bare && heading.is_event();
        is_bare(self) && is_bare(other) && !is_same(&self.name, &other.name)
    }

    /// The name in the spelling of events: `Purchase.pass` → `purchase.pass`, `PASS PAYMENT JSON` → `pass_payment`.
    pub(super) fn event(&self, site: &Site) -> String {
        let name = self.name.to_lowercase();
        let words = name.split(|c: char| c.is_whitespace() || c == '_' || c == '-');
        words.filter(|word| !word.is_empty() && !site.is_stop_word(word)).collect::<Vec<_>>().join("_")
    }
}

/// Whether two names differ only in case, dashes and underscores.
pub(super) fn is_same(a: &str, b: &str) -> bool {
    let letters = |name: &str| name.to_lowercase().replace(['_', '-'], "");
    letters(a) == letters(b)
}

/// Reads a line as a heading: the part before a colon, or else the whole line, if it is short and not a sentence. An
/// item of a menu is not a heading.
pub(super) fn read(line: &str, number: usize) -> Option<Heading> {
    let line = without_html(line.trim());
    if line.starts_with(MENU_ITEM) {
        return None;
    }
    let inside = line.trim_start_matches('#').trim();
    let emphasis = ["**", "__"].iter().find_map(|mark| inside.strip_prefix(mark)?.split_once(mark));
    let plain = without_markup(emphasis.map_or(inside, |(inside, _)| inside));
    let described = plain.split_once(':').filter(|(_, rest)| rest.is_empty() || rest.starts_with(char::is_whitespace));
    let style = match described {
        _ if line.starts_with('#') || emphasis.is_some() => Style::Marked,
        Some(_) => Style::Described,
        None => Style::Bare,
    };
    let name = described.map_or(plain.as_str(), |(name, _)| name).trim();
    let is_short = name.split_whitespace().count() <= MAX_WORDS;
    let is_name = name.contains(char::is_alphanumeric) && is_short && !name.ends_with('.');
    is_name.then(|| Heading { name: name.into(), line: number, style })
}

/// Reads the title of a block. A title that only says what the block is, such as "JSON" or "Example 2", does not name
/// an event.
pub(super) fn title(title: &str, number: usize, site: &Site) -> Option<Heading> {
    let heading = Heading { style: Style::Marked, ..read(title, number)? };
    let is_generic = |word: &str| site.is_generic(word) || word.bytes().all(|byte| byte.is_ascii_digit());
    let event = heading.event(site);
    (!event.is_empty() && !event.split('_').all(is_generic)).then_some(heading)
}

/// The text of a line with inline HTML, which the headings of GitBook's Markdown have: anchors disappear, and
/// entities are decoded.
fn without_html(line: &str) -> String {
    let pieces = Tokenizer::new(line).map(|token| {
        let Ok(token) = token;
        match token {
            Token::String(text) => String::from_utf8_lossy(&text).into_owned(),
            _ => String::new(),
        }
    });
    pieces.collect()
}

/// The text of Markdown. A sign after a backslash is not markup, but the sign itself.
fn without_markup(markdown: &str) -> String {
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
