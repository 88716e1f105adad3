//! What redaction makes of texts and keys of each form. The forms themselves are those of conscent-core.

use conscent_core::form::{Form, Forms, is_constant};

/// Whether a text under a key stays: it is a code, and says nothing of a person. Words of 16 letters and more are also tokens.
pub(super) fn stays(text: &str, key: &str) -> bool {
    is_constant(text) && text.split('_').all(|word| word.len() < 16) && !is_personal(key)
}

/// Whether the key is that of personal data, even if the value looks like a code: `{"name": "AYUSH"}`.
fn is_personal(key: &str) -> bool {
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

/// Whether a key is data: a value of a form that may be personal, an address of any form, or a text with five digits, as a telephone number
/// and most ids have, but not the name of a field.
pub(super) fn is_data(key: &str) -> bool {
    let is_private = |form: Form| form.is_private() && !matches!(form, Form::Digits | Form::Decimal);
    Forms::of(key).iter().any(is_private)
        || key.find('@').is_some_and(|at| at > 0)
        || key.bytes().filter(u8::is_ascii_digit).count() >= 5
}

/// An RFC 3339 timestamp without its zone.
pub(super) fn is_local_time(text: &str) -> bool {
    Form::Timestamp.matches(&format!("{text}Z"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_stay_where_they_are_not_personal() {
        for text in ["NOT_INITIATED", "V2_BETA_1", "IN"] {
            assert!(stays(text, "status"), "{text}");
        }
        for text in [
            "",
            "Pass",
            "A__B",
            "ABCDE1234F",
            "HDFC0001234",
            "JBSWY3DPEHPK3PXP",
            "JBSWYADPEHPKAPXP",
            "undefined",
            "on-hold",
        ] {
            assert!(!stays(text, "status"), "{text}");
        }
        for key in ["name", "clientName", "user_name", "city", "state", "userEmail"] {
            assert!(!stays("AYUSH", key), "{key}");
        }
        for key in ["", "type", "status", "paymentState", "country", "named"] {
            assert!(stays("AYUSH", key), "{key}");
        }
    }

    #[test]
    fn keys_that_are_data() {
        for key in [
            "jo@mail.in",
            "jö@mail",
            "65e59ddb6efe72055d89ec87",
            "192.0.2.1",
            "9821828889",
            "user-98-21-82",
            "2025-02-05",
        ] {
            assert!(is_data(key), "{key}");
        }
        for key in ["", "_id", "@type", "utm_source", "a key", "2024", "address2", "customer.created"] {
            assert!(!is_data(key), "{key}");
        }
    }
}
