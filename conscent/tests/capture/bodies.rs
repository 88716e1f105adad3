//! Each line is JSON for every body, even for one with values that Rust cannot represent.

use conscent::capture::{Capture, Options};
use conscent::redact::Redactor;
use conscent::{Drift, DriftKind};
use conscent_import::{Body, CaptureLine};
use proptest::prelude::*;
use serde_json::Value;

use crate::support::{folder, run, v2};

/// Personal data, which no redacted line contains.
const PERSONAL: &str = "Jo4711Doe";

/// A value, some of which cannot be represented.
fn value() -> impl Strategy<Value = String> {
    let scalars = [
        "1e400",
        "-2.5E+999",
        "18e307",
        "0.1e400",
        "-0",
        "1.50",
        "true",
        "null",
        r#""\ud83d""#,
        r#""\ude00 \ud83d""#,
        r#""\ud83d\ude00""#,
        r#""\\ud83d""#,
        r#""Jo4711Doe""#,
        r#""\u004ao4711Doe \ud83d""#,
        r#""\ud83dJo4711Doe\n""#,
    ];
    let scalar = prop_oneof![
        prop::sample::select(scalars.to_vec()).prop_map(str::to_owned),
        Just("9".repeat(400)),
        any::<String>().prop_map(|text| Value::from(text).to_string()),
    ];
    scalar.prop_recursive(3, 24, 5, |inner| {
        let list = prop::collection::vec(inner.clone(), 0..4).prop_map(|items| format!("[{}]", items.join(" , ")));
        prop_oneof![list, object(inner)]
    })
}

/// An object, with keys that may repeat.
fn object(value: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    let keys = [
        r#""event""#,
        r#""payload""#,
        r#""name""#,
        r#""a""#,
        r#""\u0061""#,
        r#""\ud83d""#,
        r#""\ude00""#,
        r#""\\ud83d""#,
        r#""Jo4711Doe""#,
        r#""Jo4711Doe\ud83d""#,
        r#""$serde_json::private::Number""#,
        r#""$serde_json::private::RawValue""#,
    ];
    prop::collection::vec((prop::sample::select(keys.to_vec()), value), 0..5).prop_map(|entries| {
        let entries: Vec<_> = entries.iter().map(|(key, value)| format!("{key}:\n{value}")).collect();
        format!("{{{}}}", entries.join(","))
    })
}

/// A body that the decoder accepts, with its number of levels up to the limit.
fn body() -> impl Strategy<Value = String> {
    let event = prop::sample::select(&["purchase.pass", "gift.sent", "Jo4711Doe", r"gift.\ud83d"][..]);
    (any::<bool>(), event, value(), prop_oneof![Just(0_usize), 100..122_usize]).prop_map(
        |(mark, event, value, depth)| {
            let (open, close) = (r#"{"a":"#.repeat(depth), "}".repeat(depth));
            let mark = if mark { "\u{feff}" } else { "" };
            format!(r#"{mark}{{"event": "{event}", "payload": {open}{value}{close}}}"#)
        },
    )
}

/// The lines of a body: redacted and verbatim.
fn captured(body: &[u8]) -> [Option<String>; 2] {
    [Options::default(), Options::default().verbatim()].map(|options| {
        let (_folder, path) = folder();
        let capture = Capture::create(&path, options).unwrap();
        run(capture.delivery(&v2(body))).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        let line = text.strip_suffix('\n').map(str::to_owned);
        assert!(line.as_ref().is_none_or(|line| !line.contains('\n')) && line.is_some() != text.is_empty());
        line
    })
}

/// The body in a line.
fn body_of(line: &str) -> String {
    assert!(serde_json::from_str::<Value>(line).is_ok(), "{line}");
    match CaptureLine::read(line.as_bytes()).unwrap().body {
        Some(Body::Json(json)) => json.get().to_owned(),
        Some(Body::Text(text)) => text,
        other => panic!("{other:?}"),
    }
}

fn is_unrepresentable(drift: &[Drift]) -> bool {
    drift.iter().any(|one| one.kind == DriftKind::Unrepresentable)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_line_is_json_for_every_body_that_decodes(body in body()) {
        let delivery = v2(body.as_str());
        let Ok(drift) = delivery.drift() else { return Err(TestCaseError::reject("does not decode")) };
        let [Some(redacted), Some(verbatim)] = captured(body.as_bytes()) else {
            prop_assert!(drift.is_empty());
            return Ok(());
        };
        prop_assert!(!redacted.contains(PERSONAL), "{}", redacted);
        for line in [redacted, verbatim] {
            let of_line = v2(body_of(&line)).drift().unwrap();
            prop_assert_eq!(is_unrepresentable(&of_line), is_unrepresentable(&drift), "{}", line);
        }
    }

    #[test]
    fn a_line_is_json_for_any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..40), text in any::<String>()) {
        for body in [&bytes[..], text.as_bytes(), format!(r#"{{"event": "gift.sent", "a": {text}}}"#).as_bytes()] {
            for line in captured(body).iter().flatten() {
                prop_assert!(serde_json::from_str::<Value>(line).is_ok(), "{}", line);
            }
        }
    }

    #[test]
    fn redaction_keeps_what_decodes_decodable(body in body()) {
        let redacted = Redactor::new([7; 64]).body(&body, "gift.sent");
        let [before, after] = [&body, &redacted].map(|body| v2(body.as_str()).drift());
        prop_assert_eq!(before.is_ok(), after.is_ok(), "{}", redacted);
        prop_assert!(!redacted.contains(PERSONAL), "{}", redacted);
    }
}

#[test]
fn unrepresentable_values_keep_their_form() {
    let body = r#"{"event": "gift.sent", "a": 1e400, "b": "\ud83d", "c": {"Jo \ud83d": 1, "Jo \ude00": 2}, "d": "Jo"}"#;
    let redacted = Redactor::new([7; 64]).body(body, "gift.sent");
    let delivery = v2(redacted.as_str());
    let places: Vec<_> = delivery.drift().unwrap().into_iter().map(|drift| (drift.pointer, drift.kind)).collect();
    let [_, (a, _), (b, _), (first, _), (second, _)] = places.as_slice() else { panic!("{places:?}\n{redacted}") };
    assert_eq!([a, b], ["/a", "/b"]);
    assert!(first.starts_with("/c/") && second.starts_with("/c/") && first != second, "{places:?}");
    assert!(!redacted.contains("Jo"), "{redacted}");
}

#[test]
fn an_import_leaves_out_what_cannot_be_represented() {
    let (folder, path) = folder();
    let body = r#"{"event": "gift.sent", "payload": {"Jo Doe": "\ud83d", "price": 1e400}}"#;
    for options in [Options::default(), Options::default().verbatim()] {
        let capture = Capture::create(&path, options).unwrap();
        run(capture.delivery(&v2(body))).unwrap();
    }
    let samples = folder.path().join("samples");
    std::fs::create_dir(&samples).unwrap();
    let plan = conscent_import::plan(&[path], &samples, conscent_import::Options::default()).unwrap();
    assert!(plan.writes.is_empty(), "{plan:?}");
    let left_out: Vec<_> = plan.captures_left_out.iter().map(ToString::to_string).collect();
    assert_eq!(left_out.len(), 2);
    for one in &left_out {
        assert!(one.contains("left out: unrepresentable: ") && one.contains("`conscent inspect`"), "{one}");
        assert!(!one.contains("Jo"), "{one}");
    }
}
