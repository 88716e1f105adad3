//! The forms of strings: one table for docs, JSON Schema, redaction and `Debug`.
//!
//! Two crates compile this file: `conscent-core`, and `conscent-shape` through a symbolic link, just as serde and
//! `serde_core` share their sources. So it uses only `std`, and two files that both crates have.
//!
//! | form | what it is | source |
//! |---|---|---|
//! | [`Form::Timestamp`] | an existing date and time with an offset | RFC 3339, section 5.6, `date-time` |
//! | [`Form::Date`] | an existing day | RFC 3339, section 5.6, `full-date` |
//! | [`Form::Uuid`] | 8-4-4-4-12 hex digits of any version, in either case | RFC 9562, section 4 |
//! | [`Form::Jwt`] | three parts in base64url; the first starts with `eyJ`, and only the last may be empty | RFC 7515, section 7.1 |
//! | [`Form::Email`] | a dot-string, `@`, and a domain with a dot | RFC 5321, sections 4.1.2 and 4.5.3.1 |
//! | [`Form::Ipv4`], [`Form::Ipv6`] | addresses that the parsers of `std` accept | RFC 6943, section 3.1.1; RFC 4291, section 2.2 |
//! | [`Form::Uri`] | a scheme, `://`, and the parts that may follow | RFC 3986, section 3 |
//! | [`Form::UriTemplate`] | a URI, or one with expressions in braces | RFC 6570, section 2 |
//! | [`Form::EpochMillis`], [`Form::EpochSeconds`] | 13 or 10 digits that start with 1 | `time` of POSIX |
//! | [`Form::Phone`] | `+` and 7 to 15 digits that do not start with 0 | E.164, section 6.2 |
//! | [`Form::Digits`] | decimal digits | |
//! | [`Form::Hex`] | 16 to 64 hex digits in one case | |
//! | [`Form::Decimal`] | a number without exponent | RFC 8259, section 6 |
//! | [`Form::Code`] | one or more words from a set that may be closed | see below |
//!
//! The rows are in the order of [`Forms::most_specific`]. Each form is defined narrowly: a string that has a form
//! satisfies the corresponding `format` of JSON Schema. A string without a form is plain text.
//!
//! - An e-mail address without a dot in its domain, or with a quoted name, is more often something else.
//! - A URI without `//` (`mailto:a@b.example`, `urn:x`) looks like a code.
//! - The first digit 1 restricts an epoch to the years 2001 to 2033. That excludes most telephone numbers: those of
//!   North America do not start with 1, and neither do the mobile numbers of India.
//! - The shortest telephone numbers in use have seven digits, including the country code.
//! - Fewer than 16 hex digits are at least as often words or numbers (`cafe`, `2024`); hashes have up to 64.
//! - Every integer is also a decimal, so amounts share a form even if only some of them have a fraction.
//!
//! # Codes
//!
//! A code has at most 40 bytes, begins with a letter, and consists of words separated by `_`, `-`, `.` or `:`:
//! `SUBSCRIPTION`, `on-hold`, `not_initiated`, `customer.created`, in any case. Codes and ids look alike when their
//! words contain digits. In a code, a word has at most two digits, which are adjacent, and the whole code has at most
//! three: `S3`, `net30`, `B2B`, `V2_BETA_1`. A letter may follow a digit only if all letters of the word have the same
//! case. A text with more digits, or with digits between letters as in hexadecimal or base62, is an id: `TXN987653`,
//! `Z4ov52su`.
//!
//! The form alone does not make a string a code, because a first name has it too. Only strings that repeat are codes.

use crate::recognize::{
    DIGIT, HEX_LOWER, HEX_UPPER, is_all, is_code, is_date, is_decimal, is_email, is_epoch, is_jwt, is_phone, is_uri,
    is_uri_template, is_uuid,
};
use crate::rfc3339::is_rfc3339;
use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::ops::RangeInclusive;

/// A form that a string can have. `Display` names it in words: `e-mail address`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Form {
    /// `2025-02-05T09:37:44.468Z`
    Timestamp,
    /// `2025-02-05`
    Date,
    /// `0b7e4f0e-7a0e-4b0b-9c3e-000000000000`
    Uuid,
    /// `eyJhbGciOiJIUzI1NiJ9.e30.c2ln`
    Jwt,
    /// `jo@mail.example`
    Email,
    /// `192.0.2.1`
    Ipv4,
    /// `2001:db8::1`
    Ipv6,
    /// `https://example.com/a?b=c`
    Uri,
    /// `https://example.com/issues{/number}`
    UriTemplate,
    /// `1738748264468`
    EpochMillis,
    /// `1738748264`
    EpochSeconds,
    /// `+14155550123`
    Phone,
    /// `110001`
    Digits,
    /// The given number of hex digits, from 16 to 64. An `ObjectId` has 24: `65e5a2571ab0e5a1f39b7f41`
    Hex(u8),
    /// `242.10`
    Decimal,
    /// `NOT_INITIATED`, `on-hold`
    Code,
}

