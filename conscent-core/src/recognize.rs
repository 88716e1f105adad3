//! Recognizers that test whether a text has a form. The table in [`form`](crate::form) gives their sources.
//!
//! `conscent-shape` compiles this file too, through a symbolic link, like `form.rs`.

use crate::rfc3339::is_rfc3339;
use std::net::Ipv6Addr;

pub(crate) const DIGIT: u16 = 1;
/// Digits, and the letters of hexadecimal numbers in one case.
pub(crate) const HEX_LOWER: u16 = 2;
pub(crate) const HEX_UPPER: u16 = 4;
/// RFC 4648, section 5.
const BASE64URL: u16 = 8;
/// `atext` of RFC 5322, section 3.2.3.
const ATEXT: u16 = 16;
/// The characters that RFC 3986 allows after the scheme, without `[`, `]` and `#`: `pchar`, `/`, `?`, and the `%` of an
/// escape.
const URI: u16 = 32;
/// The letters, digits and signs of a scheme (RFC 3986, section 3.1) and of a host's label.
const SCHEME: u16 = 64;
const LABEL: u16 = 128;
/// The characters of a URI that need no further check: `URI` without `%`, `:` and `@`.
const PLAIN: u16 = 256;

/// The classes of each byte.
static CLASSES: [u16; 256] = classes();

const fn classes() -> [u16; 256] {
    let mut all = [0; 256];
    let mut byte: u8 = 0;
    while byte < 128 {
        let of = match byte {
            b'0'..=b'9' => DIGIT | HEX_LOWER | HEX_UPPER | BASE64URL | ATEXT | URI | SCHEME | LABEL | PLAIN,
            b'a'..=b'f' => HEX_LOWER | BASE64URL | ATEXT | URI | SCHEME | LABEL | PLAIN,
            b'A'..=b'F' => HEX_UPPER | BASE64URL | ATEXT | URI | SCHEME | LABEL | PLAIN,
            b'g'..=b'z' | b'G'..=b'Z' | b'-' => BASE64URL | ATEXT | URI | SCHEME | LABEL | PLAIN,
            b'_' => BASE64URL | ATEXT | URI | PLAIN,
            b'+' => ATEXT | URI | SCHEME | PLAIN,
            b'.' => URI | SCHEME | PLAIN,
            b'!' | b'$' | b'&' | b'\'' | b'*' | b'/' | b'=' | b'?' | b'~' => ATEXT | URI | PLAIN,
            b'%' => ATEXT | URI,
            b'(' | b')' | b',' | b';' => URI | PLAIN,
            b':' | b'@' => URI,
            b'#' | b'^' | b'`' | b'{' | b'|' | b'}' => ATEXT,
            _ => 0,
        };
        all[byte as usize] = of;
        byte += 1;
    }
    all
}

/// Whether the text is not empty and all its bytes are of this class.
// One pass without branches is faster than one that stops early, because most tested texts pass.
pub(crate) fn is_all(text: &str, class: u16) -> bool {
    !text.is_empty() && text.bytes().fold(class, |all, byte| all & CLASSES[usize::from(byte)]) != 0
}

fn is_of(byte: u8, class: u16) -> bool {
    CLASSES[usize::from(byte)] & class != 0
}

pub(crate) fn is_date(text: &[u8]) -> bool {
    text.len() == 10 && is_rfc3339(&[text, b"T00:00:00Z"].concat())
}

pub(crate) fn is_uuid(text: &[u8]) -> bool {
    let is_byte = |(place, byte): (usize, &u8)| match place {
        8 | 13 | 18 | 23 => *byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    };
    text.len() == 36 && text.iter().enumerate().all(is_byte)
}

pub(crate) fn is_jwt(text: &str) -> bool {
    let Some((header, (payload, signature))) =
        text.split_once('.').and_then(|(header, rest)| Some((header, rest.split_once('.')?)))
    else {
        return false;
    };
    header.starts_with("eyJ")
        && is_all(header, BASE64URL)
        && is_all(payload, BASE64URL)
        && (signature.is_empty() || is_all(signature, BASE64URL))
}

pub(crate) fn is_email(text: &str) -> bool {
    let bytes = text.as_bytes();
    let Some(at) = bytes.iter().position(|byte| *byte == b'@') else { return false };
    let Some((name, [_, domain @ ..])) = bytes.split_at_checked(at) else { return false };
    bytes.len() <= 254 && name.len() <= 64 && is_dot_string(name) && is_domain(domain)
}

// The next two functions read each byte once: inference calls them for every string of a field of addresses.

/// Atoms with dots between them.
fn is_dot_string(text: &[u8]) -> bool {
    let mut before = b'.';
    for &byte in text {
        let fits = if byte == b'.' { before != b'.' } else { is_of(byte, ATEXT) };
        if !fits {
            return false;
        }
        before = byte;
    }
    before != b'.'
}

