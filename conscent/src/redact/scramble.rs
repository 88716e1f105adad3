//! Replacements of the same form.

use super::form;
use hmac::{Hmac, Mac};
use sha2::Sha256;

/// The letters of a text become these, those of an id become `a` to `f`: no text ever turns into an id.
const TEXT: std::ops::Range<u8> = b'g'..b'{';
const ID: std::ops::Range<u8> = b'a'..b'g';

/// The choices that replace one original: the same original, the same choices.
pub(super) struct Stream<'a> {
    mac: &'a Hmac<Sha256>,
    /// What the original has become: all else is derived from it.
    seed: [u8; 32],
    blocks: u64,
    block: std::vec::IntoIter<u8>,
}

impl<'a> Stream<'a> {
    pub(super) fn new(mac: &'a Hmac<Sha256>, original: &str) -> Self {
        let seed = mac.clone().chain_update([0]).chain_update(original).finalize().into_bytes().into();
        Self { mac, seed, blocks: 0, block: Vec::new().into_iter() }
    }

    fn byte(&mut self) -> u8 {
        loop {
            if let Some(byte) = self.block.next() {
                return byte;
            }
            let next =
                self.mac.clone().chain_update([1]).chain_update(self.seed).chain_update(self.blocks.to_be_bytes());
            self.block = next.finalize().into_bytes().to_vec().into_iter();
            self.blocks += 1;
        }
    }

    /// One of the bytes from `range`, which is not empty.
    fn one_of(&mut self, range: std::ops::Range<u8>) -> u8 {
        range.start + self.byte() % (range.end - range.start)
    }

    fn digit(&mut self) -> char {
        self.one_of(b'0'..b':').into()
    }

    /// A character of the same kind, and a letter of the same case.
    fn char(&mut self, original: char, letters: std::ops::Range<u8>) -> char {
        match original {
            '0'..='9' => self.digit(),
            'a'..='z' => self.one_of(letters).into(),
            'A'..='Z' => self.one_of(letters).to_ascii_uppercase().into(),
            _ if original.is_ascii() || original.is_whitespace() => original,
            // Without the multiplication and division signs, which end these two rows.
            _ if original.is_uppercase() => self.one_of(0xc0..0xd7).into(),
            _ => self.one_of(0xe0..0xf7).into(),
        }
    }

    pub(super) fn text(&mut self, text: &str) -> String {
        let scheme = ["https://", "http://"].into_iter().find(|scheme| text.starts_with(scheme)).unwrap_or_default();
        let rest = text.strip_prefix(scheme).unwrap_or(text);
        let scrambled = rest.chars().map(|c| self.char(c, TEXT)).collect::<String>();
        // What only looked like a time is not to become one: no 99th month is.
        let scrambled = if form::is_time(&scrambled) { nines(&scrambled) } else { scrambled };
        scheme.to_owned() + &scrambled
    }

    pub(super) fn email(&mut self, name: &str, domain: &str) -> String {
        let host = domain.rsplit_once('.').map_or(domain, |(host, _)| host);
        format!("{}@{}.example", self.text(name), self.text(host))
    }

    /// The version and variant of a UUID stay.
    pub(super) fn id(&mut self, id: &str) -> String {
        let is_uuid = id.split('-').map(str::len).eq([8, 4, 4, 4, 12]);
        let mut char = |(place, c)| if is_uuid && matches!(place, 14 | 19) { c } else { self.char(c, ID) };
        id.chars().enumerate().map(&mut char).collect()
    }

    /// The century and the zone stay.
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

    /// As many digits, and taken for the same type by whoever reads it.
    pub(super) fn number(&mut self, number: &str) -> String {
        let mantissa = number.split(['e', 'E']).next().unwrap_or_default();
        let exponent = number.strip_prefix(mantissa).unwrap_or_default();
        [self.digits(mantissa), least(mantissa), nines(mantissa)]
            .map(|mantissa| mantissa + exponent)
            .into_iter()
            .find(|other| reads_as(other) == reads_as(number))
            .unwrap_or_else(|| least(mantissa) + exponent)
    }

    /// Zero stays zero as the first and as the last digit, and only there. A time in seconds or milliseconds stays in its decades.
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

/// Whether it is an integer of 64 bits, and whether it is finite as an `f64`.
fn reads_as(number: &str) -> (bool, bool) {
    (number.parse::<u64>().is_ok() || number.parse::<i64>().is_ok(), number.parse::<f64>().is_ok_and(f64::is_finite))
}

/// The number nearest to 0 with as many digits: `-1000` for `-8127`, `0.010` for `0.034`.
fn least(mantissa: &str) -> String {
    let mut first = Some('1');
    mantissa.chars().map(|c| if ('1'..='9').contains(&c) { first.take().unwrap_or('0') } else { c }).collect()
}

/// All digits but a leading zero as 9.
fn nines(text: &str) -> String {
    let first = text.find(is_digit);
    let nine = |(place, c)| if is_digit(c) && !(c == '0' && first == Some(place)) { '9' } else { c };
    text.char_indices().map(nine).collect()
}