/// The row of one form in the table.
struct Row {
    name: &'static str,
    schema_format: Option<&'static str>,
    is_private: bool,
    matches: fn(&str) -> bool,
}

impl Form {
    fn row(self) -> Row {
        let row = |name, schema_format, is_private, matches| Row { name, schema_format, is_private, matches };
        match self {
            Self::Timestamp => row("RFC 3339 timestamp", Some("date-time"), false, |text| is_rfc3339(text.as_bytes())),
            // A person's date in a payload is usually the date of birth.
            Self::Date => row("RFC 3339 date", Some("date"), true, |text| is_date(text.as_bytes())),
            Self::Uuid => row("UUID", Some("uuid"), true, |text| is_uuid(text.as_bytes())),
            Self::Jwt => row("JSON Web Token", None, true, is_jwt),
            Self::Email => row("e-mail address", Some("email"), true, is_email),
            Self::Ipv4 => row("IPv4 address", Some("ipv4"), true, |text| text.parse::<Ipv4Addr>().is_ok()),
            Self::Ipv6 => row("IPv6 address", Some("ipv6"), true, |text| text.parse::<Ipv6Addr>().is_ok()),
            // A URL often contains an account name, and sometimes a signature or a password.
            Self::Uri => row("URL", Some("uri"), true, is_uri),
            Self::UriTemplate => row("URL template", Some("uri-template"), true, is_uri_template),
            Self::EpochMillis => row("milliseconds since 1970", None, false, |text| is_epoch(text, 13)),
            Self::EpochSeconds => row("seconds since 1970", None, false, |text| is_epoch(text, 10)),
            Self::Phone => row("telephone number", None, true, is_phone),
            Self::Digits => row("decimal digits", None, true, |text| is_all(text, DIGIT)),
            Self::Hex(_) => row("hex digits", None, true, |text| Forms::hex(text) != Forms::NONE),
            Self::Decimal => row("decimal number", None, true, is_decimal),
            Self::Code => row("code", None, false, is_code),
        }
    }

    /// The `format` with which JSON Schema 2020-12 describes this form.
    #[must_use]
    pub fn schema_format(self) -> Option<&'static str> {
        self.row().schema_format
    }

    /// Whether a value of this form may be personal or secret. Such values do not belong in docs or sources.
    ///
    /// This is `false` for [`Code`](Self::Code), although a first name has that form too: see the module docs.
    #[must_use]
    pub fn is_private(self) -> bool {
        self.row().is_private
    }

    /// Whether a text has this form.
    #[must_use]
    pub fn matches(self, text: &str) -> bool {
        let has_length = match self {
            Self::Hex(digits) => text.len() == usize::from(digits),
            _ => true,
        };
        has_length && (self.row().matches)(text)
    }

    /// The form's bit in a set; `None` if no text has the form.
    fn bit(self) -> Option<u32> {
        match self {
            Self::Hex(digits) if HEX_DIGITS.contains(&digits) => Some(HEX_BIT + u32::from(digits - HEX_DIGITS.start())),
            _ => (0..u64::BITS).find(|bit| Self::at(*bit) == self),
        }
    }

    /// The form of a bit in a set. The bits are in the order of the docs, so the lowest one is the most specific.
    fn at(bit: u32) -> Self {
        match bit {
            0 => Self::Timestamp,
            1 => Self::Date,
            2 => Self::Uuid,
            3 => Self::Jwt,
            4 => Self::Email,
            5 => Self::Ipv4,
            6 => Self::Ipv6,
            7 => Self::Uri,
            8 => Self::UriTemplate,
            9 => Self::EpochMillis,
            10 => Self::EpochSeconds,
            11 => Self::Phone,
            12 => Self::Digits,
            62 => Self::Decimal,
            63 => Self::Code,
            // All other bits are between `HEX_BIT` and 61.
            _ => Self::Hex(bit.wrapping_sub(HEX_BIT).to_le_bytes()[0].wrapping_add(*HEX_DIGITS.start())),
        }
    }
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.row().name;
        match self {
            Self::Hex(24) => write!(f, "24 {name} (ObjectId)"),
            Self::Hex(digits) => write!(f, "{digits} {name}"),
            _ => f.write_str(name),
        }
    }
}