/// At least two labels of at most 63 bytes (RFC 1035, section 2.3.1; RFC 1123, section 2.1, lets a label begin with a
/// digit). The last label begins with a letter, as every existing top-level domain does, so an IPv4 address is not a
/// domain.
fn is_domain(text: &[u8]) -> bool {
    let mut start = 0;
    let mut before = b'.';
    for (place, &byte) in text.iter().enumerate() {
        let fits = match byte {
            b'.' => !matches!(before, b'.' | b'-') && place - std::mem::replace(&mut start, place + 1) <= 63,
            b'-' => before != b'.',
            _ => is_of(byte, LABEL),
        };
        if !fits {
            return false;
        }
        before = byte;
    }
    let top = text.get(start..).unwrap_or_default();
    start > 0 && before != b'-' && top.len() <= 63 && top.first().is_some_and(u8::is_ascii_alphabetic)
}

pub(crate) fn is_uri(text: &str) -> bool {
    let Some(colon) = text.bytes().position(|byte| byte == b':') else { return false };
    let Some((scheme, after)) = text.split_at_checked(colon) else { return false };
    let Some(rest) = after.strip_prefix("://") else { return false };
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && is_all(scheme, SCHEME)
        // Most URIs end here, because they have a plain host and a plain path.
        && (is_all(rest, PLAIN) && !rest.starts_with(['/', '?']) || is_after_scheme(rest, scheme))
}

fn is_after_scheme(rest: &str, scheme: &str) -> bool {
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let path = rest.strip_prefix(authority).unwrap_or_default();
    let (path, fragment) = path.split_once('#').unwrap_or((path, ""));
    !rest.is_empty()
        && is_authority(authority, scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https"))
        && [path, fragment].iter().all(|part| part.is_empty() || is_all(part, URI))
        && has_whole_escapes(rest)
}

fn is_authority(text: &str, needs_host: bool) -> bool {
    let (user, at) = text.rsplit_once('@').unwrap_or(("", text));
    let is_user = user.is_empty() || is_all(user, URI) && !user.contains('@');
    let is_port = |port: &str| port.is_empty() || is_all(port, DIGIT);
    if let Some((address, after)) = at.strip_prefix('[').and_then(|at| at.split_once(']')) {
        let is_after = after.is_empty() || after.strip_prefix(':').is_some_and(is_port);
        return is_user && is_after && address.parse::<Ipv6Addr>().is_ok();
    }
    let (host, port) = at.split_once(':').unwrap_or((at, ""));
    is_user && is_port(port) && if host.is_empty() { !needs_host } else { is_all(host, URI) }
}

/// Whether each `%` is followed by two hex digits.
fn has_whole_escapes(text: &str) -> bool {
    text.split('%')
        .skip(1)
        .all(|after| after.get(..2).is_some_and(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit())))
}

/// Whether this is a URI once its expressions, if any, are removed. An expression is not empty, and contains no brace.
pub(crate) fn is_uri_template(text: &str) -> bool {
    if !text.contains('{') {
        return is_uri(text);
    }
    let mut uri = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((expression, after)) = after.split_once('}') else { return false };
        if expression.is_empty() || expression.contains(|c: char| !c.is_ascii_graphic() || c == '{') {
            return false;
        }
        uri += before;
        rest = after;
    }
    is_uri(&(uri + rest))
}

pub(crate) fn is_epoch(text: &str, digits: usize) -> bool {
    text.len() == digits && text.starts_with('1') && is_all(text, DIGIT)
}

pub(crate) fn is_phone(text: &str) -> bool {
    let Some(digits) = text.strip_prefix('+') else { return false };
    (7..=15).contains(&digits.len()) && !digits.starts_with('0') && is_all(digits, DIGIT)
}

pub(crate) fn is_decimal(text: &str) -> bool {
    let number = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
    is_all(whole, DIGIT) && (whole == "0" || !whole.starts_with('0')) && is_all(fraction, DIGIT)
}

pub(crate) fn is_code(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    text.len() <= 40
        && digits <= 3
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.split(['_', '-', '.', ':']).all(is_code_word)
}

fn is_code_word(word: &str) -> bool {
    let is_alphanumeric = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let digit = |c: char| c.is_ascii_digit();
    let Some(first) = word.find(digit) else { return !word.is_empty() && is_alphanumeric(word) };
    let (before, from) = word.split_at_checked(first).unwrap_or_default();
    let after = from.trim_start_matches(digit);
    let is_one_case =
        !word.contains(|c: char| c.is_ascii_lowercase()) || !word.contains(|c: char| c.is_ascii_uppercase());
    from.len() - after.len() <= 2
        && !after.contains(digit)
        && is_alphanumeric(before)
        && is_alphanumeric(after)
        && (after.is_empty() || is_one_case)
}
