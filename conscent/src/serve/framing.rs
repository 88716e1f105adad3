//! Finds where requests begin and end in the bytes of a connection.
//!
//! `hyper` does not show whether a request had both a length and a transfer coding, because it drops the length, as RFC
//! 9112 allows. It does not show whether a body is still arriving either. So this module follows the bytes, without
//! changing them. It need not find errors in a request: `hyper` does that, and closes the connection.

use memchr::memchr;

/// Longer lines are cut, because only the beginning of a line matters.
const LINE: usize = 128;

/// Follows the bytes of a connection.
#[derive(Debug, Default)]
pub(super) struct Framing {
    at: At,
    line: Vec<u8>,
    /// Facts about the head that is being read.
    length: Option<usize>,
    coded: bool,
    unclear: bool,
    /// The numbers of complete heads and of complete bodies.
    pub(super) heads: u64,
    pub(super) wholes: u64,
    /// The first request with both a length and a coding, or with a beginning or an end that was not found. The bytes
    /// after it are not followed.
    pub(super) ambiguous: Option<u64>,
}

/// The part of a request to which the next byte belongs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum At {
    /// The request line, or an empty line before it.
    #[default]
    Start,
    Header,
    Body(usize),
    /// The line with the size of a chunk.
    Size,
    Chunk(usize),
    /// The end of the line after a chunk.
    ChunkEnd,
    Trailer,
    /// Unknown: no more bytes are followed.
    Lost,
}

impl Framing {
    /// Follows the next bytes.
    pub(super) fn follow(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            bytes = match self.at {
                At::Lost => return,
                At::Body(left) => self.skip(bytes, left, At::Body),
                At::Chunk(left) => self.skip(bytes, left, At::Chunk),
                At::Start | At::Header | At::Size | At::ChunkEnd | At::Trailer => self.read_line(bytes),
            };
        }
    }

    fn skip<'a>(&mut self, bytes: &'a [u8], left: usize, at: fn(usize) -> At) -> &'a [u8] {
        let (skipped, rest) = bytes.split_at(left.min(bytes.len()));
        match left - skipped.len() {
            0 if self.at == At::Chunk(left) => self.at = At::ChunkEnd,
            0 => self.end(),
            left => self.at = at(left),
        }
        rest
    }

    fn read_line<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        let end = memchr(b'\n', bytes);
        let (piece, rest) = bytes.split_at(end.map_or(bytes.len(), |end| end + 1));
        let room = LINE.saturating_sub(self.line.len());
        self.line.extend_from_slice(&piece[..piece.len().min(room)]);
        if end.is_some() {
            let mut line = std::mem::take(&mut self.line);
            let text = line.strip_suffix(b"\n").unwrap_or(&line);
            self.line_ended(text.strip_suffix(b"\r").unwrap_or(text));
            line.clear();
            self.line = line; // reuse its memory for the next line
        }
        rest
    }

    fn line_ended(&mut self, line: &[u8]) {
        match self.at {
            At::Start if line.is_empty() => {}
            At::Start => {
                (self.at, self.length, self.coded, self.unclear) = (At::Header, None, false, false);
            }
            At::Header if line.is_empty() => self.head_ended(),
            At::Header => self.header(line),
            At::Size => match chunk_size(line) {
                Some(0) => self.at = At::Trailer,
                Some(size) => self.at = At::Chunk(size),
                None => self.lose(self.heads + 1), // `hyper` will not read another request either
            },
            At::ChunkEnd => self.at = At::Size,
            At::Trailer if line.is_empty() => self.end(),
            At::Trailer | At::Body(_) | At::Chunk(_) | At::Lost => {}
        }
    }

    fn header(&mut self, line: &[u8]) {
        let Some(colon) = memchr(b':', line) else { return };
        let (name, value) = (&line[..colon], line[colon + 1..].trim_ascii());
        if name.eq_ignore_ascii_case(b"transfer-encoding") {
            self.coded = true;
        } else if name.eq_ignore_ascii_case(b"content-length") {
            self.length = str::from_utf8(value).ok().and_then(|digits| digits.parse().ok());
            self.unclear |= self.length.is_none() || line.len() == LINE;
        }
    }

    fn head_ended(&mut self) {
        self.heads += 1;
        match self.length {
            _ if self.unclear || self.length.is_some() && self.coded => {
                self.wholes += 1; // it has no body to wait for
                self.lose(self.heads);
            }
            _ if self.coded => self.at = At::Size,
            None | Some(0) => self.end(),
            Some(length) => self.at = At::Body(length),
        }
    }

    fn lose(&mut self, request: u64) {
        self.ambiguous = Some(request);
        self.at = At::Lost;
    }

    fn end(&mut self) {
        self.wholes += 1;
        self.at = At::Start;
    }
}