/// Whether this is a [`Form::Code`] in `SCREAMING_SNAKE_CASE`. Names of people and places are seldom written like that.
#[must_use]
pub fn is_constant(text: &str) -> bool {
    Form::Code.matches(text) && !text.contains(|c: char| c.is_ascii_lowercase() || matches!(c, '-' | '.' | ':'))
}

/// The possible lengths of a [`Form::Hex`].
const HEX_DIGITS: RangeInclusive<u8> = 16..=64;
/// The bit of the shortest [`Form::Hex`].
const HEX_BIT: u32 = 13;
/// The bits of all 49 [`Form::Hex`] lengths.
const HEX_MASK: u64 = ((1 << 49) - 1) << HEX_BIT;

/// A set of forms. The default is the set of all forms, which is the neutral element of
/// [`intersection`](Self::intersection).
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Forms(u64);

impl Forms {
    /// All forms. No text has all of them.
    pub const ALL: Self = Self(u64::MAX);
    /// No forms, as for a free text.
    pub const NONE: Self = Self(0);

    /// All forms that a text has. The empty text has none.
    #[must_use]
    pub fn of(text: &str) -> Self {
        Self::ALL.narrow(text)
    }

    /// Keeps the forms of this set that a text has. It equals the intersection with [`Forms::of`] the text, but tests
    /// only the forms of this set.
    #[must_use]
    pub fn narrow(self, text: &str) -> Self {
        let mut left = self.0 & !HEX_MASK;
        let mut both = self.0 & self.hex_of(text).0;
        while left != 0 {
            let bit = left.trailing_zeros();
            left &= left - 1;
            let form = Form::at(bit);
            if form.matches(text) {
                both |= 1 << bit;
                if form == Form::Uri {
                    both |= self.0 & 1 << (bit + 1); // every URI is also a template
                    left = Self::after_uri(left, bit);
                }
            }
        }
        Self(both)
    }

    /// The result of [`hex`](Self::hex) for a text. If this set has no such form, the text is not read.
    fn hex_of(self, text: &str) -> Self {
        if self.0 & HEX_MASK == 0 { Self::NONE } else { Self::hex(text) }
    }

    /// The bits that remain to be tested after a text was found to be a URI; `uri` is the bit of that form. The next bit
    /// is that of templates. It is left out, because every URI is also a template and need not be read twice.
    fn after_uri(left: u64, uri: u32) -> u64 {
        left & !(1 << (uri + 1))
    }

    /// The forms that are in both sets.
    #[must_use]
    pub fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Whether the form is in the set.
    #[must_use]
    pub fn contains(self, form: Form) -> bool {
        form.bit().is_some_and(|bit| self.0 >> bit & 1 == 1)
    }

    /// Whether no form is in the set.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self == Self::NONE
    }

    /// The forms in the set, the most specific first.
    pub fn iter(self) -> impl Iterator<Item = Form> {
        (0..u64::BITS).filter(move |bit| self.0 >> bit & 1 == 1).map(Form::at)
    }

    /// The form that says the most about a text: `1738748264` is a time rather than just digits.
    ///
    /// `None` for [`Forms::ALL`], because that set describes no text.
    #[must_use]
    pub fn most_specific(self) -> Option<Form> {
        if self == Self::ALL { None } else { self.iter().next() }
    }

    fn hex(text: &str) -> Self {
        let bit = u8::try_from(text.len()).ok().and_then(|digits| Form::Hex(digits).bit());
        bit.filter(|_| is_all(text, HEX_LOWER) || is_all(text, HEX_UPPER)).map_or(Self::NONE, |bit| Self(1 << bit))
    }
}

impl Default for Forms {
    fn default() -> Self {
        Self::ALL
    }
}

/// The set of these forms.
impl FromIterator<Form> for Forms {
    fn from_iter<I: IntoIterator<Item = Form>>(forms: I) -> Self {
        Self(forms.into_iter().filter_map(Form::bit).fold(0, |all, bit| all | 1 << bit))
    }
}

/// Writes the names of the forms in order.
impl fmt::Debug for Forms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::ALL => f.write_str("ALL"),
            forms => f.debug_set().entries(forms.iter()).finish(),
        }
    }
}
