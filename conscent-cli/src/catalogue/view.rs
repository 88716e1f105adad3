//! The content of the page, as plain data. Every text is printable; the template escapes it for HTML.

/// The whole page.
#[derive(Debug)]
pub(crate) struct Page {
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
    /// What it means for users of the types.
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
    /// The event has it, but not all samples of its object have it, or there are too few.
    Sometimes,
    /// The event has its object without it.
    Missing,
    /// The event does not have its object.
    Outside,
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
    /// A body of this event, made of examples.
    pub(crate) example_body: Option<String>,
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
    pub(crate) always: bool,
    pub(crate) nullable: bool,
    pub(crate) held: String,
    /// The accessor that gives an `Option`, and the one that gives a `Result`.
    pub(crate) accessors: [String; 2],
    /// A sentence from a hint.
    pub(crate) doc: Option<String>,
    pub(crate) seen: String,
    /// The events that have it, if not all have it.
    pub(crate) events: Vec<Vec<Part>>,
    /// An example, or what the values look like in words.
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
