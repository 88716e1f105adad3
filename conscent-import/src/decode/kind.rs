//! Recognizes the kind of an input by its first bytes.

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};
use std::io::{self, ErrorKind, Read};

/// The kind of an input.
pub(super) enum Kind {
    Gzip,
    Zstd,
    Utf16(&'static Encoding),
    /// UTF-8, or another encoding that includes ASCII.
    Text,
    /// A file of a kind that is not text.
    Other(&'static str),
}

/// The start of an input.
pub(super) struct Start {
    pub(super) kind: Kind,
    /// The bytes that were read, without a byte order mark.
    pub(super) bytes: Vec<u8>,
    pub(super) has_mark: bool,
}

/// The first bytes of files, and the kinds that they identify.
const SIGNATURES: [(&[u8], Kind); 26] = [
    (b"\x1f\x8b", Kind::Gzip),
    (b"\x28\xb5\x2f\xfd", Kind::Zstd),
    (UTF_8_MARK, Kind::Text),
    (b"\xfe\xff", Kind::Utf16(UTF_16BE)),
    (b"\xff\xfe", Kind::Utf16(UTF_16LE)),
    (b"\xff\xfe\0\0", UTF_32),
    (b"\0\0\xfe\xff", UTF_32),
    (b"\x89PNG", Kind::Other("a PNG image")),
    (b"\xff\xd8\xff", Kind::Other("a JPEG image")),
    (b"GIF8", Kind::Other("a GIF image")),
    (b"RIFF", Kind::Other("an image, a sound or a film")),
    (b"%PDF", Kind::Other("a PDF document")),
    (b"{\\rtf", Kind::Other("an RTF document")),
    (b"\xd0\xcf\x11\xe0", Kind::Other("an Office document")),
    (b"bplist00", Kind::Other("a property list, such as Safari's web archives")),
    (b"PK\x03\x04", Kind::Other("a ZIP archive, such as Word and Excel documents")),
    (b"PK\x05\x06", Kind::Other("a ZIP archive without files")),
    (b"7z\xbc\xaf\x27\x1c", Kind::Other("a 7z archive")),
    (b"BZh", Kind::Other("bzip2 data (decompress it with bunzip2)")),
    (b"\xfd7zXZ\0", Kind::Other("xz data (decompress it with unxz)")),
    (b"\x04\x22\x4d\x18", Kind::Other("LZ4 data (decompress it with unlz4)")),
    (b"\x1f\x9d", Kind::Other("data of the program compress (decompress it with uncompress)")),
    (b"SQLite format 3\0", Kind::Other("an SQLite database")),
    (b"PAR1", Kind::Other("a Parquet file")),
    (b"Obj\x01", Kind::Other("an Avro file")),
    (b"\x7fELF", Kind::Other("a program")),
];

const UTF_32: Kind = Kind::Other("UTF-32 (save it as UTF-8)");

const UTF_8_MARK: &[u8] = "\u{feff}".as_bytes();

/// The bytes that a tar archive has at an offset. It starts with a file name.
const TAR: (usize, &[u8]) = (257, b"ustar");

/// Reads enough of an input to recognize its kind, and perhaps more.
pub(super) fn sniff(input: &mut impl Read) -> io::Result<Start> {
    let mut buffer = [0; 512];
    let (mut length, mut is_end) = (0, false);
    loop {
        let head = buffer.get(..length).unwrap_or_default();
        if let Some((kind, mark)) = kind(head, is_end) {
            return Ok(Start { kind, bytes: head.get(mark..).unwrap_or_default().to_vec(), has_mark: mark > 0 });
        }
        match input.read(buffer.get_mut(length..).unwrap_or_default()) {
            Ok(0) => is_end = true,
            Ok(read) => length += read,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// The kind of an input that starts like this, and the length of its byte order mark. `None` if more bytes are needed.
fn kind(head: &[u8], is_end: bool) -> Option<(Kind, usize)> {
    let is_start = |start: &[u8]| start.len() > head.len() && start.starts_with(head);
    if !is_end && SIGNATURES.iter().any(|(start, _)| is_start(start)) {
        return None;
    }
    let found =
        SIGNATURES.into_iter().filter(|(start, _)| head.starts_with(start)).max_by_key(|(start, _)| start.len());
    if let Some((start, kind)) = found {
        let mark = if matches!(kind, Kind::Text | Kind::Utf16(_)) { start.len() } else { 0 };
        return Some((kind, mark));
    }
    let is_tar = head.get(TAR.0..).is_some_and(|rest| rest.starts_with(TAR.1));
    let kind = match head {
        // Zstandard may start with a skippable frame.
        [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Kind::Zstd,
        [0x50..=0x5f] | [0x50..=0x5f, 0x2a] | [0x50..=0x5f, 0x2a, 0x4d] if !is_end => return None,
        _ if is_tar => Kind::Other("a tar archive"),
        // JSON and pages start with an ASCII character, whose other byte is zero.
        [0, 0, 0, _, ..] | [_, 0, 0, 0, ..] => UTF_32,
        [] | [_] | [0, _] | [_, 0] | [0, _, _] | [_, 0, _] if !is_end => return None,
        [0, 0, ..] => Kind::Other("binary data"),
        [0, _, ..] => Kind::Utf16(UTF_16BE),
        [_, 0, ..] => Kind::Utf16(UTF_16LE),
        _ => Kind::Text,
    };
    Some((kind, 0))
}
