//! The JSON documents of an input, one by one.

use crate::identify::{EVENT, Unidentified};
use crate::source::Source;
use conscent::DecodeError;
use conscent_codegen::diagnostic::{Diagnostic, Place};
use conscent_codegen::shape::Malformed;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::io::{self, BufRead, BufReader, ErrorKind, Read};
use std::iter;

/// One JSON document.
#[derive(Debug)]
pub(crate) struct Document<'a> {
    pub(crate) start: Start<'a>,
    pub(crate) text: Box<RawValue>,
}

/// Where a document starts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Start<'a> {
    file: &'a Source,
    line: usize,
    column: usize,
}

impl Start<'_> {
    pub(crate) fn place(&self) -> Place {
        Place::line(self.file.name(), self.line)
    }

    /// What is not JSON, by its place in the document, as an error with its place in the file.
    pub(crate) fn malformed(&self, malformed: Malformed) -> Diagnostic {
        let before = if malformed.line == 1 { self.column - 1 } else { 0 };
        let (line, column) = (self.line + malformed.line - 1, before + malformed.column);
        self.file.malformed(Malformed { line, column, ..malformed })
    }

    /// Why the document is no event.
    pub(crate) fn unidentified(&self, why: Unidentified) -> Diagnostic {
        let (line, column, message) = match why {
            Unidentified::Undecodable(DecodeError::NotJson { line, column, reason, .. }) => (line, column, reason),
            Unidentified::Undecodable(DecodeError::TooDeep { line, column, .. }) => {
                (line, column, "this nests deeper than 127 levels".to_owned())
            }
            Unidentified::Undecodable(DecodeError::NotAnObject { found, .. }) => {
                let why =
                    "the body of a webhook is an object; give the items of a list one by one, as `jq -c '.[]'` does";
                return self.place().says(format!("no webhook: a JSON {found}"), why);
            }
            Unidentified::Undecodable(other) => return self.place().says("cannot be decoded", other.to_string()),
            Unidentified::Unnamed => {
                let why = format!("a v2 body names its event under {EVENT:?}; name it with --event");
                return self.place().says("no event name", why);
            }
        };
        self.malformed(Malformed { line, column, message })
    }

    /// Why the body that was captured here is no event. Places in it are no places in the file.
    pub(crate) fn undelivered(&self, why: &Unidentified) -> Diagnostic {
        self.place().says("captured, and no event", why.to_string())
    }
}

/// The documents of an input, or what is wrong with it, in order. No more than one document is in memory.
pub(crate) fn read(file: &Source) -> Box<dyn Iterator<Item = Result<Document<'_>, Diagnostic>> + '_> {
    match file.open() {
        Ok(input) => Box::new(Documents { file, input: Counted::new(BufReader::new(input)), state: State::Between }),
        Err(wrong) => Box::new(iter::once(Err(wrong))),
    }
}

struct Documents<'a, R> {
    file: &'a Source,
    input: Counted<R>,
    state: State,
}

enum State {
    /// Where a document may start.
    Between,
    /// Behind something that is not JSON.
    Astray,
    /// Where nothing more can be read.
    Ended,
}

impl<'a, R: BufRead> Iterator for Documents<'a, R> {
    type Item = Result<Document<'a>, Diagnostic>;

    fn next(&mut self) -> Option<Self::Item> {
        let is_there = match self.state {
            State::Between => self.input.skip_space(),
            State::Astray => self.input.skip_to_object(),
            State::Ended => return None,
        };
        let start = Start { file: self.file, line: self.input.line, column: self.input.column };
        let read = match is_there {
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
                self.state = State::Ended;
                Some(Err(self.file.unreadable(&error.into())))
            }
            Err(error) => {
                self.state = State::Astray;
                Some(Err(start.malformed(Malformed::from(&error))))
            }
        }
    }
}

/// Knows the line and the column of what is read next, both counted from 1.
struct Counted<R> {
    input: R,
    line: usize,
    column: usize,
}

impl<R: BufRead> Counted<R> {
    fn new(input: R) -> Self {
        Self { input, line: 1, column: 1 }
    }

    /// Goes to the next document; false when there is none.
    fn skip_space(&mut self) -> io::Result<bool> {
        while let Some(byte) = self.peek()? {
            // The bytes of a byte order mark: a file that begins with one may have been put behind another.
            if !byte.is_ascii_whitespace() && !"\u{feff}".as_bytes().contains(&byte) {
                return Ok(true);
            }
            self.skip(byte);
        }
        Ok(false)
    }

    /// Goes to the next line that starts with an object; false when there is none.
    fn skip_to_object(&mut self) -> io::Result<bool> {
        while let Some(byte) = self.peek()? {
            if self.column == 1 && byte == b'{' {
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
        self.count(byte);
    }

    fn count(&mut self, byte: u8) {
        if byte == b'\n' {
            self.line += 1;
            self.column = 1;
        } else {
            self.column += 1;
        }
    }
}

impl<R: BufRead> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buffer)?;
        buffer.iter().take(read).for_each(|byte| self.count(*byte));
        Ok(read)
    }
}
