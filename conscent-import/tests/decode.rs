//! Bytes to text: every encoding, with reads that end anywhere; files of other kinds; and limits.
#![allow(clippy::unwrap_used, reason = "helpers of tests may fail anywhere")]

use conscent_import::decode::{NotText, PAGE_LIMIT, page, reader};
use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;
use std::io::{self, Read, Write};
use std::path::Path;

const TEXT: &str = "{\"a\": \"é購🚀\"}\n";

/// The output of the program `zstd` for `{"a": "é"}` with a checksum, and of `{"b": 1}` without one.
const ZSTD: [&[u8]; 2] = [
    b"\x28\xb5\x2f\xfd\x04\x68\x61\x00\x00{\"a\": \"\xc3\xa9\"}\n\x88\x1c\x3d\xb8",
    b"\x28\xb5\x2f\xfd\x00\x58\x49\x00\x00{\"b\": 1}\n",
];

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

fn zstd(text: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(text, ruzstd::encoding::CompressionLevel::Fastest)
}

fn utf16(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(to_bytes).collect()
}

/// A reader whose first read ends at an offset, and whose later reads return one byte each.
struct Split<'a>(&'a [u8], usize);

impl Read for Split<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.1.clamp(1, buffer.len().max(1)).min(buffer.len());
        self.1 = 1;
        self.0.read(&mut buffer[..length])
    }
}

fn read(input: impl Read) -> Result<String, String> {
    let mut text = String::new();
    match reader(input).and_then(|mut reader| reader.read_to_string(&mut text)) {
        Ok(_) => Ok(text),
        Err(error) => Err(error.to_string()),
    }
}

/// Encodings of a text, each with its name.
fn forms(text: &str) -> Vec<(Option<&'static str>, Vec<u8>)> {
    let marked = format!("\u{feff}{text}");
    vec![
        (None, text.into()),
        (None, marked.clone().into()),
        (Some("UTF-16"), utf16(text, u16::to_le_bytes)),
        (Some("UTF-16"), utf16(text, u16::to_be_bytes)),
        (Some("UTF-16"), utf16(&marked, u16::to_le_bytes)),
        (Some("UTF-16"), utf16(&marked, u16::to_be_bytes)),
        (Some("gzip"), gzip(text.as_bytes())),
        (Some("gzip"), gzip(marked.as_bytes())),
        (Some("Zstandard"), zstd(text.as_bytes())),
        (Some("gzip, UTF-16"), gzip(&utf16(&marked, u16::to_be_bytes))),
        (Some("Zstandard, UTF-16"), zstd(&utf16(text, u16::to_le_bytes))),
    ]
}

#[test]
fn every_form_is_read_wherever_a_read_ends() {
    for (form, bytes) in forms(TEXT) {
        assert_eq!(reader(&*bytes).unwrap().form(), form);
        for end in 0..=bytes.len() {
            assert_eq!(read(Split(&bytes, end)).as_deref(), Ok(TEXT), "{form:?} {end}");
        }
        assert_eq!(page(bytes).as_deref(), Ok(TEXT), "{form:?}");
    }
}

#[test]
fn compressed_data_may_have_several_parts() {
    let (first, second) = TEXT.split_at(7);
    let parts = [gzip(first.as_bytes()), gzip(b""), gzip(second.as_bytes())].concat();
    assert_eq!(read(&*parts).as_deref(), Ok(TEXT));
    let both = "{\"a\": \"é\"}\n{\"b\": 1}\n";
    let to_be_skipped = b"\x5f\x2a\x4d\x18\x03\0\0\0abc";
    for parts in [ZSTD.concat(), [to_be_skipped, ZSTD[0], to_be_skipped, ZSTD[1]].concat()] {
        assert_eq!(reader(&*parts).unwrap().form(), Some("Zstandard"));
        assert_eq!(read(&*parts).as_deref(), Ok(both));
        assert_eq!(read(Split(&parts, 1)).as_deref(), Ok(both));
    }
}

#[test]
fn no_more_is_read_than_must_be() {
    /// A pipe that stays open: reading more would wait forever.
    struct Open<'a>(&'a [u8]);
    impl Read for Open<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            assert!(!self.0.is_empty(), "this would wait");
            self.0.read(buffer)
        }
    }
    for start in ["{}", "[]", "12", "nope", "\u{feff}{}", "(1"] {
        let mut text = vec![0; start.trim_start_matches('\u{feff}').len()];
        reader(Open(start.as_bytes())).unwrap().read_exact(&mut text).unwrap();
    }
    for short in ["", "1", " ", "P", "\u{feff}"] {
        assert_eq!(read(short.as_bytes()).as_deref(), Ok(short.trim_start_matches('\u{feff}')));
    }
}

#[test]
fn other_kinds_are_named() {
    let mut tar = b"bodies/1.json".to_vec();
    tar.resize(257, 0);
    tar.extend(b"ustar\x0000");
    for (bytes, kind) in [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(), "a PNG image"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF".to_vec(), "a JPEG image"),
        (b"%PDF-1.7\n%\xe2\xe3".to_vec(), "a PDF document"),
        (b"PK\x03\x04\x14\0\x06\0".to_vec(), "a ZIP archive"),
        (b"BZh91AY&SY".to_vec(), "bzip2 data"),
        (b"\xfd7zXZ\0\0\x04".to_vec(), "xz data"),
        (b"SQLite format 3\0\x10".to_vec(), "an SQLite database"),
        (b"\xff\xfe\0\0{\0\0\0".to_vec(), "UTF-32"),
        (b"\0\0\0{\0\0\0}".to_vec(), "UTF-32"),
        (b"\0\0\x01\xba".to_vec(), "binary data"),
        (gzip(&gzip(b"{}")), "compressed twice"),
        (gzip(&tar), "a tar archive"),
        (tar, "a tar archive"),
    ] {
        let text = read(&*bytes).unwrap_err();
        assert!(text.starts_with(&format!("this is {kind}")), "{text}");
        assert_eq!(page(bytes).unwrap_err().to_string(), text);
    }
}

