//! The content of the page, as plain data. Every text is printable; the template escapes it for HTML.

use super::subject::Subject;

/// The whole page.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) subject: Subject,
    /// `10 events`, `290 fields`.
    pub(crate) totals: Vec<String>,
    pub(crate) changes: Option<Changes>,
    pub(crate) apis: Vec<Api>,
}

/// What changed since another version.
#[derive(Debug)]
pub(crate) struct Changes {
    /// The other version, as the argument names it.
    pub(crate) since: String,
    /// `4 changes: 1 major, 3 patch`.
    pub(crate) summary: String,
    pub(crate) impacts: Vec<Impact>,
}

/// The changes of one impact.
#[derive(Debug)]
pub(crate) struct Impact {
    pub(crate) name: String,
    /// The meaning for users of the types.
    pub(crate) about: &'static str,
    pub(crate) changes: Vec<Change>,
}

/// One change.
#[derive(Debug)]
pub(crate) struct Change {
    /// The api and the events.
    pub(crate) place: Vec<Part>,
    pub(crate) what: String,
}

/// One api: its matrix, events and types.
#[derive(Debug)]
pub(crate) struct Api {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) matrix: Matrix,
    pub(crate) events: Vec<Section>,
    pub(crate) types: Vec<Section>,
}

/// In which events each field was seen: fields × events.
#[derive(Debug)]
pub(crate) struct Matrix {
    pub(crate) events: Vec<Link>,
    pub(crate) groups: Vec<Group>,
}

/// The fields of one type.
#[derive(Debug)]
pub(crate) struct Group {
    pub(crate) title: Vec<Part>,
    pub(crate) rows: Vec<Row>,
}

/// One field, and a cell for each event.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) key: Link,
    pub(crate) cells: Vec<Cell>,
    /// Whether it is the same in every event that has its object.
    pub(crate) is_even: bool,
}

/// How a field occurs in an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    /// The event has it, and all samples of its object have it.
    Always,
    /// The event has it, and all samples of its object have it so far; but there are too few, or it was null in some.
    SoFar,
    /// The event has it, but not all samples of its object have it.
    Sometimes,
    /// The event has its object without it.
    Missing,
    /// The event does not have its object.
    Outside,
}

impl Cell {
    /// What it is called.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Always => "always",
            Self::SoFar => "in all so far",
            Self::Sometimes => "sometimes",
            Self::Missing => "missing",
            Self::Outside => "",
        }
    }

    /// Its class in the style.
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::SoFar => "so-far",
            other => other.label(),
        }
    }
}

/// An event or a type.
#[derive(Debug)]
pub(crate) struct Section {
    pub(crate) id: String,
    pub(crate) title: String,
    /// `object`, `open enum`.
    pub(crate) kind: &'static str,
    /// The path of its type: `conscent_types::v2::Purchase`.
    pub(crate) path: String,
    pub(crate) facts: Vec<Fact>,
    pub(crate) fields: Vec<Field>,
    pub(crate) variants: Vec<Variant>,
    /// The variants of a struct, by its tag.
    pub(crate) by_tag: Option<VariantTable>,
    /// The samples of an event.
    pub(crate) samples: Vec<Sample>,
    /// What a reader copies for an event.
    pub(crate) snippets: Vec<Snippet>,
}

/// A sample of an event.
#[derive(Debug)]
pub(crate) struct Sample {
    pub(crate) id: String,
    pub(crate) name: String,
    /// `corrected`, `captured`, `redacted`.
    pub(crate) words: Vec<&'static str>,
    /// The page that shows it, and the line; empty if that is not known.
    pub(crate) origin: String,
    /// The body, indented.
    pub(crate) pieces: Vec<Piece>,
}

/// A piece of code that has one color.
#[derive(Debug)]
pub(crate) struct Piece {
    /// The class in the style; empty for the color of text.
    pub(crate) class: &'static str,
    pub(crate) text: String,
}

/// Code for a reader's own program or shell.
#[derive(Debug)]
pub(crate) struct Snippet {
    pub(crate) title: &'static str,
    /// What its button copies: `the handler`.
    pub(crate) what: &'static str,
    pub(crate) text: String,
}

/// A fact about a section.
#[derive(Debug)]
pub(crate) struct Fact {
    pub(crate) label: &'static str,
    /// The values, which are shown with commas between them.
    pub(crate) items: Vec<Vec<Part>>,
}

/// A key of an object.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) id: String,
    pub(crate) key: String,
    pub(crate) ty: Vec<Part>,
    pub(crate) nullable: bool,
    /// The accessor that gives an `Option`, and the one that gives a `Result`.
    pub(crate) accessors: [String; 2],
    /// A sentence from a hint.
    pub(crate) doc: Option<String>,
    pub(crate) presence: Cell,
    /// How often it was seen.
    pub(crate) seen: String,
    /// The events that have it, if not all have it.
    pub(crate) events: Vec<Vec<Part>>,
    /// A value that a sample has, or what the values look like in words.
    pub(crate) example: Option<String>,
}

/// A variant of an enum.
#[derive(Debug)]
pub(crate) struct Variant {
    /// Whether `of` is a code, as it is on the wire, or a kind of values.
    pub(crate) is_code: bool,
    pub(crate) of: Vec<Part>,
    pub(crate) rust: String,
}

/// Which fields the variants of a struct have: fields × variants.
#[derive(Debug)]
pub(crate) struct VariantTable {
    /// The key whose value names the variant.
    pub(crate) tag: String,
    /// The method that returns the variant: `by_type() -> PurchaseByType`.
    pub(crate) call: String,
    pub(crate) columns: Vec<Column>,
    /// The fields that differ between variants.
    pub(crate) rows: Vec<VariantRow>,
    /// How many fields do not differ.
    pub(crate) same: usize,
}

/// A variant of a struct.
#[derive(Debug)]
pub(crate) struct Column {
    /// The values of the tag.
    pub(crate) texts: Vec<String>,
    pub(crate) rust: String,
    /// How many objects the samples have.
    pub(crate) seen: String,
}

/// A field, and a cell for each variant.
#[derive(Debug)]
pub(crate) struct VariantRow {
    pub(crate) key: String,
    pub(crate) cells: Vec<Presence>,
}

/// How a field occurs in a variant.
#[derive(Debug)]
pub(crate) struct Presence {
    pub(crate) cell: Cell,
    /// `in 2 of 3 objects`
    pub(crate) seen: String,
}

/// Text with a link.
#[derive(Clone, Debug)]
pub(crate) struct Link {
    pub(crate) text: String,
    /// The id that it leads to.
    pub(crate) to: String,
}

/// Text that may have a link.
#[derive(Clone, Debug)]
pub(crate) enum Part {
    Text(String),
    Link(Link),
}
