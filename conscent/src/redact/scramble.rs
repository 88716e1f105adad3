//! Draws replacements of the same form.

use super::form;
use hmac::{Hmac, Mac};
use rand::rngs::ChaCha20Rng;
use rand::{RngExt, SeedableRng};
use sha2::Sha256;
use std::ops::Range;

/// The letters that replace those of a text, and those of an id. They do not overlap, so no text ever turns into an id.
const TEXT: Range<u8> = b'g'..b'{';
const ID: Range<u8> = b'a'..b'g';

/// The random choices that make the replacement of one original: equal originals get equal choices.
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

    /// A character of the same kind, and a letter of the same case.
    fn char(&mut self, original: char, letters: Range<u8>) -> char {
        match original {
            '0'..='9' => self.digit(),
            'a'..='z' => self.one_of(letters).into(),
            'A'..='Z' => self.one_of(letters).to_ascii_uppercase().into(),
            _ if original.is_ascii() || original.is_whitespace() => original,
            // Up to, but without, the multiplication and division signs, which follow these letters.
            _ if original.is_uppercase() => self.one_of(0xc0..0xd7).into(),
            _ => self.one_of(0xe0..0xf7).into(),
        }
    }

    pub(super) fn text(&mut self, text: &str) -> String {
        let scheme = ["https://", "http://"].into_iter().find(|scheme| text.starts_with(scheme)).unwrap_or_default();
        let rest = text.strip_prefix(scheme).unwrap_or(text);
        let scrambled = rest.chars().map(|c| self.char(c, TEXT)).collect::<String>();
        // A text that only looked like a time must not become one. No time has a month 99.
        let scrambled = if form::is_time(&scrambled) { nines(&scrambled) } else { scrambled };
        scheme.to_owned() + &scrambled
    }

    pub(super) fn email(&mut self, name: &str, domain: &str) -> String {
        let host = domain.rsplit_once('.').map_or(domain, |(host, _)| host);
        format!("{}@{}.example", self.text(name), self.text(host))
    }

    /// Replaces an id. The version and variant of a UUID stay.
    pub(super) fn id(&mut self, id: &str) -> String {
        let is_uuid = id.split('-').map(str::len).eq([8, 4, 4, 4, 12]);
        let mut char = |(place, c)| if is_uuid && matches!(place, 14 | 19) { c } else { self.char(c, ID) };
        id.chars().enumerate().map(&mut char).collect()
    }

    /// Replaces a time. Its century and its zone stay.
    pub(super) fn time(&mut self, time: &str) -> String {
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

    /// Replaces a number by one with as many digits that fits the same types.
    pub(super) fn number(&mut self, number: &str) -> String {
        let mantissa = number.split(['e', 'E']).next().unwrap_or_default();
        let exponent = number.strip_prefix(mantissa).unwrap_or_default();
        [self.digits(mantissa), least(mantissa), nines(mantissa)]
            .map(|mantissa| mantissa + exponent)
            .into_iter()
            .find(|other| reads_as(other) == reads_as(number))
            .unwrap_or_else(|| least(mantissa) + exponent)
    }

    /// Replaces the digits of a number. The first and the last stay zero or not zero. Seconds or milliseconds since
    /// 1970 stay in their decades.
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

/// Whether the number is an integer of 64 bits, and whether it is finite as an `f64`.
fn reads_as(number: &str) -> (bool, bool) {
    (number.parse::<u64>().is_ok() || number.parse::<i64>().is_ok(), number.parse::<f64>().is_ok_and(f64::is_finite))
}

/// The number nearest to 0 with as many digits: `-1000` for `-8127`, `0.010` for `0.034`.
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
