//! Decodes whole pages.

use super::{Decoded, NotText, Text, reader};
use conscent_shape::syntax::position;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, X_USER_DEFINED};
use html5gum::{StartTag, Token, Tokenizer};
use std::io::{self, Read};

/// The maximum length of a page after decompression, in bytes. A few bytes may decompress to any number.
pub const PAGE_LIMIT: usize = 64 * 1024 * 1024;

/// How much of a page is searched for a declaration of its encoding, as browsers do.
const START: usize = 1024;

/// Decodes a page. HTML, which starts with a tag, is decoded as in a browser: by a byte order mark, or else by a
/// `<meta charset>` in its first 1,024 bytes. All other text is UTF-8 or UTF-16.
///
/// # Errors
/// The bytes are not text, do not have the encoding that they declare, or are too many.
pub fn page(bytes: Vec<u8>) -> Result<String, NotText> {
    let Decoded { text, form, has_mark } = reader(bytes.as_slice()).map_err(why)?;
    let is_utf16 = matches!(text, Text::Utf16(_));
    let bytes = if form.is_none() && !has_mark { bytes } else { whole(text)? };
    if bytes.len() > PAGE_LIMIT {
        return Err(NotText::TooLong);
    }
    let is_declared = bytes.trim_ascii_start().starts_with(b"<") && !has_mark && !is_utf16;
    match declared(&bytes).filter(|encoding| is_declared && *encoding != UTF_8) {
        Some(encoding) => decoded(&bytes, encoding),
        None => utf8(bytes),
    }
}

/// All bytes of a text, up to one more than the limit.
fn whole(mut text: Text<&[u8]>) -> Result<Vec<u8>, NotText> {
    let mut bytes = Vec::new();
    text.by_ref().take(PAGE_LIMIT as u64 + 1).read_to_end(&mut bytes).map_err(why)?;
    Ok(bytes)
}

/// Why bytes in memory cannot be read.
fn why(error: io::Error) -> NotText {
    error.downcast().unwrap_or_else(|error| NotText::Damaged("compressed", error.to_string()))
}

fn utf8(bytes: Vec<u8>) -> Result<String, NotText> {
    String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        let position = position(error.as_bytes(), offset);
        NotText::Encoding { name: "UTF-8", offset: Some(offset as u64), position: Some(position) }
    })
}

fn decoded(bytes: &[u8], encoding: &'static Encoding) -> Result<String, NotText> {
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes);
    text.map(Into::into).ok_or(NotText::Encoding { name: encoding.name(), offset: None, position: None })
}

/// The encoding that the start of HTML declares. Unknown names are ignored, as in browsers.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let start = String::from_utf8_lossy(bytes.get(..START).unwrap_or(bytes));
    let encoding = Tokenizer::new(&*start).find_map(|token| match token {
        Ok(Token::StartTag(tag)) if &**tag.name == b"meta" => of_meta(&tag),
        _ => None,
    })?;
    // The declaration was read as ASCII, so the first two cannot be true.
    Some(match encoding {
        encoding if encoding == UTF_16LE || encoding == UTF_16BE => UTF_8,
        encoding if encoding == X_USER_DEFINED => WINDOWS_1252,
        encoding => encoding,
    })
}

/// `<meta charset="…">`, or `<meta http-equiv="Content-Type" content="text/html; charset=…">`.
fn of_meta(tag: &StartTag<()>) -> Option<&'static Encoding> {
    let attribute = |name: &[u8]| tag.attributes.get(name).map(|value| value.to_ascii_lowercase());
    let label = attribute(b"charset").or_else(|| {
        let content = attribute(b"content").filter(|_| attribute(b"http-equiv").as_deref() == Some(b"content-type"))?;
        let content = String::from_utf8_lossy(&content).into_owned();
        let (_, label) = content.split_once("charset")?;
        let label = label.trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
        Some(label.split(['"', '\'', ';', ' ']).next().unwrap_or_default().as_bytes().to_vec())
    })?;
    Encoding::for_label_no_replacement(&label)
}
