//! Reads the JSON documents of an input, one by one.

use crate::identify::IdentifyError;
use crate::source::Source;
use conscent::DecodeError;
use conscent_codegen::{Diagnostic, Location};
use conscent_shape::SyntaxError;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::io::{self, BufRead, BufReader, ErrorKind, Read};
use std::iter;

/// A JSON document.
#[derive(Debug)]
pub(crate) struct Document<'a> {
    pub(crate) start: Start<'a>,
    pub(crate) text: Box<RawValue>,
}

impl Document<'_> {
    /// The items of a list, each as a document of its own. `None` if this is not a list.
    pub(crate) fn items(&self) -> Option<Vec<Self>> {
        let text = self.text.get();
        let items: Vec<&RawValue> = serde_json::from_str(text).ok()?;
        let (mut start, mut at) = (self.start, 0);
        let items = items.into_iter().map(|item| {
            // An item borrows from the text, so the distance between them is its offset.
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
    pub(crate) fn not_an_event(&self, why: IdentifyError) -> Diagnostic {
        let (line, column, message) = match why {
            IdentifyError::Undecodable(DecodeError::NotJson { line, column, reason, .. }) => (line, column, reason),
            IdentifyError::Undecodable(DecodeError::TooDeep { line, column, .. }) => {
                (line, column, "nested deeper than 127 levels, serde_json's limit".to_owned())
            }
            IdentifyError::Undecodable(DecodeError::NotAnObject { found, .. }) => {
                let help = "the body of a webhook is an object; if the vendor sends lists of them, hints.toml of its samples has \
                            `batch = true`, and --samples names their folder";
                return self.location().error(format!("not a webhook, but a JSON {found}"), help);
            }
            IdentifyError::Undecodable(other) => return self.location().error("cannot be decoded", other.to_string()),
            why @ IdentifyError::Unnamed(_) => {
                let help = "name the event with `inspect --event`, or put the file into a folder <api>/<event>";
                return self.location().error(why.to_string(), format!("{}; {help}", why.help()));
            }
            why @ IdentifyError::Ambiguous(_) => return self.location().error(why.to_string(), why.help()),
        };
        self.syntax_error(SyntaxError { line, column, message })
    }

    /// Says why the body that was captured here is not an event. A position in that body is not a position in the file.
    pub(crate) fn captured_error(&self, why: &IdentifyError) -> Diagnostic {
        self.location().error("the captured body is not an event", format!("{why}: {}", why.help()))
    }
}

/// Reads the documents and errors of an input, in order. Only one document at a time is in memory.
pub(crate) fn read(file: &Source) -> Box<dyn Iterator<Item = Result<Document<'_>, Diagnostic>> + '_> {
    match file.open() {
        Ok(input) => Box::new(Documents {
            file,
            input: Counted { input: BufReader::new(input), at: Start { file, line: 1, column: 1 } },
            state: State::Between,
        }),
        Err(wrong) => Box::new(iter::once(Err(wrong))),
    }
}

struct Documents<'a, R> {
    file: &'a Source,
    input: Counted<'a, R>,
    state: State,
}

enum State {
    /// A document may start here.
    Between,
    /// Something here is not JSON: reading goes on at the next line that starts with an object.
    Recovering,
    /// The input cannot be read any further.
    Failed,
}

impl<'a, R: BufRead> Iterator for Documents<'a, R> {
    type Item = Result<Document<'a>, Diagnostic>;

    fn next(&mut self) -> Option<Self::Item> {
        let is_document = match self.state {
            State::Between => self.input.skip_space(),
            State::Recovering => self.input.skip_to_object(),
            State::Failed => return None,
        };
        let start = self.input.at;
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
                Some(Err(self.file.unreadable(&error.into())))
            }
            Err(error) => {
                self.state = State::Recovering;
                Some(Err(start.syntax_error(SyntaxError::from(&error))))
            }
        }
    }
}

/// Input that knows where its next byte is.
struct Counted<'a, R> {
    input: R,
    at: Start<'a>,
}

impl<R: BufRead> Counted<'_, R> {
    /// Skips to the next document. `false` at the end of the input.
    fn skip_space(&mut self) -> io::Result<bool> {
        while let Some(byte) = self.peek()? {
            // A byte order mark may occur anywhere: `cat` puts a file that begins with one behind another file.
            if !byte.is_ascii_whitespace() && !"\u{feff}".as_bytes().contains(&byte) {
                return Ok(true);
            }
            self.skip(byte);
        }
        Ok(false)
    }

    /// Skips to the next line that starts with an object. `false` at the end of the input.
    fn skip_to_object(&mut self) -> io::Result<bool> {
        while let Some(byte) = self.peek()? {
            if self.at.column == 1 && byte == b'{' {
                return Ok(true);
            }
            self.skip(byte);
        }
        Ok(false)
    }

    fn peek(&mut self) -> io::Result<Option<u8>> {
        loop {
            match self.input.fill_buf() {
                Ok(bytes) => return Ok(bytes.first().copied()),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    fn skip(&mut self, byte: u8) {
        self.input.consume(1);
        self.at.count(byte);
    }
}

impl<R: BufRead> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buffer)?;
        buffer.iter().take(read).for_each(|byte| self.at.count(*byte));
        Ok(read)
    }
}
