//! Draws replacements of the same form.

use super::form;
use conscent_core::form::{Form, Forms};
use hmac::{Hmac, Mac};
use rand::rngs::ChaCha20Rng;
use rand::{RngExt, SeedableRng};
use sha2::Sha256;
use std::ops::Range;

/// The replacement letters of texts and of ids. The ranges do not overlap, so a text never turns into an id.
const TEXT: Range<u8> = b'g'..b'{';
const ID: Range<u8> = b'a'..b'g';

/// The maximum number of draws until a text has the forms of the original. Either more than half of the draws have
/// them, or no draw does.
const TRIES: usize = 32;

/// The random choices for the replacement of one original. Equal originals get equal choices.
pub(super) struct Scrambler(ChaCha20Rng);

impl Scrambler {
    /// The seed is a keyed hash, so the choices reveal nothing about the original.
    pub(super) fn new(mac: &Hmac<Sha256>, original: &str) -> Self {
        let seed = mac.clone().chain_update(original).finalize().into_bytes();
        Self(ChaCha20Rng::from_seed(seed.into()))
    }

    /// One of the bytes of `range`, which must not be empty.
    fn one_of(&mut self, range: Range<u8>) -> u8 {
        self.0.random_range(range)
    }

    fn digit(&mut self) -> char {
        self.one_of(b'0'..b':').into()
    }

    /// A character of the same kind; a letter keeps its case.
    fn char(&mut self, original: char, letters: Range<u8>) -> char {
        match original {
            '0'..='9' => self.digit(),
            'a'..='z' => self.one_of(letters).into(),
            'A'..='Z' => self.one_of(letters).to_ascii_uppercase().into(),
            _ if original.is_ascii() || original.is_whitespace() => original,
            // The range excludes the multiplication and division signs, which follow these letters.
            _ if original.is_uppercase() => self.one_of(0xc0..0xd7).into(),
            _ => self.one_of(0xe0..0xf7).into(),
        }
    }

    /// Replaces a text with one that has the same forms.
    pub(super) fn same_form(&mut self, text: &str) -> String {
        if !text.contains(|c: char| c.is_ascii_alphanumeric() || !c.is_ascii() && !c.is_whitespace()) {
            return text.to_owned();
        }
        let forms = Forms::of(text);
        let form = forms.most_specific();
        let mut unchanged = None;
        // Few drawn texts have other forms, such as `1.2.3.4` for `1.2.3.999`. Even fewer equal the original, except
        // zeros.
        for drawn in (0..TRIES).map(|_| self.draw(text, form)).filter(|drawn| Forms::of(drawn) == forms) {
            if drawn != text {
                return drawn;
            }
            unchanged = Some(drawn);
        }
        // If no draw has the forms of the original, which does not happen with any known form, use nines, which are
        // neither a time nor an address.
        unchanged.unwrap_or_else(|| nines(&self.text(text)))
    }

    fn draw(&mut self, text: &str, form: Option<Form>) -> String {
        match form {
            Some(Form::Email) => self.email(text),
            Some(Form::Uuid | Form::Hex(_) | Form::Ipv6) => self.id(text, form == Some(Form::Uuid)),
            Some(Form::Timestamp | Form::Date) => self.time(text),
            None if form::is_local_time(text) => self.time(text),
            Some(Form::Ipv4) => self.ipv4(text),
            Some(Form::Uri | Form::UriTemplate) => self.uri(text),
            Some(Form::Jwt) => self.after(text, "eyJ".len()),
            Some(Form::Digits | Form::Decimal | Form::EpochSeconds | Form::EpochMillis) => self.digits(text),
            Some(Form::Phone | Form::Code) | None => self.text(text),
        }
    }

    /// Replaces each letter with a letter, and each digit with a digit.
    pub(super) fn text(&mut self, text: &str) -> String {
        let scheme = ["https://", "http://"].into_iter().find(|scheme| text.starts_with(scheme)).unwrap_or_default();
        self.after(text, scheme.len())
    }

    /// Replaces the text after the first `length` bytes, which are ASCII.
    fn after(&mut self, text: &str, length: usize) -> String {
        let (start, rest) = text.split_at_checked(length).unwrap_or(("", text));
        start.chars().chain(rest.chars().map(|c| self.char(c, TEXT))).collect()
    }

    fn email(&mut self, text: &str) -> String {
        let (name, domain) = text.rsplit_once('@').unwrap_or((text, ""));
        let host = domain.rsplit_once('.').map_or(domain, |(host, _)| host);
        format!("{}@{}.example", self.text(name), self.text(host))
    }

