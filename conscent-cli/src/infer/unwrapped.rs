//! Input without what captures put around bodies.

use conscent_codegen::diagnostic::{Diagnostic, Place};
use conscent_codegen::import::{Body, Line};
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::PathBuf;

/// How every line of a capture starts.
const START: &[u8] = b"{\"api\":";

/// Gives the body in place of each captured line, and all other lines as they are. Only captured lines are held in memory.
pub(super) struct Unwrapped<R> {
    input: BufReader<R>,
    file: PathBuf,
    /// The number of lines that were read whole.
    lines: usize,
    /// What is to be given next.
    ready: Cursor<Vec<u8>>,
    /// Whether the line that was begun is no captured one, and goes on.
    is_within: bool,
    /// Takes the lines that have no JSON in them.
    leave_out: fn(&Diagnostic),
}

impl<R: Read> Unwrapped<R> {
    pub(super) fn new(input: R, file: PathBuf, leave_out: fn(&Diagnostic)) -> Self {
        let input = BufReader::with_capacity(256 * 1024, input);
        Self { input, file, lines: 0, ready: Cursor::default(), is_within: false, leave_out }
    }

    /// Reads the start of a line; the whole line, if it is a captured one.
    fn begin(&mut self) -> io::Result<()> {
        let mut line = std::mem::take(&mut self.ready).into_inner();
        line.clear();
        self.input.by_ref().take(START.len() as u64).read_until(b'\n', &mut line)?;
        if line == START {
            self.input.read_until(b'\n', &mut line)?;
            line = self.unwrap(line);
        }
        self.is_within = !line.is_empty() && !line.ends_with(b"\n");
        self.lines += 1;
        self.ready = Cursor::new(line);
        Ok(())
    }

    /// The body in a line, with the line's end.
    fn unwrap(&self, line: Vec<u8>) -> Vec<u8> {
        match Line::read(&line) {
            Ok(Line { body: Some(Body::Json(body)), .. }) => [body.get().as_bytes(), b"\n"].concat(),
            Ok(Line { why, .. }) => {
                let place = Place::line(&self.file, self.lines + 1);
                (self.leave_out)(
                    &place.says("left out", format!("{why}: a body that is no JSON object has no schema")),
                );
                b"\n".to_vec()
            }
            Err(_) => line,
        }
    }
}

impl<R: Read> Read for Unwrapped<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.ready.fill_buf()?.is_empty() && !self.is_within {
            self.begin()?;
        }
        if !self.ready.fill_buf()?.is_empty() {
            return self.ready.read(buffer);
        }
        let bytes = self.input.fill_buf()?;
        let end = memchr::memchr(b'\n', bytes);
        let mut rest = end.and_then(|end| bytes.get(..=end)).unwrap_or(bytes);
        let read = rest.read(buffer)?;
        self.is_within = !bytes.is_empty() && end.is_none_or(|end| read <= end);
        self.input.consume(read);
        Ok(read)
    }
}
