//! Reads the JSON documents of an input, one by one.

use crate::identify::IdentifyError;
use crate::source::Source;
use conscent::DecodeError;
use conscent_codegen::{Diagnostic, Location};
use conscent_shape::{Positioned, SyntaxError};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::io::{BufRead, BufReader};
use std::iter;

/// A JSON document.
#[derive(Debug)]
pub(crate) struct Document<'a> {
    pub(crate) start: Start<'a>,
    pub(crate) text: Box<RawValue>,
}

impl Document<'_> {
    /// The items of a list, each as a separate document. `None` if this is not a list.
    pub(crate) fn items(&self) -> Option<Vec<Self>> {
        let text = self.text.get();
        let items: Vec<&RawValue> = serde_json::from_str(text).ok()?;
        let (mut start, mut at) = (self.start, 0);
        let items = items.into_iter().map(|item| {
            // An item borrows from the text, so its offset is the distance between their starts.
            let offset = item.get().as_ptr() as usize - text.as_ptr() as usize;
            for byte in text.bytes().take(offset).skip(at) {
                start.count(byte);
            }
            at = offset;
            Self { start, text: item.to_owned() }
        });
        Some(items.collect())
    }
}

/// Where a document starts: its line and column, both from 1.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Start<'a> {
    file: &'a Source,
    line: usize,
    column: usize,
}

impl Start<'_> {
    /// Counts a byte that was read.
    fn count(&mut self, byte: u8) {
        if byte == b'\n' {
            self.line += 1;
            self.column = 1;
        } else {
            self.column += 1;
        }
    }

    pub(crate) fn location(&self) -> Location {
        Location::line(self.file.name(), self.line)
    }

    /// Turns a syntax error in the document into a diagnostic located in the file.
    pub(crate) fn syntax_error(&self, error: SyntaxError) -> Diagnostic {
        let before = if error.line == 1 { self.column - 1 } else { 0 };
        let (line, column) = (self.line + error.line - 1, before + error.column);
        self.file.syntax_error(SyntaxError { line, column, ..error })
    }

    /// Says why the document is not an event.
    pub(crate) fn not_an_event(&self, why: IdentifyError) -> Wrong {
        let (line, column, message) = match why {
            IdentifyError::Undecodable(DecodeError::NotJson { line, column, reason, .. }) => (line, column, reason),
            IdentifyError::Undecodable(DecodeError::TooDeep { line, column, .. }) => {
                (line, column, "nested deeper than 127 levels, serde_json's limit".to_owned())
            }
            IdentifyError::Undecodable(DecodeError::NotAnObject { found, .. }) => {
                let help = "the body of a webhook is an object; if the vendor sends lists of deliveries, set `batch = true` in hints.toml \
                            of its samples folder, and give the folder with --samples";
                return self.location().error(format!("not a webhook, but a JSON {found}"), help).into();
            }
            IdentifyError::Undecodable(other) => {
                return self.location().error("cannot be decoded", other.to_string()).into();
            }
            why @ IdentifyError::Unnamed(_) => {
                let help = "name the event with `inspect --event`, or put the file into a folder <api>/<event>";
                return self.location().error(why.to_string(), format!("{}; {help}", why.help())).into();
            }
            why @ (IdentifyError::Ambiguous(_) | IdentifyError::AnyOf(_)) => {
                return self.location().error(why.to_string(), why.help()).into();
            }
        };
        Wrong::Invalid(self.syntax_error(SyntaxError { line, column, message }))
    }

    /// Says why the body that was captured here is not an event. A position in that body is not a position in the file.
    pub(crate) fn captured_error(&self, why: &IdentifyError) -> Diagnostic {
        let help = match why {
            IdentifyError::Undecodable(why) => why.to_string(),
            _ => format!("{why}: {}", why.help()),
        };
        self.location().error("the captured body is not an event", help)
    }
}

/// Why a document is left out.
#[derive(Debug)]
pub(crate) enum Wrong {
    /// It is not JSON.
    Invalid(Diagnostic),
    /// Anything else.
    Other(Diagnostic),
}

impl From<Diagnostic> for Wrong {
    fn from(error: Diagnostic) -> Self {
        Self::Other(error)
    }
}

impl From<Wrong> for Diagnostic {
    fn from(wrong: Wrong) -> Self {
        match wrong {
            Wrong::Invalid(error) | Wrong::Other(error) => error,
        }
    }
}

/// Reads the documents and errors of an input, in order. Only one document at a time is in memory.
pub(crate) fn read(file: &Source) -> Box<dyn Iterator<Item = Result<Document<'_>, Wrong>> + '_> {
    match file.open() {
        Ok(input) => Box::new(Documents { file, input: Positioned::new(BufReader::new(input)), state: State::Between }),
        Err(wrong) => Box::new(iter::once(Err(wrong.into()))),
    }
}

struct Documents<'a, R> {
    file: &'a Source,
    input: Positioned<R>,
    state: State,
}

enum State {
    /// A document may start here.
    Between,
    /// Something here is not JSON: reading continues at the next line that starts with an object.
    Recovering,
    /// The input cannot be read any further.
    Failed,
}

impl<'a, R: BufRead> Iterator for Documents<'a, R> {
    type Item = Result<Document<'a>, Wrong>;

    fn next(&mut self) -> Option<Self::Item> {
        // A byte order mark may occur anywhere, because `cat` appends files that start with one.
        let is_space = |byte: u8| byte.is_ascii_whitespace() || "\u{feff}".as_bytes().contains(&byte);
        let is_document = match self.state {
            State::Between => self.input.skip(is_space),
            State::Recovering => self.input.recover(b"{"),
            State::Failed => return None,
        };
        let start = Start { file: self.file, line: self.input.line(), column: self.input.column() };
        let read = match is_document {
            Ok(true) => Box::<RawValue>::deserialize(&mut serde_json::Deserializer::from_reader(&mut self.input)),
            Ok(false) => return None,
            Err(error) => Err(serde_json::Error::io(error)),
        };
        match read {
            Ok(text) => {
                self.state = State::Between;
                Some(Ok(Document { start, text }))
            }
            Err(error) if error.is_io() => {
                self.state = State::Failed;
                Some(Err(self.file.unreadable(&error.into()).into()))
            }
            Err(error) => {
                self.state = State::Recovering;
                Some(Err(Wrong::Invalid(start.syntax_error(SyntaxError::from(&error)))))
            }
        }
    }
}
