//! Redaction keeps the form of a body, but nothing that identifies a person.
#![cfg(all(feature = "capture", feature = "samples"))]

mod kinds;
mod people;

use conscent::redact::{Redactor, Words};
use conscent::{Drift, Sample, Timestamp, samples, v1, v2};
use conscent_shape::{self as shape, Fields, Numbers, Shape, Values};
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

fn redactor() -> Redactor {
    Redactor::new([7; 64])
}

/// A value under a key, redacted.
fn redacted_at(key: &str, value: impl Into<Value>) -> Value {
    let body = json!({ key: value.into() }).to_string();
    let redacted: Value = serde_json::from_str(&redactor().body(&body, "")).unwrap();
    redacted[key].clone()
}

fn redacted(text: &str) -> String {
    redacted_at("any", text).as_str().unwrap().to_owned()
}

fn is_time(text: &str) -> bool {
    Timestamp::from(text).is_rfc3339()
}

/// Replaces each letter with `a` or `A`, and each digit with `9`.
fn form(text: &str) -> String {
    let kind = |c: char| match c {
        '0'..='9' => '9',
        'a'..='z' => 'a',
        'A'..='Z' => 'A',
        _ => c,
    };
    text.chars().map(kind).collect()
}

/// The shape without details that are not form, such as values and their sizes.
fn form_of_shape(mut shape: Shape) -> Shape {
    shape.number = Numbers { min: None, max: None, ..shape.number };
    shape.string.values = Values::Overflowed;
    shape.object.tags = shape::Tags::default();
    shape.array.item = shape.array.item.map(|item| Box::new(form_of_shape(*item)));
    match &mut shape.object.fields {
        Fields::Known(fields) => fields.values_mut().for_each(|field| {
            *field.shape = form_of_shape(std::mem::take(&mut field.shape));
        }),
        Fields::Pooled(values) => **values = form_of_shape(std::mem::take(values)),
    }
    shape
}

fn shape(body: &str) -> Shape {
    form_of_shape(shape::infer(body.as_bytes()).unwrap())
}

