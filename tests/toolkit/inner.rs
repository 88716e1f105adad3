//! The law, for every sample of this vendor, and with every part of it changed.

use serde_json::{Value, json};
use strange_vendor::{Sample, samples};

/// The typed body as JSON, the same JSON via text, and the drift.
fn decode(api: &str, event: &str, text: &str) -> (Value, Value, Vec<String>) {
    macro_rules! through {
        ($module:ident) => {{
            let decoded = strange_vendor::$module::AnyEvent::decode(event, text.as_bytes()).unwrap();
            assert_eq!(decoded.name(), event);
            let written = serde_json::to_string(&decoded).unwrap();
            let again = strange_vendor::$module::AnyEvent::decode(event, written.as_bytes()).unwrap();
            assert!(again == decoded, "{event}: {written}");
            let drift = decoded.drift().iter().map(ToString::to_string).collect();
            (serde_json::to_value(&decoded).unwrap(), serde_json::from_str(&written).unwrap(), drift)
        }};
    }
    match api {
        "conscent_core" => through!(conscent_core_2),
        "env" => through!(env),
        "generated" => through!(generated_2),
        "hooks" => through!(hooks),
        "many" => through!(many),
        "samples" => through!(samples_2),
        _ => panic!("{api} is not an api"),
    }
}

fn law(api: &str, event: &str, body: &Value) {
    let text = body.to_string();
    let (encoded, written, _) = decode(api, event, &text);
    assert!(encoded == *body && written == *body, "{api} {event}: {text}");
}

/// The JSON pointers of all parts.
fn parts(value: &Value, pointer: &str, found: &mut Vec<String>) {
    let escape = |key: &str| key.replace('~', "~0").replace('/', "~1");
    let below: Vec<(String, &Value)> = match value {
        Value::Array(items) => items.iter().enumerate().map(|(n, item)| (n.to_string(), item)).collect(),
        Value::Object(entries) => entries.iter().map(|(key, value)| (escape(key), value)).collect(),
        _ => Vec::new(),
    };
    for (key, value) in below {
        let pointer = format!("{pointer}/{key}");
        parts(value, &pointer, found);
        found.push(pointer);
    }
}

fn body(sample: &Sample) -> Value {
    serde_json::from_str(sample.text).unwrap()
}

#[test]
fn every_sample_keeps_the_law_without_drift() {
    for sample in samples::ALL {
        law(sample.api, sample.event, &body(sample));
        let (_, _, drift) = decode(sample.api, sample.event, sample.text);
        assert_eq!(drift, [""; 0], "{}/{}", sample.event, sample.name);
    }
}

#[test]
fn every_changed_sample_keeps_the_law() {
    let others = json!([null, true, 1.5, "NO_SUCH_CODE", [null, 1], { "": null, "x": [] }, [{ "x": { "x": 1 } }]]);
    for sample in samples::ALL {
        let whole = body(sample);
        let mut pointers = Vec::new();
        parts(&whole, "", &mut pointers);
        // Of the larger samples, some dozens of parts.
        for pointer in pointers.iter().step_by(pointers.len() / 40 + 1) {
            for other in others.as_array().unwrap() {
                let mut changed = whole.clone();
                changed.pointer_mut(pointer).unwrap().clone_from(other);
                law(sample.api, sample.event, &changed);
            }
            let (above, _) = pointer.rsplit_once('/').unwrap();
            let mut added = whole.clone();
            match added.pointer_mut(above).unwrap() {
                Value::Object(entries) => drop(entries.insert("no such key".to_owned(), json!([{}]))),
                Value::Array(items) => items.push(json!({ "no such key": null })),
                _ => unreachable!("only lists and objects have parts"),
            }
            law(sample.api, sample.event, &added);
        }
    }
}

#[test]
fn every_sample_keeps_the_law_as_another_event() {
    for (one, other) in samples::ALL.iter().zip(samples::ALL.iter().cycle().skip(7)) {
        law(one.api, one.event, &body(other));
    }
}

#[test]
fn a_sample_cut_short_is_an_error() {
    for sample in samples::ALL.iter().filter(|sample| sample.api == "hooks") {
        let text = sample.text.trim_end();
        let (middle, _) = text.char_indices().nth(text.chars().count() / 2).unwrap();
        assert!(strange_vendor::hooks::AnyEvent::decode(sample.event, &text.as_bytes()[..middle]).is_err());
    }
}
