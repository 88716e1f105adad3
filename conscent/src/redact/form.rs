//! Recognizes what a text is by its form.

use conscent_types::Timestamp;

/// The forms that redaction keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TextForm<'a> {
    /// `name@domain`
    Email { name: &'a str, domain: &'a str },
    /// At least 16 hexadecimal digits, letters among them, with or without dashes: shorter ones are also words and
    /// numbers.
    Id,
    /// An RFC 3339 timestamp, or one without its zone or its time.
    Time,
    /// A short code in `SCREAMING_SNAKE_CASE`.
    Code,
    /// Anything else.
    Text,
}

impl<'a> TextForm<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        if let Some((name, domain)) = email(text) {
            Self::Email { name, domain }
        } else if is_id(text) {
            Self::Id
        } else if is_time(text) {
            Self::Time
        } else if is_code(text) {
            Self::Code
        } else {
            Self::Text
        }
    }
}

/// Whether the key is that of personal data, even if the value looks like a code: `{"name": "AYUSH"}`.
pub(super) fn is_personal(key: &str) -> bool {
    const LAST_WORDS: [&str; 14] = [
        "name",
        "mail",
        "phone",
        "mobile",
        "city",
        "area",
        "apartment",
        "landmark",
        "district",
        "town",
        "village",
        "street",
        "address",
        "password",
    ];
    let key = key.to_ascii_lowercase();
    // The state of a country; but `paymentState` is the progress of a payment.
    key == "state" || LAST_WORDS.iter().any(|word| key.ends_with(word))
}

/// Whether the text has five digits in a row, as a phone number has, but not the name of a field.
pub(super) fn has_long_digits(text: &str) -> bool {
    text.as_bytes().windows(5).any(|bytes| bytes.iter().all(u8::is_ascii_digit))
}

fn email(text: &str) -> Option<(&str, &str)> {
    let (name, domain) = text.rsplit_once('@')?;
    let (host, top) = domain.rsplit_once('.')?;
    let is_email = ![name, host, top].contains(&"") && !text.contains(char::is_whitespace) && !text.contains("://");
    is_email.then_some((name, domain))
}

fn is_id(text: &str) -> bool {
    let hex = text.bytes().filter(u8::is_ascii_hexdigit).count();
    let dashes = text.bytes().filter(|byte| *byte == b'-').count();
    hex >= 16 && hex + dashes == text.len() && text.bytes().any(|byte| byte.is_ascii_alphabetic())
}

/// An RFC 3339 timestamp, or the start of one.
pub(super) fn is_time(text: &str) -> bool {
    ["", "Z", "T00:00:00Z"].iter().any(|rest| Timestamp::from(format!("{text}{rest}")).is_rfc3339())
}

/// Whether the text is a code: short words with few digits. The limits of 15 letters and 3 digits exclude tax numbers,
/// bank codes and tokens.
fn is_code(text: &str) -> bool {
    let is_word = |word: &str| {
        (1..16).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
    };
    text.starts_with(|c: char| c.is_ascii_uppercase())
        && text.split('_').all(is_word)
        && text.bytes().filter(u8::is_ascii_digit).count() < 4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms() {
        let email = |name, domain| TextForm::Email { name, domain };
        for (text, form) in [
            ("jo@mail.in", email("jo", "mail.in")),
            ("a@b@c.d.e", email("a@b", "c.d.e")),
            ("65e59ddb6efe72055d89ec87", TextForm::Id),
            ("4a92915b-a0ee-413d-9526-cfdb064caf7b", TextForm::Id),
            ("2025-02-05T09:37:44.468Z", TextForm::Time),
            ("2025-02-05T09:37:44", TextForm::Time),
            ("2025-02-05", TextForm::Time),
            ("NOT_INITIATED", TextForm::Code),
            ("V2_BETA_1", TextForm::Code),
        ] {
            assert_eq!(TextForm::of(text), form, "{text}");
        }
        for text in [
            "",
            "@",
            "a@b",
            "@b.c",
            "a@.c",
            "a@b.",
            "a b@c.d",
            "https://a@b.c",
            "9821828889",
            "1234123412341234",
            "deadbeef",
            "2025-02-30",
            "Pass",
            "A__B",
            "ABCDE1234F",
            "HDFC0001234",
            "JBSWY3DPEHPK3PXP",
            "undefined",
        ] {
            assert_eq!(TextForm::of(text), TextForm::Text, "{text}");
        }
    }

    #[test]
    fn keys_of_people_and_places() {
        for key in ["name", "clientName", "user_name", "city", "state", "userEmail"] {
            assert!(is_personal(key), "{key}");
        }
        for key in ["", "type", "status", "paymentState", "country", "named"] {
            assert!(!is_personal(key), "{key}");
        }
    }
}
