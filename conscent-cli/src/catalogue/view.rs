//! What the page shows, as plain data. Every text in it can be shown as it is; the template escapes it for HTML.

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
    /// The other version, as it was asked for.
    pub(crate) since: String,
    /// `4 changes: 1 major, 3 patch`.
    pub(crate) summary: String,
    pub(crate) classes: Vec<Class>,
}

/// The changes of a class.
#[derive(Debug)]
pub(crate) struct Class {
    pub(crate) name: String,
    /// What it is to those who use the types.
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

/// Where each field was seen: fields × events.
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
    /// Whether it is the same to every event that its object is in.
    pub(crate) is_even: bool,
}

/// What a field is to an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    /// It was seen there, and can be counted on.
    Always,
    /// It was seen there.
    Sometimes,
    /// The object was seen there, without it.
    Missing,
    /// The object was not seen there.
    Outside,
}

/// An event or a type.
#[derive(Debug)]
pub(crate) struct Section {
    pub(crate) id: String,
    pub(crate) title: String,
    /// `object`, `open enum`.
    pub(crate) kind: &'static str,
    /// Its type, with the way to it: `conscent_types::v2::Purchase`.
    pub(crate) path: String,
    pub(crate) facts: Vec<Fact>,
    pub(crate) fields: Vec<Field>,
    pub(crate) variants: Vec<Variant>,
    /// A body of this event, made of examples.
    pub(crate) skeleton: Option<String>,
}

/// Something said of a section.
#[derive(Debug)]
pub(crate) struct Fact {
    pub(crate) label: &'static str,
    /// What is shown with commas in between.
    pub(crate) items: Vec<Vec<Part>>,
}

/// One key of an object.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) id: String,
    pub(crate) key: String,
    pub(crate) ty: Vec<Part>,
    pub(crate) always: bool,
    pub(crate) nullable: bool,
    pub(crate) held: String,
    pub(crate) accessor: String,
    pub(crate) seen: String,
    /// The events that have it, unless all have.
    pub(crate) events: Vec<Vec<Part>>,
    pub(crate) example: Option<String>,
}

/// What an enum holds.
#[derive(Debug)]
pub(crate) struct Variant {
    /// A code, as it is on the wire; else a kind of value.
    pub(crate) is_code: bool,
    pub(crate) of: Vec<Part>,
    pub(crate) rust: String,
}

/// Text that leads somewhere.
#[derive(Clone, Debug)]
pub(crate) struct Link {
    pub(crate) text: String,
    pub(crate) to: String,
}

/// Text that may lead somewhere.
#[derive(Clone, Debug)]
pub(crate) enum Part {
    Text(String),
    Link(Link),
}