    /// Replaces an id. The version and the variant of a UUID are kept.
    fn id(&mut self, id: &str, is_uuid: bool) -> String {
        let mut char = |(place, c)| if is_uuid && matches!(place, 14 | 19) { c } else { self.char(c, ID) };
        id.chars().enumerate().map(&mut char).collect()
    }

    /// Replaces an address. Each of its numbers keeps its number of digits.
    fn ipv4(&mut self, address: &str) -> String {
        let range = |number: &str| match number.len() {
            1 => 0..10,
            2 => 10..100,
            _ => 100..255,
        };
        let numbers: Vec<_> = address.split('.').map(|number| self.one_of(range(number)).to_string()).collect();
        numbers.join(".")
    }

    /// Replaces a URI except for its scheme. Escapes remain escapes.
    fn uri(&mut self, uri: &str) -> String {
        let (scheme, rest) = uri.split_once("://").unwrap_or(("", uri));
        let mut escaped = 0_u8;
        let mut char = |c| {
            let is_escaped = escaped > 0;
            escaped = if c == '%' { 2 } else { escaped.saturating_sub(1) };
            if is_escaped { self.digit() } else { self.char(c, TEXT) }
        };
        format!("{scheme}://{}", rest.chars().map(&mut char).collect::<String>())
    }

    /// Replaces a time, but keeps its century and its zone.
    fn time(&mut self, time: &str) -> String {
        let [year, month, day] = [0..100, 1..13, 1..29].map(|range| self.one_of(range));
        let [hour, minute, second] = [0..24, 0..60, 0..60].map(|range| self.one_of(range));
        let date = format!("{}{year:02}-{month:02}-{day:02}", time.get(..2).unwrap_or_default());
        let clock = time.get(10..).unwrap_or_default();
        let Some(separator) = clock.chars().next() else { return date };
        let zone = clock.find(['Z', 'z', '+', '-']).unwrap_or(clock.len());
        let fraction = self.text(clock.get(9..zone).unwrap_or_default());
        let zone = clock.get(zone..).unwrap_or_default();
        format!("{date}{separator}{hour:02}:{minute:02}:{second:02}{fraction}{zone}")
    }

    /// Replaces a number with one that has the same number of digits and fits the same types.
    pub(super) fn number(&mut self, number: &str) -> String {
        let mantissa = number.split(['e', 'E']).next().unwrap_or_default();
        let exponent = number.strip_prefix(mantissa).unwrap_or_default();
        [self.digits(mantissa), least(mantissa), nines(mantissa)]
            .map(|mantissa| mantissa + exponent)
            .into_iter()
            .find(|other| reads_as(other) == reads_as(number))
            .unwrap_or_else(|| least(mantissa) + exponent)
    }

    /// Replaces the digits of a number. The first and the last digit remain zero or non-zero. Seconds or milliseconds
    /// since 1970 remain in the same decades.
    fn digits(&mut self, mantissa: &str) -> String {
        let is_time = mantissa.starts_with('1') && matches!(mantissa.len(), 10 | 13);
        let ends = [mantissa.find(is_digit), mantissa.rfind(is_digit)];
        let mut digit = |(place, c): (usize, char)| match c {
            '1' if is_time && place == 0 => c,
            '0' if ends.contains(&Some(place)) => c,
            '0'..='9' if ends.contains(&Some(place)) => self.one_of(b'1'..b':').into(),
            '0'..='9' => self.digit(),
            _ => c,
        };
        mantissa.char_indices().map(&mut digit).collect()
    }
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
}

/// Whether the number is a 64-bit integer, and whether it is finite as an `f64`.
fn reads_as(number: &str) -> (bool, bool) {
    (number.parse::<u64>().is_ok() || number.parse::<i64>().is_ok(), number.parse::<f64>().is_ok_and(f64::is_finite))
}

/// The number nearest to 0 with the same number of digits: `-1000` for `-8127`, `0.010` for `0.034`.
fn least(mantissa: &str) -> String {
    let mut first = Some('1');
    mantissa.chars().map(|c| if ('1'..='9').contains(&c) { first.take().unwrap_or('0') } else { c }).collect()
}

/// The text with all digits replaced by 9, except a leading zero.
fn nines(text: &str) -> String {
    let first = text.find(is_digit);
    let nine = |(place, c)| if is_digit(c) && !(c == '0' && first == Some(place)) { '9' } else { c };
    text.char_indices().map(nine).collect()
}
