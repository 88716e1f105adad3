//! Input whose captured lines are replaced by their bodies.

use conscent_codegen::{Diagnostic, Location};
use conscent_import::{Body, CaptureLine};
use conscent_shape::LONGEST_LINE;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::PathBuf;

/// The start of every line of a capture.
const START: &[u8] = b"{\"api\":";

/// The size of the blocks in which `conscent_shape` reads its input: smaller ones would cost it additional calls.
const BUFFER: usize = 256 * 1024;

/// Replaces each captured line by its body, and passes all other lines through. Only captured lines are held in memory.
pub(super) struct Unwrapped<R> {
    input: BufReader<R>,
    file: PathBuf,
    /// The number of lines that were read completely.
    lines: usize,
    /// The bytes that are returned next.
    ready: Cursor<Vec<u8>>,
    /// Whether the rest of a line that is not captured comes next.
    is_within: bool,
    /// Reports a line that is left out.
    report: fn(&Diagnostic),
}

impl<R: Read> Unwrapped<R> {
    pub(super) fn new(input: R, file: PathBuf, report: fn(&Diagnostic)) -> Self {
        let input = BufReader::with_capacity(BUFFER, input);
        Self { input, file, lines: 0, ready: Cursor::default(), is_within: false, report }
    }

    /// Reads the start of a line. If it is a captured one, reads the whole line.
    fn begin(&mut self) -> io::Result<()> {
        let mut line = std::mem::take(&mut self.ready).into_inner();
        line.clear();
        self.input.by_ref().take(START.len() as u64).read_until(b'\n', &mut line)?;
        if line == START {
            // A longer line is passed through: it is too long for the reader too, which reports it.
            self.input.by_ref().take(LONGEST_LINE as u64).read_until(b'\n', &mut line)?;
            line = self.unwrap(line);
        }
        self.is_within = !line.is_empty() && !line.ends_with(b"\n");
        self.lines += 1;
        self.ready = Cursor::new(line);
        Ok(())
    }

    /// The body in a line, with an end of line.
    fn unwrap(&self, line: Vec<u8>) -> Vec<u8> {
        match CaptureLine::read(&line) {
            Ok(CaptureLine { body: Some(Body::Json(body)), .. }) => [body.get().as_bytes(), b"\n"].concat(),
            Ok(CaptureLine { why, .. }) => {
                let help = format!("{why}: a body that is not a JSON object has no schema");
                (self.report)(&Location::line(&self.file, self.lines + 1).error("left out", help));
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
