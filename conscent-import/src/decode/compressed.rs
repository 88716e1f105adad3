//! Compressed bytes.

use super::NotText;
use super::kind::Kind;
use flate2::bufread::MultiGzDecoder;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};
use std::error::Error;
use std::io::{self, BufRead, BufReader, Chain, Cursor, ErrorKind, Read};

/// An input, including the bytes that were already read from it.
pub(super) type Whole<R> = Chain<Cursor<Vec<u8>>, R>;

/// The bytes of an input, without compression.
pub(super) enum Bytes<R> {
    Plain(R),
    Gzip(Box<MultiGzDecoder<BufReader<Whole<R>>>>),
    Zstd(Box<Frames<BufReader<Whole<R>>>>),
}

impl<R: Read> Bytes<R> {
    /// The decompressed bytes of an input of this kind. Some compressed bytes were already read.
    pub(super) fn decompressed(self, kind: &Kind, head: Vec<u8>) -> Self {
        match (self, kind) {
            (Self::Plain(input), Kind::Gzip) => {
                Self::Gzip(Box::new(MultiGzDecoder::new(BufReader::new(Cursor::new(head).chain(input)))))
            }
            (Self::Plain(input), Kind::Zstd) => {
                Self::Zstd(Box::new(Frames::new(BufReader::new(Cursor::new(head).chain(input)))))
            }
            (bytes, _) => bytes,
        }
    }
}

impl<R: Read> Read for Bytes<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(input) => input.read(buffer),
            Self::Gzip(input) => input.read(buffer).map_err(|error| match error.kind() {
                ErrorKind::UnexpectedEof => NotText::Damaged("gzip", CUT_OFF.to_owned()).into(),
                ErrorKind::InvalidInput | ErrorKind::InvalidData => NotText::Damaged("gzip", error.to_string()).into(),
                _ => error,
            }),
            Self::Zstd(input) => input.read(buffer),
        }
    }
}

/// The frames of Zstandard data, in sequence.
pub(super) struct Frames<R> {
    input: R,
    frame: FrameDecoder,
    /// Whether a frame has started and not ended.
    is_within: bool,
}

impl<R: BufRead> Frames<R> {
    fn new(input: R) -> Self {
        Self { input, frame: FrameDecoder::new(), is_within: false }
    }

    /// Starts the next frame. Returns `false` if there are no more.
    fn begin(&mut self) -> io::Result<bool> {
        while !self.input.fill_buf()?.is_empty() {
            match self.frame.reset(&mut self.input) {
                Ok(()) => return Ok(true),
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame { length, .. })) => {
                    let length = u64::from(length);
                    if io::copy(&mut self.input.by_ref().take(length), &mut io::sink())? < length {
                        return Err(damaged(CUT_OFF));
                    }
                }
                // The first frame was recognized before.
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::BadMagicNumber(_))) => {
                    return Err(damaged("other data follows the last frame"));
                }
                Err(why) => return Err(undecodable(&why)),
            }
        }
        Ok(false)
    }

    /// Ends a frame after its last byte.
    fn end(&mut self) -> io::Result<()> {
        let stored = self.frame.get_checksum_from_data();
        if stored.is_some() && stored != self.frame.get_calculated_checksum() {
            return Err(damaged("a checksum does not match the data"));
        }
        self.is_within = false;
        Ok(())
    }
}

impl<R: BufRead> Read for Frames<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            if !self.is_within {
                self.is_within = self.begin()?;
                if !self.is_within {
                    return Ok(0);
                }
            }
            match self.frame.read(buffer)? {
                0 if self.frame.is_finished() => self.end()?,
                0 => {
                    let next = BlockDecodingStrategy::UptoBlocks(1);
                    self.frame.decode_blocks(&mut self.input, next).map_err(|why| undecodable(&why))?;
                }
                read => return Ok(read),
            }
        }
    }
}

/// The reason if data ends too early.
const CUT_OFF: &str = "unexpected end of file";

/// The reason of a decoder. It does not say in words if it expected more data.
fn undecodable(why: &(dyn Error + 'static)) -> io::Error {
    let is_end = |error: &io::Error| error.kind() == ErrorKind::UnexpectedEof;
    let mut cause = Some(why);
    let mut is_cut_off = false;
    while let Some(error) = cause {
        is_cut_off |= error.downcast_ref().is_some_and(is_end);
        cause = error.source();
    }
    damaged(if is_cut_off { CUT_OFF.to_owned() } else { why.to_string() })
}

fn damaged(why: impl Into<String>) -> io::Error {
    NotText::Damaged("Zstandard", why.into()).into()
}
