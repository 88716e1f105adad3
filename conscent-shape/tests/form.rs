//! The table of forms: texts with each form, texts with none, and the algebra of sets of forms.

use conscent_shape::form::is_constant;
use conscent_shape::{Form, Forms};
use proptest::prelude::*;

/// Asserts the most specific form of each text.
#[track_caller]
fn all(form: impl Into<Option<Form>>, texts: &[&str]) {
    let form = form.into();
    for text in texts {
        assert_eq!(Forms::of(text).most_specific(), form, "{text}");
    }
}

#[test]
fn times() {
    all(Form::Timestamp, &["2025-02-05T09:37:44.468Z", "2025-02-05t15:07:44+05:30"]);
    all(Form::Date, &["2025-02-05", "2024-02-29"]);
    all(Form::EpochSeconds, &["1000000000", "1738748264", "1999999999"]);
    all(Form::EpochMillis, &["1738748264468"]);
    all(Form::Digits, &["9821828889", "4155550123", "0000000000", "2738748264468", "173874826446", "20250205"]);
    all(None, &["2025-02-30", "2025-2-5", "2025-02-05T09:37", "2025-02-05 09:37:44Z"]);
}

#[test]
fn ids() {
    all(
        Form::Uuid,
        &[
            "0b7e4f0e-7a0e-4b0b-9c3e-000000000000",
            "4A92915B-A0EE-413D-9526-CFDB064CAF7B",
            "abcdefab-cdef-abcd-efab-cdefabcdefab",
        ],
    );
    all(Form::Hex(24), &["65e5a2571ab0e5a1f39b7f41", "abcdefabcdefabcdefabcdef"]);
    all(Form::Hex(16), &["0123456789abcdef", "0123456789ABCDEF"]);
    all(Form::Hex(40), &["da39a3ee5e6b4b0d3255bfef95601890afd80709"]);
    all(Form::Hex(64), &["e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"]);
    all(Form::Digits, &["110001", "9", "1234123412341234"]);
    all(
        None,
        &[
            "0b7e4f0e-7a0e-4b0b-9c3e-00000000000",
            "0b7e4f0e07a0e-4b0b-9c3e-000000000000",
            "0123456789abcde",
            "0123456789abcdeF",
            "0123456789abcdeg",
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b8551",
        ],
    );
}

#[test]
fn addresses() {
    all(Form::Email, &["jo@mail.example", "some.one+tag@mail.host.in", "o'brien@x-y.co", "a@1.de"]);
    all(
        None,
        &[
            "@",
            "a@b",
            "@b.c",
            "a@.c",
            "a@b.",
            "a b@c.d",
            "a@b@c.d",
            ".a@b.c",
            "a.@b.c",
            "a..b@c.d",
            "a@-b.c",
            "a@b-.c",
            "a@1.2",
            "<a@b.c>",
            "bot[bot]@b.c",
            "ü@b.c",
            "a@ü.c",
        ],
    );
    let label = "x".repeat(63);
    all(Form::Email, &[&format!("{}@{label}.de", "a".repeat(64)), &format!("a@{label}.{label}.de")]);
    all(None, &[&format!("{}@{label}.de", "a".repeat(65)), &format!("a@{label}x.de")]);
    all(None, &[&format!("a@{label}.{label}.{label}.{label}.de")]);

    all(Form::Ipv4, &["192.0.2.1", "0.0.0.0"]);
    all(Form::Ipv6, &["2001:db8::1", "::", "::ffff:192.0.2.1", "a:b:c:d:e:f:a:b"]);
    all(None, &["192.0.2", "192.0.2.256", "192.0.2.01", "12:34", "fe80::1%eth0"]);

    all(Form::Phone, &["+919821828889", "+2901234", "+14155550123"]);
    all(None, &["+91 98218 28889", "+0123456789", "+123456", "+1234567890123456", "++1234567"]);
}

#[test]
fn urls() {
    all(
        Form::Uri,
        &[
            "https://example.com",
            "http://b.example:8080/a?b=c&d=%20#e",
            "HTTPS://user:word@example.com/@me",
            "ftp://[2001:db8::1]:21/a",
            "file:///etc/hosts",
            "git+ssh://git@github.com/a/b.git",
        ],
    );
    all(Form::UriTemplate, &["https://a.example/issues{/number}", "https://a.example/{a,b}/c{?d*}"]);
    all(
        None,
        &[
            "https://",
            "http:///a",
            "://a",
            "1http://a",
            "//a.example",
            "https://a.example/a b",
            "https://a.example/é",
            "https://a.example/%2",
            "https://a.example/%zz",
            "https://a.example:x",
            "https://[::1",
            "https://[::1]8080",
            "https://a.example/[1]",
            "https://a.example#b#c",
            "https://a@b@c.example",
            "https://a.example/{",
            "https://a.example/{}",
            "https://a.example/}",
            "https://a.example/{a{b}}",
            "https://a.example/{a b}",
            "https://?a",
        ],
    );
}

/// Each ASCII character in each place where a form allows some characters and no others.
#[test]
fn characters() {
    for c in (0_u8..128).map(char::from) {
        let is = |form: Form, text: &str, allowed: &str| {
            let expected = c.is_ascii_alphanumeric() || allowed.contains(c);
            assert_eq!(Forms::of(text).contains(form), expected, "{form:?} {text:?}");
        };
        is(Form::Email, &format!("a{c}b@mail.example"), "!#$%&'*+-/=?^_`{|}~."); // `atext` of RFC 5322, and the dot
        is(Form::Email, &format!("jo@a{c}b.example"), "-.");
        is(Form::Uri, &format!("a{c}b://mail.example"), "+-.");
        is(Form::Uri, &format!("https://mail.example/a{c}"), "-._~!$&'()*+,;=:@/?#"); // RFC 3986
        is(Form::Jwt, &format!("eyJ{c}.e30.c2ln"), "-_");
    }
}

