//! Objects to plant on pages, each with one defect or none, and with its expected outcome.

use proptest::prelude::*;

/// The defect of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Defect {
    Nothing,
    Comment,
    TrailingComma,
    Invisible,
    Smart,
    Ellipsis,
    Bare,
    Placeholder,
    Choice,
    Foreign,
    Masked,
    Cut,
    Syntax,
    Fragment,
}

const ALL: [Defect; 14] = [
    Defect::Nothing,
    Defect::Comment,
    Defect::TrailingComma,
    Defect::Invisible,
    Defect::Smart,
    Defect::Ellipsis,
    Defect::Bare,
    Defect::Placeholder,
    Defect::Choice,
    Defect::Foreign,
    Defect::Masked,
    Defect::Cut,
    Defect::Syntax,
    Defect::Fragment,
];

/// An object for a page.
#[derive(Clone, Debug)]
pub(crate) struct Planted {
    /// The text of a string in it.
    words: String,
    pub(crate) defect: Defect,
    /// Whether it has a line for each member, if the place allows it.
    is_pretty: bool,
}

pub(crate) fn planted() -> impl Strategy<Value = Planted> {
    // A cell, a shell and Markdown each have their own special characters; `page_laws` has objects with any content.
    let words = "a[a-zé0-9{}:,& ]{0,12}[{}\\[\\]]?z";
    let defect = prop_oneof![Just(Defect::Nothing), prop::sample::select(&ALL[..])];
    (words, defect, any::<bool>()).prop_map(|(words, defect, is_pretty)| Planted { words, defect, is_pretty })
}

impl Planted {
    /// The text of an event's object, on one line if necessary.
    pub(crate) fn text(&self, event: &str, is_one_line: bool) -> String {
        let gap = if self.is_pretty && !is_one_line { "\n  " } else { " " };
        let end = gap.trim_end_matches(' ');
        let object = |last: &str| {
            let words = &self.words;
            format!("{{{gap}\"event\": \"{event}\",{gap}\"payload\": {{\"words\": [\"{words}\"]}},{gap}{last}{end}}}")
        };
        match self.defect {
            Defect::Nothing => object("\"a\": 1.50"),
            Defect::Comment => object("\"a\": 1 /* one */"),
            Defect::TrailingComma => object("\"a\": 1,"),
            Defect::Invisible => object("\"a\":\u{a0}1"),
            Defect::Smart => object("\"a\": 1").replace('"', "“"),
            Defect::Ellipsis => object("..."),
            Defect::Bare => object("\"a\": {{id}}"),
            Defect::Placeholder => object("\"a\": \"YOUR_ID\""),
            // A bar would end a cell.
            Defect::Choice if is_one_line => object("\"a\": ${id}"),
            Defect::Choice => object("\"a\": true | false"),
            Defect::Foreign => object("\"a\": None"),
            Defect::Masked => object("\"a\": \"[email protected]\""),
            Defect::Cut => object("\"a\": \"b").trim_end_matches(['\n', ' ', '}']).to_owned(),
            Defect::Syntax => object("\"a\": 1 2"),
            Defect::Fragment => format!("\"part\": {}", object("\"a\": 1")),
        }
    }

    /// The word for its outcome.
    pub(crate) fn fate(&self) -> &'static str {
        match self.defect {
            Defect::Nothing | Defect::Comment | Defect::TrailingComma | Defect::Invisible | Defect::Smart => "taken",
            Defect::Ellipsis => "shortened",
            Defect::Bare | Defect::Placeholder | Defect::Choice => "placeholder",
            Defect::Foreign | Defect::Syntax => "not-json",
            Defect::Masked => "masked",
            Defect::Cut => "cut",
            Defect::Fragment => "fragment",
        }
    }
}