#[test]
fn forms_are_kept_and_values_are_not() {
    for text in ["9821828889", "+91 98218-28889", "Black Panther", "new delhi (pocket c)", "ABCDE1234F", "a_B-9"] {
        assert_ne!(redacted(text), text);
        assert_eq!(form(&redacted(text)), form(text));
    }
    let email = redacted("some.one+tag@mail.host.in");
    assert_eq!(form(&email), "aaaa.aaa+aaa@aaaa.aaaa.aaaaaaa");
    assert!(email.ends_with(".example"));

    let id = redacted("65e59ddb6efe72055d89ec87");
    assert!(id.len() == 24 && id.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')), "{id}");
    assert_ne!(id, "65e59ddb6efe72055d89ec87");
    let uuid = redacted("4A92915B-A0EE-413D-9526-CFDB064CAF7B");
    assert_eq!(form(&uuid), form("4A92915B-A0EE-413D-9526-CFDB064CAF7B"));
    assert!(uuid.get(14..15) == Some("4") && uuid.get(19..20) == Some("9"), "{uuid}");

    let url = redacted("https://shop.in/?user=Jo&page=https%3A%2F%2Fx.in");
    assert!(url.starts_with("https://") && !url.contains("shop") && !url.contains("Jo"), "{url}");
    let name = redacted("आयुष Ünal");
    assert_eq!(name.chars().count(), "आयुष Ünal".chars().count());
    assert!("आयुषÜ".chars().all(|c| !name.contains(c)) && !name.contains("nal") && name.contains(' '), "{name}");
}

#[test]
fn times_stay_times() {
    for (clock, zone) in [
        ("2025-02-05T09:37:44.468", "Z"),
        ("0222-03-12T00:00:00", "+05:30"),
        ("2000-02-29T23:59:60", "z"),
        ("1999-12-31t00:00:00.1", "-08:00"),
    ] {
        let text = format!("{clock}{zone}");
        let other = redacted(&text);
        assert!(is_time(&other), "{other}");
        assert_eq!(form(&other), form(&text));
        assert_eq!(other.get(..2), text.get(..2));
        assert!(other.ends_with(zone));
        assert_ne!(other, text);
    }
    for text in ["2025-02-05", "2025-02-05T09:37:44"] {
        let rest = if text.len() == 10 { "T00:00:00Z" } else { "Z" };
        assert!(is_time(&format!("{}{rest}", redacted(text))));
    }
    for text in ["2025-02-30T09:37:44Z", "2025-13-01T00:00:00.000Z"] {
        assert!(!is_time(&redacted(text)));
    }
}

#[test]
fn what_says_nothing_of_a_person_stays() {
    for value in [json!(null), json!(true), json!(false), json!(""), json!(0), json!([]), json!({})] {
        assert_eq!(redacted_at("status", value.clone()), value);
    }
    for key in ["name", "status", "caste", "first", "state"] {
        let other = redacted_at(key, "AYUSH");
        assert_ne!(other, "AYUSH");
        assert_eq!(form(other.as_str().unwrap()), "AAAAA");
    }
    let body = r#"{"event":"gift.sent","note":"gift.sent"}"#;
    assert_eq!(redactor().body(body, "gift.sent"), body);
}

#[test]
fn keys_stay_unless_they_are_data() {
    for key in ["_id", "phoneNumber", "__v", "utm_source", "@type", "address2"] {
        assert_ne!(redacted_at(key, "some text"), Value::Null, "{key}");
    }
    for key in ["some.one@mail.in", "65e59ddb6efe72055d89ec87", "9821828889", "user-9821828889", "a key", "2024", "Jo"]
    {
        let body = json!({ key: 1 }).to_string();
        let redacted: Map<String, Value> = serde_json::from_str(&redactor().body(&body, "")).unwrap();
        let other = redacted.keys().next().unwrap();
        assert_ne!(other, key);
        assert_eq!(other.contains('@'), key.contains('@'));
    }
}

#[test]
fn numbers_keep_their_digits() {
    for text in ["899", "854.05", "-12", "28.5246", "0.05", "1.50e3", "1709548128", "120.0"] {
        let other = redactor().body(text, "");
        assert_eq!(form(&other), form(text));
        assert_ne!(other, text);
        assert!(other.starts_with('1') || !text.starts_with("17"), "a time stays in its decades: {other}");
    }
    for (text, integer) in [
        ("18446744073709551615", true),
        ("-9223372036854775808", true),
        ("18446744073709551616", false),
        ("99999999999999999999", false),
        ("-9223372036854775809", false),
    ] {
        let other = redactor().body(text, "");
        assert_eq!(other.parse::<u64>().is_ok() || other.parse::<i64>().is_ok(), integer, "{other}");
    }
    assert!(redactor().body("1.7976931348623157e308", "").parse::<f64>().unwrap().is_finite());
}

#[test]
fn equal_values_stay_equal_under_one_secret_only() {
    assert_eq!(redacted("9821828889"), redacted("9821828889"));
    assert_eq!(redacted_at("a", "Jo Doe"), redacted_at("b", "Jo Doe"));
    assert_ne!(redacted("9821828889"), redacted("9821828888"));
    let body = r#"{"phoneNumber":"9821828889"}"#;
    let [one, two] = [Redactor::random().unwrap(), Redactor::random().unwrap()].map(|one| one.body(body, ""));
    assert_ne!(one, two);
    assert_eq!(format!("{:?}", redactor()), "Redactor { .. }");
}

#[test]
fn other_texts_are_redacted_more_strictly() {
    for body in [
        r#"{"event":"x","user":{"name":"Ayush","email":"asgcdv@gyhh.c"#,
        r#"{"name":"Ay"ush","email":"asgcdv@gyhh.com"}"#,
        r#"{"name":"\ud800 Ayush","email":"asgcdv@gyhh.com"}"#,
        "email=asgcdv%40gyhh.com&name=Ayush&plan=AYUSH",
        "<user name='Ayush'><email>asgcdv@gyhh.com</email>AYUSH</user>",
        "Ayush asgcdv@gyhh.com AYUSH",
    ] {
        let other = redactor().body(body, "");
        for word in ["Ayush", "ush", "AYUSH", "asgcdv", "gyhh"] {
            assert!(!other.contains(word), "{other}");
        }
    }
    let torn = redactor().body(r#"{"event": "purchase.pass", "price": 899, "bundle": true, "nam"#, "purchase.pass");
    assert!(
        torn.starts_with(r#"{"event": "purchase.pass", "price": "#) && torn.contains(r#""bundle": true"#),
        "{torn}"
    );
}

/// Every text under a key of a person, and every text that names one by its form.
fn personal<'a>(key: &'a str, value: &'a Value, found: &mut Vec<&'a str>) {
    const KEYS: [&str; 10] = [
        "name",
        "email",
        "phoneNumber",
        "username",
        "userName",
        "userPhoneNumber",
        "city",
        "clientName",
        "area",
        "pageUrl",
    ];
    match value {
        Value::String(text) => {
            let is_id = text.len() == 24 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
            if text.len() > 3 && (KEYS.contains(&key) || is_id || text.contains('@')) {
                found.push(text);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| personal(key, item, found)),
        Value::Object(fields) => fields.iter().for_each(|(key, value)| personal(key, value, found)),
        _ => {}
    }
}

/// The parts of a body that the types do not know.
fn drift(sample: &Sample, body: &str) -> Vec<Drift> {
    match sample.api {
        "v1" => v1::AnyEvent::decode(sample.event, body.as_bytes()).unwrap().drift(),
        _ => v2::AnyEvent::decode(sample.event, body.as_bytes()).unwrap().drift(),
    }
}

#[test]
fn persons_in_the_samples_disappear_and_shapes_remain() {
    assert_eq!(samples::ALL.len(), 16);
    for sample in samples::ALL {
        let words = Words::of(&[&v1::API, &v2::API]);
        let other = redactor().keeping(words).body(sample.text, sample.event);
        let body: Value = serde_json::from_str(sample.text).unwrap();
        let mut found = Vec::new();
        personal("", &body, &mut found);
        assert!(found.len() > 3);
        for text in found {
            assert!(!other.contains(text), "{} {text}", sample.name);
        }
        assert_eq!(shape(&other), shape(sample.text), "{}", sample.name);
        // So every documented value of an enum is still a documented value.
        assert_eq!(drift(sample, &other), [], "{}", sample.name);
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let text = prop_oneof![
        ".{0,12}",
        "[A-Z_0-9]{1,20}",
        "[a-fA-F0-9-]{12,40}",
        "[0-9]{1,20}",
        "[a-z.@]{0,9}@[a-z]{1,5}[.][a-z]{0,3}",
        "[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-6][0-9]([.][0-9]{1,9})?(Z|[+]05:30)",
        "https?://[a-z/.]{0,10}",
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        (-2000i32..2000).prop_map(|cents| Value::from(f64::from(cents) / 100.0)),
        text.prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::btree_map("_{0,2}[a-z][a-zA-Z]{0,7}(_[a-z]{1,3})?", inner, 0..5)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn json_keeps_its_shape(body in any_json(), indented: bool) {
        let body = if indented { serde_json::to_string_pretty(&body) } else { serde_json::to_string(&body) }.unwrap();
        prop_assert_eq!(shape(&redactor().body(&body, "")), shape(&body));
    }

    #[test]
    fn json_with_any_keys_keeps_its_values(values in prop::collection::btree_map(".{0,9}", any_json(), 0..5)) {
        let body = serde_json::to_string(&values).unwrap();
        let other: Map<String, Value> = serde_json::from_str(&redactor().body(&body, "")).unwrap();
        prop_assert_eq!(other.len(), values.len());
        let shapes = |values: Vec<&Value>| values.iter().map(|one| format!("{:?}", shape(&one.to_string()))).collect::<BTreeSet<_>>();
        prop_assert_eq!(shapes(other.values().collect()), shapes(values.values().collect()));
    }

    #[test]
    fn redaction_takes_any_text(body in "[\\PC\n]{0,80}") {
        let spaces = |text: &str| text.chars().filter(char::is_ascii_whitespace).count();
        prop_assert_eq!(spaces(&redactor().body(&body, "")), spaces(&body));
    }

    #[test]
    fn redacting_a_redacted_text_keeps_its_form(text in "[ -~]{0,24}") {
        let once = redacted(&text);
        prop_assert_eq!(form(&redacted(&once)), form(&once));
    }
}