#[test]
fn numbers_and_tokens() {
    all(Form::Decimal, &["242.10", "0.5", "-0.50", "-12"]);
    all(None, &["1.", ".5", "007.5", "1e3", "1,000.00", "+1.5", "--1", "1.2.3", "-", "٣"]);
    all(Form::Jwt, &["eyJhbGciOiJIUzI1NiJ9.e30.c2ln", "eyJhbGciOiJub25lIn0.e30."]);
    all(
        None,
        &[
            "eyJhbGciOiJIUzI1NiJ9.e30",
            "eyJhbGciOiJIUzI1NiJ9..c2ln",
            "eyJhbGciOiJIUzI1NiJ9.e30.c2ln.e30",
            "e30.e30.c2l4123",
        ],
    );
}

#[test]
fn codes() {
    all(
        Form::Code,
        &[
            "SUBSCRIPTION",
            "NOT_INITIATED",
            "IN",
            "A",
            "S3",
            "V2_BETA_1",
            "oauth2",
            "net30",
            "on-hold",
            "not_initiated",
            "customer.created",
            "read:user",
            "B2B",
            "utf8",
            "iOS",
            "OAuth2",
            "undefined",
            "Ada",
            "deadbeef",
        ],
    );
    all(
        None,
        &[
            "",
            "_",
            "_A",
            "A_",
            "A__B",
            "3S",
            "A B",
            "ÄB",
            "A/B",
            "De123456789",
            "Z4ov52su",
            "HDFC0001231",
            "TXN987653",
            "ABCDE1234F",
            "JBSWY3DPEHPK3PXP",
            "a1b2",
            "Ab3xK",
            "HTTP_500",
            "A_12_34",
            "a,b",
            "a.",
        ],
    );
    all(Form::Code, &[&"x".repeat(40)]);
    all(None, &[&"x".repeat(41)]);
}

#[test]
fn constants() {
    for constant in ["SUBSCRIPTION", "NOT_INITIATED", "IN", "S3", "V2_BETA_1"] {
        assert!(is_constant(constant), "{constant}");
    }
    for other in ["Ada", "undefined", "ON-HOLD", "A.B", "READ:USER", "", "A B", "HDFC0001231", "_A"] {
        assert!(!is_constant(other), "{other}");
    }
}

#[test]
fn a_set_has_what_its_texts_share() {
    let shared = |texts: &[&str]| texts.iter().fold(Forms::ALL, |forms, text| forms.narrow(text)).most_specific();
    assert_eq!(shared(&["65e5a2571ab0e5a1f39b7f41", "012345678901234567890123"]), Some(Form::Hex(24)));
    assert_eq!(shared(&["65e5a2571ab0e5a1f39b7f41", "0123456789abcdef"]), None);
    assert_eq!(shared(&["1738748264", "110001"]), Some(Form::Digits));
    assert_eq!(shared(&["242.10", "100"]), Some(Form::Decimal));
    assert_eq!(shared(&["https://a.example/1", "https://a.example{/a}"]), Some(Form::UriTemplate));
    assert_eq!(shared(&[]), None);
    assert!(Forms::of("").is_empty() && !Forms::default().is_empty());
    assert!(!Forms::ALL.contains(Form::Hex(15)) && !Forms::ALL.contains(Form::Hex(65)));
}

#[test]
fn forms_have_words_and_formats() {
    for (form, words, format) in [
        (Form::Timestamp, "RFC 3339 timestamp", Some("date-time")),
        (Form::Uuid, "UUID", Some("uuid")),
        (Form::Hex(24), "24 hex digits (ObjectId)", None),
        (Form::Hex(40), "40 hex digits", None),
        (Form::Email, "e-mail address", Some("email")),
        (Form::Uri, "URL", Some("uri")),
        (Form::Code, "code", None),
    ] {
        assert_eq!((form.to_string().as_str(), form.schema_format()), (words, format));
    }
    assert!(Form::Email.is_private() && Form::Hex(16).is_private() && !Form::Timestamp.is_private());
    assert_eq!(format!("{:?} {:?}", Forms::of("12"), Forms::ALL), "{Digits, Decimal} ALL");
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[0-9]{1,14}",
        "[0-9a-f]{15,25}",
        "-?[0-9]{1,3}\\.[0-9]{0,2}",
        "[A-Za-z]{1,4}[-_.:]?[A-Za-z0-9]{0,4}",
        "[a-z.]{1,4}@[a-z.]{1,6}",
        "https?://[a-z%.]{1,4}[/{}#]?[a-z]{0,2}",
        "\\PC{0,12}",
    ]
}

proptest! {
    #[test]
    fn narrowing_is_intersecting(first in text(), second in text()) {
        let both = Forms::of(&first).intersection(Forms::of(&second));
        prop_assert_eq!(Forms::of(&first).narrow(&second), both);
        prop_assert_eq!(both.is_empty(), both.iter().next().is_none());
        prop_assert_eq!(both.most_specific(), both.iter().next());
    }

    #[test]
    fn a_set_says_what_the_forms_say(text in text()) {
        let forms = Forms::of(&text);
        prop_assert!(forms.iter().all(|form| forms.contains(form)));
        for form in Forms::ALL.iter() {
            prop_assert_eq!(forms.contains(form), form.matches(&text), "{:?}", form);
        }
    }
}
