//! Recognizes keys and names of events by the forms that documentation gives them. The forms of data are those of
//! conscent-core.

use conscent_core::form::{Form, Forms};

/// The keywords of JSON-LD. An `@` before any other word marks the name of an account.
const KEYWORDS: [&str; 12] =
    ["base", "context", "graph", "id", "included", "index", "language", "list", "set", "type", "value", "vocab"];

/// The endings of host names, except those that events also have.
const HOST_ENDS: [&str; 8] = ["com", "edu", "example", "gov", "info", "net", "org", "uk"];

/// A run of this many lower-case letters is more likely a token than a word.
const LONG: usize = 20;

/// The maximum length of a name that is recognized as an event's.
const LONGEST: usize = 128;

/// Whether a key has the form of a field name (`user_name`, `userName`, `user-name` or `user.name`, with at most two
/// digits), or of a key that programs use, such as `_id`, `$ref` and `@type`.
pub(super) fn is_field(key: &str) -> bool {
    if let Some(keyword) = key.strip_prefix('@') {
        return KEYWORDS.contains(&keyword);
    }
    let name = key.strip_prefix('$').unwrap_or_else(|| key.trim_start_matches('_'));
    let separators = ['_', '-', '.'].into_iter().filter(|separator| name.contains(*separator)).count();
    key.is_empty() || separators <= 1 && are_small(name, &['_', '-', '.']) && !is_private(name)
}

/// Whether a text has the form of an event name: `gift.sent`, `orders/create`, `invoice.payment-failed`, `giftSent`, or
/// several words in capitals, as in `PAYMENT.SALE_COMPLETED`. A single word in capitals is just as likely a person's
/// name.
pub(super) fn is_event(text: &str) -> bool {
    let is_capital = |word: &str| word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_uppercase());
    let are_capitals = text.split(['_', '.', '/', ':']).count() > 1 && text.split(['_', '.', '/', ':']).all(is_capital);
    // With a header, the end of the name comes from the body.
    let ends = text.match_indices('.').filter_map(|(dot, _)| text.get(dot + 1..));
    text.len() <= LONGEST
        && (are_capitals || are_small(text, &['_', '-', '.', '/', ':']))
        && ![text].into_iter().chain(ends).any(is_private)
}

/// Whether a name without the form of an event may consist of a header's value, a dot, and a text from the body. The
/// name of an account is not split, and neither is a text that is too long to check each of its ends.
pub(super) fn may_be_split(text: &str) -> bool {
    text.len() <= LONGEST && !is_private(text)
}

/// Whether the text consists of words with one separator between them, with at most two digits. Each word starts with a
/// lower-case letter; all but the first may also start with a digit.
fn are_small(text: &str, separators: &[char]) -> bool {
    let is_word = |word: &str| {
        let mut runs = word.split(|c: char| !c.is_ascii_lowercase());
        word.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
            && word.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && runs.all(|run| run.len() < LONG)
    };
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.bytes().filter(u8::is_ascii_digit).count() <= 2
        && text.split(separators).all(is_word)
}

/// Whether a text has a form of data that may be personal: one of conscent-core's, a host name, or the address of a
/// device.
fn is_private(text: &str) -> bool {
    let is_pair = |pair: &str| pair.len() == 2 && pair.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_device = text.split(['-', ':', '.']).count() >= 4 && text.split(['-', ':', '.']).all(is_pair);
    let host = text.split(['/', ':']).next().unwrap_or_default();
    let is_host =
        host.rsplit_once('.').is_some_and(|(before, end)| HOST_ENDS.contains(&end) || before.starts_with("www."));
    is_device || is_host || Forms::of(text).iter().any(Form::is_private)
}

/// Whether the text is an RFC 3339 timestamp without a zone.
pub(super) fn is_local_time(text: &str) -> bool {
    Form::Timestamp.matches(&format!("{text}Z"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_with_the_form_of_a_field() {
        for key in [
            "",
            "_id",
            "__v",
            "__typename",
            "@type",
            "$ref",
            "utm_source",
            "phoneNumber",
            "userID",
            "first-name",
            "user.name",
            "address2",
            "line1Text",
            "customer.created",
            "characteristics",
        ] {
            assert!(is_field(key), "{key}");
        }
        for key in [
            "a key",
            "user_AYUSH",
            "2024",
            "Name",
            "AYUSH",
            "@ayush",
            "+91 98218",
            "#12",
            "user-98-21",
            "jo@mail.in",
            "jö",
            "नाम",
            "a__b",
            "a_b-c",
            "a_",
            "65e59ddb6efe72055d89ec87",
            "feedfacecafebeef",
            "192.0.2.1",
            "2025-02-05",
            "fe-ed-fa-ce-be-ef",
            "shop.example.com",
            "www.shop.in",
            "qwertyuiopasdfghjklzxcvbnm",
            "https://a.b",
        ] {
            assert!(!is_field(key), "{key}");
        }
    }

    #[test]
    fn names_with_the_form_of_an_event() {
        for event in [
            "push",
            "gift.sent",
            "orders/create",
            "pull_request.opened",
            "invoice.payment-failed",
            "giftSent",
            "v2.order.paid",
            "PAYMENT.SALE_COMPLETED",
            "com.example.sent",
        ] {
            assert!(is_event(event), "{event}");
        }
        for event in [
            "",
            "AYUSH",
            "Ayush",
            "Gift.sent",
            "push.AYUSH",
            "push.fe:ed:fa:ce:be:ef",
            "gift sent",
            "J.D",
            "gift.",
            "gift..sent",
            "jo@mail.in",
            "order.12345",
            "SW1A",
            "KA-AB",
            "192.0.2.1",
            "fe:ed:fa:ce:be:ef",
            "fe80::abcd",
            "mail.example.com",
            "www.shop.in/ayush",
            "https://shop.in",
            "गिफ्ट.sent",
        ] {
            assert!(!is_event(event), "{event}");
        }
    }
}
