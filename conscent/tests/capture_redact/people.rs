//! Personal data of every kind is unreadable in every place, but keeps its form.

use crate::kinds::KINDS;
use conscent::redact::{Redactor, Words};
use conscent_core::form::Forms;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A redactor with the words of a vendor.
fn redactor() -> Redactor {
    let words = Words::default().event("gift.sent").key("event").key("payload").key("ServerID").code("status", "PAID");
    Redactor::new([9; 64]).keeping(words)
}

/// Puts data into a body, with the name of its event.
type Put = fn(&str) -> (String, String);

/// Finds data in the redacted output, with the event's name.
type Find = fn(&Value, &str) -> String;

fn gift(payload: &Value) -> (String, String) {
    (json!({"event": "gift.sent", "payload": payload}).to_string(), "gift.sent".to_owned())
}

fn text(place: &Value) -> String {
    place.as_str().unwrap_or_else(|| panic!("{place}")).to_owned()
}

/// The key of an object with `n` keys that is not one of `known`.
fn other_key(object: &Value, n: usize, known: &[&str]) -> String {
    let object = object.as_object().unwrap();
    assert_eq!(object.len(), n);
    object.keys().find(|key| !known.contains(&key.as_str())).unwrap().clone()
}

/// All places where JSON can hold data unchanged.
const PLACES: [(&str, Put, Find); 12] = [
    ("value", |data| gift(&json!({"note": data})), |body, _| text(&body["payload"]["note"])),
    ("value of a set", |data| gift(&json!({"status": data})), |body, _| text(&body["payload"]["status"])),
    ("deep value", |data| gift(&json!([[{"a": {"b": [data]}}]])), |body, _| text(&body["payload"][0][0]["a"]["b"][0])),
    (
        "list",
        |data| gift(&json!({"contains": ["payload", data]})),
        |body, _| {
            assert_eq!(body["payload"]["contains"][0], "payload");
            text(&body["payload"]["contains"][1])
        },
    ),
    (
        "list of a set",
        |data| gift(&json!({"status": [{"a": 1}, "PAID", data]})),
        |body, _| {
            assert_eq!(body["payload"]["status"][1], "PAID");
            text(&body["payload"]["status"][2])
        },
    ),
    ("key", |data| gift(&json!({data: 1})), |body, _| other_key(&body["payload"], 1, &[])),
    (
        "key next to documented ones",
        |data| gift(&json!({"ServerID": 1, data: {"status": "PAID"}})),
        |body, _| {
            let key = other_key(&body["payload"], 2, &["ServerID"]);
            assert_eq!(body["payload"][&key], json!({"status": "PAID"}));
            key
        },
    ),
    (
        "event",
        |data| (json!({"event": data, "payload": {}}).to_string(), data.to_owned()),
        |body, event| {
            assert_eq!(body["event"], event);
            event.to_owned()
        },
    ),
    (
        "event in a header",
        |data| (r#"{"payload": {"status": "PAID"}}"#.to_owned(), data.to_owned()),
        |body, event| {
            assert_eq!(body["payload"]["status"], "PAID");
            event.to_owned()
        },
    ),
    (
        "event in a header and the body",
        |data| (json!({"event": data}).to_string(), format!("push.{data}")),
        |body, event| {
            let end = text(&body["event"]);
            assert!(event.ends_with(&format!(".{end}")), "{event} {end}");
            end
        },
    ),
    (
        "header of a batch",
        |data| (json!([{"note": data}, {"note": "x", "event": data}]).to_string(), data.to_owned()),
        |body, event| {
            assert_eq!((&body[0]["note"], &body[1]["event"]), (&json!(event), &json!(event)));
            event.to_owned()
        },
    ),
    ("no object", |data| (json!(data).to_string(), String::new()), |body, _| text(body)),
];

/// The output contains neither the data nor a part of it with four letters and digits.
fn is_unreadable(shown: &str, data: &str) -> bool {
    let parts = data.split(|c: char| !c.is_alphanumeric()).filter(|part| part.chars().count() > 3 && *part != "https");
    let whole = [data].into_iter().filter(|data| data.chars().count() > 3);
    whole.chain(parts).all(|part| !shown.contains(part))
}

#[test]
fn each_kind_is_unreadable_in_each_place_and_keeps_its_form() {
    for (kind, data) in KINDS {
        for (place, put, find) in PLACES {
            let (body, event) = put(data);
            let (shown, shown_event) = (redactor().body(&body, &event), redactor().event(&event));
            assert!(
                is_unreadable(&format!("{shown}\n{shown_event}"), data),
                "{kind} as {place}: {shown_event} {shown}"
            );
            let found = find(&serde_json::from_str(&shown).unwrap(), &shown_event);
            assert_ne!(found, data, "{kind} as {place}");
            assert_eq!(Forms::of(&found), Forms::of(data), "{kind} as {place}: {found}");
            assert_eq!(
                (redactor().body(&body, &event), redactor().event(&event)),
                (shown, shown_event),
                "{kind} as {place}"
            );
        }
    }
}

#[test]
fn each_kind_is_unreadable_in_texts_too() {
    for (kind, data) in KINDS {
        let json = json!({"event": "gift.sent", "payload": {data: [data], "status": data}}).to_string();
        let torn = json.get(..json.len() - 4).unwrap();
        let (in_text, twice) =
            (json!({ "data": json }).to_string(), json!({"data": json!({ "data": json }).to_string()}).to_string());
        let form = format!("event=gift.sent&note={data}&{data}=1");
        for body in
            [&in_text, &twice, torn, data, &form, &format!("<note {data}='{data}'>{data}</note>"), &format!("\"{data}")]
        {
            let shown = redactor().body(body, "gift.sent");
            assert!(is_unreadable(&shown, data), "{kind}: {shown}");
        }
    }
}

#[test]
fn equal_data_is_equal_wherever_it_is() {
    for (kind, data) in KINDS {
        let shown = PLACES.map(|(_, put, find)| {
            let (body, event) = put(data);
            // The end of a longer name follows from the whole name.
            let is_end = event.ends_with(data) && event != data;
            let found =
                || find(&serde_json::from_str(&redactor().body(&body, &event)).unwrap(), &redactor().event(&event));
            (!is_end).then(found)
        });
        let shown: Vec<_> = shown.into_iter().flatten().collect();
        assert!(shown.iter().all(|one| *one == shown[0]), "{kind}: {shown:?}");
    }
}

#[test]
fn a_number_is_data_too() {
    for (kind, data) in KINDS.into_iter().filter(|(_, data)| data.parse::<f64>().is_ok()) {
        let shown =
            redactor().body(&format!(r#"{{"event": "gift.sent", "n": {data}, "status": [{data}]}}"#), "gift.sent");
        assert!(is_unreadable(&shown, data), "{kind}: {shown}");
    }
}

#[test]
fn documented_words_are_kept_where_they_are_documented() {
    let body = r#"{"event":"gift.sent","ServerID":"","payload":{"status":["PAID"],"contains":["payload","status","ServerID"]}}"#;
    assert_eq!(redactor().body(body, "gift.sent"), body);
    let body = r#"{"event":"Order Completed","payload":"Order Completed"}"#;
    let completed = redactor().keeping(Words::default().event("Order Completed"));
    assert_eq!(
        (completed.body(body, "Order Completed"), completed.event("Order Completed")),
        (body.to_owned(), "Order Completed".to_owned())
    );
    assert_ne!(redactor().event("Order Completed"), "Order Completed");
    // Elsewhere they are ordinary texts.
    let shown = redactor().body(r#"{"name":"PAID","status":{"name":"PAID"},"state":"PAID"}"#, "gift.sent");
    assert!(!shown.contains("PAID") && shown.starts_with(r#"{"name":""#), "{shown}");
    let shown = Redactor::new([9; 64]).body(r#"{"status":"PAID"}"#, "gift.sent");
    assert!(!shown.contains("PAID"), "{shown}");
}

#[test]
fn if_one_key_is_data_all_undocumented_keys_are_redacted() {
    let keys = |body: &str| -> Vec<String> {
        let shown: Value = serde_json::from_str(&redactor().body(body, "gift.sent")).unwrap();
        shown["payload"].as_object().unwrap().keys().cloned().collect()
    };
    assert_eq!(keys(r#"{"payload":{"brahmin":1,"jat":2}}"#), ["brahmin", "jat"], "these may be fields");
    let kept = keys(r#"{"payload":{"brahmin":1,"Jat":2,"ServerID":3,"event":{"brahmin":4}}}"#);
    assert!(kept.contains(&"ServerID".to_owned()) && kept.contains(&"event".to_owned()), "{kept:?}");
    assert!(!kept.contains(&"brahmin".to_owned()) && !kept.contains(&"Jat".to_owned()), "{kept:?}");
    // That does not affect the objects around and inside it, nor a text that equals a replaced key.
    let shown = redactor().body(r#"{"user":{"jo@mail.in":{"name":"user"},"note":"note"}}"#, "gift.sent");
    let shown: Value = serde_json::from_str(&shown).unwrap();
    let user = shown["user"].as_object().unwrap();
    assert!(user.values().any(|one| one["name"] == "user"), "{shown}");
    assert!(user.iter().all(|(key, value)| key != "note" && value != "note"), "{shown}");
}

#[test]
fn no_letter_is_replaced_by_itself() {
    for letter in ('A'..='Z').chain('a'..='z').chain('1'..='9') {
        let letter = letter.to_string();
        let shown = redactor().body(&json!([letter]).to_string(), "");
        assert_ne!(shown, json!([letter]).to_string());
    }
}

#[test]
fn two_keys_of_an_object_never_become_one() {
    let body = json!({"2": 1, "3": 1, "4": 1, "5": 1, "6": 1, "7": 1, "F": 1, "M": 1, "X": {"2": 1}, "X2": [{"2": 1}]});
    let shown: Value = serde_json::from_str(&redactor().body(&body.to_string(), "gift.sent")).unwrap();
    assert_eq!(shown.as_object().unwrap().len(), 10, "{shown}");
    let letters: BTreeMap<_, _> = ('一'..'怀').map(|letter| (letter, 1)).collect();
    let shown = redactor().body(&serde_json::to_string(&letters).unwrap(), "gift.sent");
    assert_eq!(serde_json::from_str::<Value>(&shown).unwrap().as_object().unwrap().len(), letters.len());
    let twice = redactor().body(r#"{"Jo": 1, "Jo": 2}"#, "gift.sent");
    assert_eq!(serde_json::from_str::<Value>(&twice).unwrap().as_object().unwrap().len(), 1, "{twice}");
}

#[test]
fn a_long_name_of_an_event_is_replaced_in_time() {
    for event in ["a.".repeat(20_000), ".".repeat(20_000), "A.B".repeat(10_000), "x".repeat(40_000)] {
        let (body, whole) = (json!({ "event": event }).to_string(), format!("push.{event}"));
        for of in [&event, &whole] {
            let shown: Value = serde_json::from_str(&redactor().body(&body, of)).unwrap();
            assert!(redactor().event(of).ends_with(shown["event"].as_str().unwrap()));
        }
    }
}

/// Any text that has a letter or a digit.
fn data() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-Z][A-Z0-9_ -]{3,12}",
        "[A-Z][a-z]{2,8} [A-Z][a-z]{2,8}",
        "[0-9+(][0-9 -]{6,14}[0-9]",
        "\\PC{1,8}[A-Z]{4}\\PC{1,8}"
    ]
}

proptest! {
    /// Without words, only keys that look like field names are kept.
    #[test]
    fn nothing_undocumented_stays(data in data(), documented in "[A-Z]{4,8}") {
        prop_assume!(data != documented);
        let redactor = Redactor::new([9; 64]).keeping(Words::default().code("status", documented.as_str()));
        let body = json!({"status": documented, "note": documented, "other": {"status": [data, documented]}});
        let shown: Value = serde_json::from_str(&redactor.body(&body.to_string(), "")).unwrap();
        prop_assert_eq!(&shown["status"], &body["status"]);
        prop_assert_ne!(&shown["note"], &body["note"]);
        prop_assert_eq!(&shown["other"]["status"][1], &body["status"]);
        prop_assert_ne!(&shown["other"]["status"][0], &body["other"]["status"][0]);
        prop_assert_eq!(Forms::of(shown["other"]["status"][0].as_str().unwrap()), Forms::of(&data));
    }

    /// The body has the same replacement of the event's name.
    #[test]
    fn the_body_names_the_event(event in "\\PC{1,24}", header in "[a-zA-Z ]{0,6}") {
        let body = json!({ "event": event }).to_string();
        let named = |of: &str| -> String {
            let shown: Value = serde_json::from_str(&redactor().body(&body, of)).unwrap();
            shown["event"].as_str().unwrap().to_owned()
        };
        prop_assert_eq!(named(&event), redactor().event(&event));
        let whole = format!("{header}.{event}");
        let (shown, end) = (redactor().event(&whole), named(&whole));
        prop_assert!(shown.ends_with(&format!(".{end}")), "{} {}", shown, end);
    }
}