#[test]
fn damage_is_an_error() {
    let utf16 = |bytes: &[u8]| read(bytes).unwrap_err();
    assert_eq!(utf16(b"{\0a\0}"), "the byte at offset 4 is not valid UTF-16");
    assert_eq!(utf16(b"\xff\xfe{\0\0\xd8}\0"), "the byte at offset 2 is not valid UTF-16");
    for (how, bytes, right) in
        [("gzip", gzip(TEXT.as_bytes()), TEXT), ("Zstandard", ZSTD[0].to_vec(), "{\"a\": \"é\"}\n")]
    {
        // The first four bytes are the signature; a part of the gzip header (time and system) is ignored.
        let start = if how == "gzip" { 10 } else { 4 };
        for end in start..bytes.len() {
            let text = read(&bytes[..end]).unwrap_err();
            assert!(text.starts_with(&format!("its {how} data is damaged or cut off: ")), "{end}: {text}");
            assert!(page(bytes[..end].to_vec()).is_err());
            let mut wrong = bytes.clone();
            wrong[end] ^= 0x10;
            // Some bits only pad a byte and are ignored; changing any other bit never results in another text.
            assert!(read(&*wrong).map_or(true, |text| text == right), "{how} {end}");
        }
        assert!(read(&*[&bytes[..], b"garbage"].concat()).is_err());
    }
}

#[test]
fn a_page_has_a_limit_and_a_stream_has_none() {
    // 65 MiB that take 65 KB.
    let bomb = gzip(&vec![b' '; PAGE_LIMIT + 1]);
    assert!(bomb.len() < 100_000);
    assert_eq!(page(bomb.clone()), Err(NotText::TooLong));
    let mut buffer = vec![0; 1 << 20];
    let mut stream = reader(&*bomb).unwrap();
    let mut length = 0;
    while let read @ 1.. = stream.read(&mut buffer).unwrap() {
        length += read;
    }
    assert_eq!(length, PAGE_LIMIT + 1);
    assert_eq!(page(gzip(&vec![b' '; PAGE_LIMIT])).map(|text| text.len()), Ok(PAGE_LIMIT));
}

#[test]
fn html_says_its_encoding() {
    let latin = |head: &str| [head.as_bytes(), b"<p>caf\xe9</p>"].concat();
    for head in [
        "<meta charset=iso-8859-1>",
        "<!doctype html><html><head>\n<META CharSet=\"Latin1\" />",
        "<meta http-equiv='content-type' content='text/html; charset=windows-1252'>",
        "<!-- <meta charset=utf-8> --><meta name=a><meta charset=l1>",
    ] {
        assert_eq!(page(latin(head)), Ok(format!("{head}<p>café</p>")), "{head}");
        assert!(page(latin(&format!("a {head}"))).is_err(), "only HTML: {head}");
    }
    let japanese = b"<meta charset=shift_jis>\x8dw\x93\xfc".to_vec();
    assert_eq!(page(gzip(&japanese)).as_deref(), Ok("<meta charset=shift_jis>購入"));
    assert_eq!(
        page(b"<meta charset=shift_jis>\xff\xff".to_vec()).unwrap_err().to_string(),
        "it declares the encoding Shift_JIS, but has another one"
    );
    for head in ["", "<meta charset=utf-8>", "<meta charset=nonsense>", "<meta charset=utf-16>"] {
        let error = page(latin(&format!("\n{head}"))).unwrap_err();
        let offset = 7 + head.len();
        assert_eq!(
            error.of(Path::new("a.html")).to_string(),
            format!(
                "a.html:2:{offset}: not UTF-8: the byte at offset {offset} is not valid UTF-8; save the file as UTF-8"
            )
        );
        let text = format!("{head}<p>café</p>");
        assert_eq!(page(text.clone().into_bytes()), Ok(text));
    }
    // A byte order mark takes precedence over a declaration, and a `<meta>` far down is not a declaration.
    let marked = "\u{feff}<meta charset=latin1>é";
    assert_eq!(page(marked.into()).as_deref(), Ok(marked.trim_start_matches('\u{feff}')));
    let wide = utf16("<meta charset=latin1>é", u16::to_le_bytes);
    assert_eq!(page(wide).as_deref(), Ok("<meta charset=latin1>é"));
    assert!(page(latin(&format!("{:1024}<meta charset=latin1>", ""))).is_err());
}

proptest! {
    #[test]
    fn any_text_comes_back(text in "[ -~]\\PC*", end in 0usize..64) {
        for (form, bytes) in forms(&text) {
            prop_assert_eq!(read(Split(&bytes, end)), Ok(text.clone()), "{:?}", form);
        }
    }

    #[test]
    fn any_bytes_are_text_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..64), start in 0usize..8) {
        let starts: [&[u8]; 8] = [b"", ZSTD[0], ZSTD[1], b"\x1f\x8b\x08", b"\xff\xfe", b"\x5f\x2a\x4d\x18", b"{\0", b"<meta charset="];
        let bytes = [starts[start], &bytes].concat();
        let _ = read(&*bytes);
        let _ = page(bytes);
    }

    #[test]
    fn damaged_zstandard_does_no_harm(at in 0usize..200, bit in 0u8..8, text in "[a-e]{300,600}") {
        let mut bytes = zstd(text.as_bytes());
        let at = at % bytes.len();
        bytes[at] ^= 1 << bit;
        let _ = read(&*bytes);
    }
}
