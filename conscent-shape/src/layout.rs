//! Decides whether text is JSON Lines, if some of it is not JSON.

use crate::check::{self, Valid};

/// Whether a text of whole lines is JSON Lines with some invalid lines.
///
/// It is not if an invalid line starts one or more documents that end on a later line, or after the end of the text.
/// Nor is it if most lines are invalid: then it is a document over several lines that is itself invalid.
pub(crate) fn are_lines(text: &[u8], is_all: bool) -> bool {
    let (mut valid, mut invalid, mut start) = (0, 0, 0);
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        let rest = text.get(start..).unwrap_or_default();
        start += line.len();
        if line.trim_ascii().is_empty() {
            continue;
        }
        if std::str::from_utf8(line).is_ok_and(|line| check::document(line).is_ok()) {
            valid += 1;
            continue;
        }
        invalid += 1;
        if line.starts_with(b"{") || line.starts_with(b"[") {
            match documents(rest) {
                Documents::Whole => return false,
                Documents::Unfinished if !is_all => return false,
                _ => {}
            }
        }
    }
    valid >= invalid
}

/// The start of a text.
enum Documents {
    /// Documents, up to the end of a line.
    Whole,
    /// A document that continues after the end of the text.
    Unfinished,
    /// Something else.
    Broken,
}

fn documents(text: &[u8]) -> Documents {
    let mut documents = serde_json::Deserializer::from_slice(text).into_iter::<Valid>();
    while let Some(document) = documents.next() {
        match document {
            Ok(_) => {
                let mut rest = text.get(documents.byte_offset()..).unwrap_or_default().iter();
                if matches!(rest.find(|byte| !matches!(byte, b' ' | b'\t' | b'\r')), Some(b'\n') | None) {
                    return Documents::Whole;
                }
            }
            Err(error) if error.is_eof() => return Documents::Unfinished,
            Err(_) => break,
        }
    }
    Documents::Broken
}