/// The size in the line before a chunk, which may have extensions.
fn chunk_size(line: &[u8]) -> Option<usize> {
    let digits = line.split(|byte| !byte.is_ascii_hexdigit()).next().filter(|digits| digits.len() < LINE)?;
    usize::from_str_radix(str::from_utf8(digits).ok()?, 16).ok()
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::Framing;

    /// A request in one of its possible notations.
    fn request() -> impl Strategy<Value = Vec<u8>> {
        let end = prop_oneof![Just("\r\n"), Just("\n")];
        let plain = (end.clone(), vec(any::<u8>(), 0..200)).prop_map(|(end, body)| {
            let head =
                format!("POST / HTTP/1.1{end}x:{}{end}cOntent-length: {}{end}{end}", " ".repeat(500), body.len());
            [head.as_bytes(), &body].concat()
        });
        let chunked = (end, vec(vec(any::<u8>(), 1..50), 0..5)).prop_map(|(end, chunks)| {
            let mut request = format!("{end}POST / HTTP/1.1{end}Transfer-encoding:chunked{end}{end}").into_bytes();
            for chunk in chunks {
                request.extend_from_slice(format!("0{:X};a=b{end}", chunk.len()).as_bytes());
                request.extend_from_slice(&chunk);
                request.extend_from_slice(end.as_bytes());
            }
            request.extend_from_slice(format!("0{end}trailer: {}{end}{end}", " ".repeat(500)).as_bytes());
            request
        });
        prop_oneof![Just(b"GET / HTTP/1.1\r\n\r\n".to_vec()), plain, chunked]
    }

    /// Returns the numbers of heads and bodies that were found, and the request that must not be served.
    fn follow(pieces: impl IntoIterator<Item: AsRef<[u8]>>) -> (u64, u64, Option<u64>) {
        let mut framing = Framing::default();
        pieces.into_iter().for_each(|piece| framing.follow(piece.as_ref()));
        (framing.heads, framing.wholes, framing.ambiguous)
    }

    proptest! {
        #[test]
        fn requests_are_found_in_any_pieces(requests in vec(request(), 0..6), piece in 1_usize..100) {
            let both = b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n".to_vec();
            let count = requests.len() as u64;
            let bytes = requests.concat();
            prop_assert_eq!(follow(bytes.chunks(piece)), (count, count, None));
            let bytes = [bytes, both].concat();
            prop_assert_eq!(follow(bytes.chunks(piece)), (count + 1, count + 1, Some(count + 1)));
        }

        #[test]
        fn the_size_of_pieces_makes_no_difference(text in "(POST / HTTP/1.1|Content-Length: |Transfer-Encoding: chunked|[0-9a-f]{1,3}|\r?\n|.){0,60}", piece in 1_usize..20) {
            prop_assert_eq!(follow([text.as_bytes()]), follow(text.as_bytes().chunks(piece)));
        }
    }

    #[test]
    fn requests_that_cannot_be_followed_are_not_served() {
        for length in [format!("{}4", " ".repeat(500)), format!("{}4", "0".repeat(500)), "four".into(), "9".repeat(30)]
        {
            let head = format!("POST / HTTP/1.1\r\nContent-Length: {length}\r\n\r\n");
            assert_eq!(follow([head.as_bytes()]).2, Some(1), "{length}");
        }
        for size in ["0".repeat(500) + "4", "size".into(), "f".repeat(30)] {
            let request = format!("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n{size}\r\n");
            assert_eq!(follow([request.as_bytes()]), (1, 0, Some(2)), "{size}");
        }
    }
}
