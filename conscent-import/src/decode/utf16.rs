//! Converts UTF-16 to UTF-8 in constant memory.

use super::NotText;
use encoding_rs::{Decoder, DecoderResult, Encoding};
use std::io::{self, BufRead, BufReader, Cursor, Read};

/// How many bytes of text are decoded at once.
const TEXT: usize = 8 * 1024;

/// The text of an input.
pub(super) struct Utf16<R> {
    input: BufReader<R>,
    decoder: Decoder,
    /// The number of bytes decoded so far.
    at: u64,
    ready: Cursor<Vec<u8>>,
    is_end: bool,
}

impl<R: Read> Utf16<R> {
    pub(super) fn new(input: R, encoding: &'static Encoding) -> Self {
        Self {
            input: BufReader::new(input),
            decoder: encoding.new_decoder_without_bom_handling(),
            at: 0,
            ready: Cursor::default(),
            is_end: false,
        }
    }

    /// Decodes a part of the input. Half a character at its end is an error.
    fn decode(&mut self) -> io::Result<()> {
        let bytes = self.input.fill_buf()?;
        self.is_end = bytes.is_empty();
        let mut text = std::mem::take(&mut self.ready).into_inner();
        text.resize(TEXT, 0);
        let (result, read, written) = self.decoder.decode_to_utf8_without_replacement(bytes, &mut text, self.is_end);
        self.input.consume(read);
        self.at += read as u64;
        if let DecoderResult::Malformed(wrong, after) = result {
            let offset = self.at.saturating_sub(u64::from(wrong) + u64::from(after));
            return Err(NotText::Encoding { name: "UTF-16", offset: Some(offset), position: None }.into());
        }
        text.truncate(written);
        self.ready = Cursor::new(text);
        Ok(())
    }
}

impl<R: Read> Read for Utf16<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.ready.fill_buf()?.is_empty() && !self.is_end {
            self.decode()?;
        }
        self.ready.read(buffer)
    }
}
