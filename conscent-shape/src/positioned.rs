//! A reader that tracks its position, and finds the next document after one that is not JSON.

use std::io::{self, BufRead, ErrorKind, Read};

/// A reader that knows the line and the column of its next byte.
#[derive(Debug)]
pub struct Positioned<R> {
    input: R,
    line: usize,
    column: usize,
    last: u8,
    /// Whether the last byte will be read again.
    is_back: bool,
}

impl<R: BufRead> Positioned<R> {
    /// The start of an input: line 1, column 1.
    pub fn new(input: R) -> Self {
        Self { input, line: 1, column: 1, last: 0, is_back: false }
    }

    /// The line of the next byte, counted from 1.
    pub fn line(&self) -> usize {
        self.line
    }

    /// The column of the next byte, in bytes, counted from 1.
    pub fn column(&self) -> usize {
        self.column
    }

    /// Skips bytes that match. Returns `false` at the end of the input.
    ///
    /// # Errors
    /// The input cannot be read.
    pub fn skip(&mut self, is_skipped: impl Fn(u8) -> bool) -> io::Result<bool> {
        while let Some(byte) = self.peek()? {
            if !is_skipped(byte) {
                return Ok(true);
            }
            self.advance(byte);
        }
        Ok(false)
    }

    /// Skips to the next line that starts with one of these bytes, after a document that is not JSON. Returns `false`
    /// at the end of the input.
    ///
    /// The byte that revealed the error may itself be such a start, if the document before it was cut off. It is then
    /// read again.
    ///
    /// # Errors
    /// The input cannot be read.
    pub fn recover(&mut self, starts: &[u8]) -> io::Result<bool> {
        // At the end of the input, that byte was the whole document.
        if self.column == 2 && starts.contains(&self.last) && self.peek()?.is_some() {
            self.is_back = true;
            self.column = 1;
        }
        while let Some(byte) = self.peek()? {
            if self.column == 1 && starts.contains(&byte) {
                return Ok(true);
            }
            self.advance(byte);
        }
        Ok(false)
    }

    fn peek(&mut self) -> io::Result<Option<u8>> {
        loop {
            if self.is_back {
                return Ok(Some(self.last));
            }
            match self.input.fill_buf() {
                Ok(bytes) => return Ok(bytes.first().copied()),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    fn advance(&mut self, byte: u8) {
        if !std::mem::take(&mut self.is_back) {
            self.input.consume(1);
        }
        self.count(byte);
    }

    fn count(&mut self, byte: u8) {
        (self.line, self.column) = if byte == b'\n' { (self.line + 1, 1) } else { (self.line, self.column + 1) };
        self.last = byte;
    }
}

impl<R: BufRead> Read for Positioned<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = match buffer.first_mut() {
            Some(first) if self.is_back => {
                self.is_back = false;
                *first = self.last;
                1
            }
            _ => self.input.read(buffer)?,
        };
        buffer.iter().take(read).for_each(|byte| self.count(*byte));
        Ok(read)
    }
}
