//! What became of each JSON-like text of a page: it was taken, or it is named here with its line and the reason.

use crate::document::Hidden;
use crate::scan::lexer::Source;
use crate::scan::{Rules, in_text, whole};
use crate::text::{Lines, merged};
use conscent_codegen::Location;
use std::fmt;
use std::ops::Range;
use std::path::Path;

/// A text that looks like JSON, and that was not taken.
///
/// It is displayed on one line: where it is, what it is, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LeftOut {
    /// Where it starts.
    pub location: Location,
    /// The line on which it ends.
    pub last_line: usize,
    /// Why it was not taken.
    pub why: Why,
    /// The heading or the title that it belongs to, as far as the page says it.
    pub label: Option<String>,
}

/// Why a text was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Why {
    /// An e-mail address in it was hidden from a crawler; the line of the mask.
    Masked(usize),
    /// It does not end.
    Cut,
    /// Something is left out in it (`...`), and on which line.
    Shortened(usize),
    /// It has a placeholder in place of a value: which, and on which line.
    Placeholder(String, usize),
    /// It is not JSON: what the parser says, and where.
    NotJson(String, Location),
    /// It is a part of an object, `"user": {…}`.
    Fragment,
    /// It is what a client asks, not what a webhook delivers: what says so.
    Request(String),
    /// It is an answer: what says so.
    Response(String),
    /// It has not the form of the other payloads of its page; their api.
    OtherApi(String),
    /// It is a JSON Schema.
    Schema,
    /// It is an API description, not an example.
    Document,
    /// No list of deliveries is known of its api.
    List,
    /// Readers of the page do not see it; where it is.
    Hidden(&'static str),
    /// Its heading and its body name two events.
    Contradicts {
        /// What the body says.
        body: String,
        /// The heading.
        heading: String,
        /// The line of the heading.
        line: usize,
        /// The path that the sample would have, by which a correction names it.
        sample: String,
    },
    /// Nothing says which api it belongs to; what to do.
    NoApi(String),
    /// Nothing says which event it is of; what to do.
    NoEvent(String),
    /// The same text was taken already, at this line.
    Same(usize),
    /// A hint says so; where.
    Ignored(Location),
    /// It is on the page, but where this program reads no text.
    Unread,
}

/// Where a program keeps its data in a page.
const SCRIPT: &str = "a script";

impl Why {
    /// A word for it, which stays the same, for programs.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Masked(_) => "masked",
            Self::Cut => "cut",
            Self::Shortened(_) => "shortened",
            Self::Placeholder(..) => "placeholder",
            Self::NotJson(..) => "not-json",
            Self::Fragment => "fragment",
            Self::Request(_) => "request",
            Self::Response(_) => "response",
            Self::OtherApi(_) => "other-api",
            Self::Schema => "schema",
            Self::Document => "document",
            Self::List => "list",
            Self::Hidden(_) => "hidden",
            Self::Contradicts { .. } => "contradicts",
            Self::NoApi(_) => "no-api",
            Self::NoEvent(_) => "no-event",
            Self::Same(_) => "same",
            Self::Ignored(_) => "ignored",
            Self::Unread => "unread",
        }
    }

    /// Whether somebody may have to do something about it. If not, it is certain that no payload is missed.
    #[must_use]
    pub fn needs_attention(&self) -> bool {
        !matches!(self, Self::Same(_) | Self::Ignored(_) | Self::Schema | Self::Document | Self::Hidden(SCRIPT))
    }
}

/// What the user has to do before the page can give a payload.
const AGAIN: &str = "and import the page again";

