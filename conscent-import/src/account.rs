//! Accounts for each JSON-like text of a page: it is taken, or it is listed here with its line and the reason.

use crate::document::Hidden;
use crate::scan::lexer::Source;
use crate::scan::{Rules, in_text, whole};
use crate::text::{Lines, merged};
use conscent_codegen::Location;
use std::fmt;
use std::ops::Range;
use std::path::Path;

/// A text that looks like JSON, but was not taken.
///
/// `Display` writes one line: where it is, what it is, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LeftOut {
    /// Where it starts.
    pub location: Location,
    /// The line on which it ends.
    pub last_line: usize,
    /// Why it was not taken.
    pub why: Why,
    /// Its heading or title, if the page has one.
    pub label: Option<String>,
}

/// Why a text was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Why {
    /// It contains an e-mail address that the site hides from crawlers; the line of the mask.
    Masked(usize),
    /// It does not end.
    Cut,
    /// The page shortens it (`...`), on this line.
    Shortened(usize),
    /// It has a placeholder instead of a value: which, and on which line.
    Placeholder(String, usize),
    /// It is not JSON: the parser's message, and where.
    NotJson(String, Location),
    /// It is only a part of an object: `"user": {…}`.
    Fragment,
    /// A client sends it, not a webhook; the evidence.
    Request(String),
    /// It is a response; the evidence.
    Response(String),
    /// It does not have the form of the other payloads on its page; their API.
    OtherApi(String),
    /// It is a JSON Schema.
    Schema,
    /// It is an API description, not an example.
    Document,
    /// It is a list, and no hint says that its API sends lists of deliveries.
    List,
    /// Readers of the page do not see it; its place.
    Hidden(&'static str),
    /// Its heading and its body name different events.
    Contradicts {
        /// The body's statement.
        body: String,
        /// The heading.
        heading: String,
        /// The line of the heading.
        line: usize,
        /// The path of the sample, for a correction.
        sample: String,
    },
    /// Its API is unknown; what to do.
    NoApi(String),
    /// Its event is unknown; what to do.
    NoEvent(String),
    /// It is the same text as one that was taken; the line of that one.
    Same(usize),
    /// A hint excludes it; where.
    Ignored(Location),
    /// It is in a part of the page that this program does not read.
    Unread,
}

/// Where a page keeps data for programs.
const SCRIPT: &str = "a script";

impl Why {
    /// A stable word for it, for programs.
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

    /// Whether a user may need to act. If not, it is certain that no payload is missed.
    #[must_use]
    pub fn needs_attention(&self) -> bool {
        !matches!(self, Self::Same(_) | Self::Ignored(_) | Self::Schema | Self::Document | Self::Hidden(SCRIPT))
    }
}

/// What the user does last, so that the page can give a payload.
const AGAIN: &str = "and import the page again";

/// How a user confirms that a text is not a payload.
const IGNORE: &str = "confirm it with an `[[ignore]]` in hints.toml";

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Masked(line) => write!(
                f,
                "it has a masked e-mail address (line {line}), because the site hides addresses from crawlers; save the page from a \
                 browser, or insert the address by hand, {AGAIN}"
            ),
            Self::Cut => write!(f, "it is cut off before it ends; get the whole page, {AGAIN}"),
            Self::Shortened(line) => {
                write!(f, "the page shortens it (`...`, line {line}); fill in what the vendor sends, {AGAIN}")
            }
            Self::Placeholder(shown, line) => {
                write!(f, "it has a placeholder ({shown}, line {line}); replace it with a real value, {AGAIN}")
            }
            Self::NotJson(reason, location) => {
                f.write_str("it cannot be read")?;
                if let (Some(line), Some(column)) = (location.line, location.column) {
                    write!(f, " (line {line}, column {column})")?;
                }
                write!(f, ": {reason}; if it is a payload, correct it, {AGAIN}")
            }
            Self::Fragment => {
                write!(f, "it is the value of a key, so it is only part of an object; if it is a payload, remove the key, {AGAIN}")
            }
            Self::Request(what) => write!(f, "it is a request, not a payload ({what}); {IGNORE}"),
            Self::Response(what) => write!(f, "it is a response, not a payload ({what}); {IGNORE}"),
            Self::OtherApi(api) => write!(
                f,
                "it does not have the form of the other payloads on the page, which are of {api}; if it is a payload, import it from a \
                 separate page with --api NAME; if not, {IGNORE}"
            ),
            Self::Schema => f.write_str("it is a JSON Schema, not a payload; no action needed"),
            Self::Document => f.write_str("it is an API description, not a payload; no action needed"),
            Self::List => f.write_str(
                "it is a list of objects, but a payload is one object; if it is a list of deliveries, set `batch = true` in \
                 `[envelope.<api>]` of hints.toml",
            ),
            Self::Hidden(SCRIPT) => write!(f, "it is in {SCRIPT}, which readers do not see; no action needed"),
            Self::Hidden(place) => write!(
                f,
                "it is in {place}, which readers do not see; if it is a payload, put it into a code block, {AGAIN}; if not, {IGNORE}"
            ),
            Self::Contradicts { body, heading, line, sample } => write!(
                f,
                "the body says {body}, but the heading {heading:?} (line {line}) names another event; correct the body in corrections.toml, \
                 as sample {sample:?}, or make the heading an alias in hints.toml"
            ),
            Self::NoApi(help) => write!(f, "its api is unknown; {help}"),
            Self::NoEvent(help) => write!(f, "its event is unknown; {help}"),
            Self::Same(line) => write!(f, "it is a copy of the text at line {line}; no action needed"),
            Self::Ignored(location) => write!(f, "a hint says that it is not a payload ({location}); no action needed"),
            Self::Unread => write!(
                f,
                "it is in a part of the page that this program does not read; if it is a payload, put it into its own code block, \
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
    /// A range of the page that is left out.
    pub(crate) fn new(file: &Path, lines: &Lines, range: &Range<usize>, why: Why) -> Self {
        let [first, last_line] = lines.of_range(range);
        Self { location: Location::line(file, first), last_line, why, label: None }
    }
}

impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The message quotes the page as an error does, so it is displayed as one, without escape codes for terminals.
        self.location.clone().error("left out", self.why.to_string()).fmt(f)
    }
}

/// The JSON-like texts of a page, read as plain text, that do not touch `covered`: the ranges in which a reader found
/// candidates. So a text is listed even if no reader knows the markup around it.
pub(crate) fn unread(page: &str, covered: &[Range<usize>]) -> Vec<Range<usize>> {
    let covered = Covered(merged(covered.to_vec()));
    let source = Source::new(page);
    let mut unread = Vec::new();
    for found in in_text(&source, Rules::default()) {
        if !covered.touches(&found.span) {
            unread.push(found.span);
        } else if !covered.is_around(&found.span) {
            // The text went on where it looked cut, or the other way round. The JSON in it is listed separately.
            unread.extend(whole::objects(&source, found.span).filter(|object| !covered.touches(object)));
        }
    }
    unread
}

/// Ascending ranges that do not overlap.
struct Covered(Vec<Range<usize>>);

impl Covered {
    /// The first range that ends after an offset.
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