/// How a user says that a text is not a payload.
const IGNORE: &str = "an `[[ignore]]` in hints.toml says so for good";

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Masked(line) => write!(
                f,
                "a masked e-mail address (line {line}), which a crawler was shown in place of the address; save the page from a \
                 browser, or put the address in by hand, {AGAIN}"
            ),
            Self::Cut => write!(f, "it is cut off before it ends; get the whole page, {AGAIN}"),
            Self::Shortened(line) => {
                write!(f, "the page leaves something out of it (`...`, line {line}); put in what the vendor sends, {AGAIN}")
            }
            Self::Placeholder(shown, line) => {
                write!(f, "a placeholder ({shown}, line {line}); put a value of the vendor's in, {AGAIN}")
            }
            Self::NotJson(reason, location) => {
                f.write_str("it cannot be read")?;
                if let (Some(line), Some(column)) = (location.line, location.column) {
                    write!(f, " (line {line}, column {column})")?;
                }
                write!(f, ": {reason}; if it is a payload, correct it, {AGAIN}")
            }
            Self::Fragment => {
                write!(f, "it is the value of a key, so it is only a part of an object; if it is a payload, remove the key, {AGAIN}")
            }
            Self::Request(what) => write!(f, "it is a request, not a payload ({what}); {IGNORE}"),
            Self::Response(what) => write!(f, "it is a response, not a payload ({what}); {IGNORE}"),
            Self::OtherApi(api) => write!(
                f,
                "it does not have the form of the other payloads of the page, which are of {api}; if it is a payload, import it from a \
                 page of its own with --api NAME; if not, {IGNORE}"
            ),
            Self::Schema => f.write_str("it is a JSON Schema, not a payload; nothing has to be done"),
            Self::Document => f.write_str("it is an API description, not a payload; nothing has to be done"),
            Self::List => f.write_str(
                "it is a list of objects, and a payload is one object; if it is a list of deliveries, say `batch = true` in \
                 `[envelope.<api>]` of hints.toml",
            ),
            Self::Hidden(SCRIPT) => write!(f, "it is in {SCRIPT}, which readers do not see; nothing has to be done"),
            Self::Hidden(place) => write!(
                f,
                "it is in {place}, which readers do not see; if it is a payload, put it into a block of code, {AGAIN}; if not, {IGNORE}"
            ),
            Self::Contradicts { body, heading, line, sample } => write!(
                f,
                "the body says {body}, but the heading {heading:?} (line {line}) names another event; correct the body in corrections.toml, \
                 as sample {sample:?}, or call the heading an alias in hints.toml"
            ),
            Self::NoApi(help) => write!(f, "nothing says which api it belongs to; {help}"),
            Self::NoEvent(help) => write!(f, "nothing says which event it is of; {help}"),
            Self::Same(line) => write!(f, "it is the same text as at line {line}; nothing has to be done"),
            Self::Ignored(location) => write!(f, "a hint says that it is not a payload ({location}); nothing has to be done"),
            Self::Unread => write!(
                f,
                "it is in a part of the page that this program does not read; if it is a payload, put it into a block of code of its own, \
                 {AGAIN}"
            ),
        }
    }
}

impl From<Hidden> for Why {
    fn from(hidden: Hidden) -> Self {
        match hidden {
            Hidden::Comment => Self::Hidden("a comment"),
            Hidden::Script => Self::Hidden(SCRIPT),
            Hidden::Attribute => Self::Hidden("an attribute"),
            Hidden::FrontMatter => Self::Hidden("the front matter"),
            Hidden::Description => Self::Document,
        }
    }
}

impl LeftOut {
    /// A range of the page that was not taken.
    pub(crate) fn new(file: &Path, lines: &Lines, range: &Range<usize>, why: Why) -> Self {
        let [first, last_line] = lines.of_range(range);
        Self { location: Location::line(file, first), last_line, why, label: None }
    }
}

impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // It quotes the page as an error does, so it is displayed as one, without characters that a terminal would obey.
        self.location.clone().error("left out", self.why.to_string()).fmt(f)
    }
}

/// The JSON-like texts of a page, read as plain text, of which no part is in `covered`: the ranges of the page that a reader found
/// candidates in. So a text is named even where a reader does not know the markup around it.
pub(crate) fn unread(page: &str, covered: &[Range<usize>]) -> Vec<Range<usize>> {
    let covered = Covered(merged(covered.to_vec()));
    let source = Source::new(page);
    let mut unread = Vec::new();
    for found in in_text(&source, Rules::default()) {
        if !covered.touches(&found.span) {
            unread.push(found.span);
        } else if !covered.is_around(&found.span) {
            // The text went on where it looked cut, or the other way round. What is JSON in it has its own account.
            unread.extend(whole::objects(&source, found.span).filter(|object| !covered.touches(object)));
        }
    }
    unread
}

/// Ranges that ascend and do not overlap.
struct Covered(Vec<Range<usize>>);

impl Covered {
    /// The first range that ends after a place.
    fn after(&self, place: usize) -> Option<&Range<usize>> {
        self.0.get(self.0.partition_point(|range| range.end <= place))
    }

    fn touches(&self, range: &Range<usize>) -> bool {
        self.after(range.start).is_some_and(|covered| covered.start < range.end)
    }

    fn is_around(&self, range: &Range<usize>) -> bool {
        self.after(range.start).is_some_and(|covered| covered.start <= range.start && range.end <= covered.end)
    }
}

#[cfg(test)]
mod tests;
