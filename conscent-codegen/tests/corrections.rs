//! `corrections.toml`: each correction changes one value, and is an error once it no longer applies.
use conscent_codegen::Location;
use conscent_codegen::samples::{self, Correction, Places, Sample};
use proptest::prelude::*;
use serde_json::{Value, json};
use test_support::{folder, relative};

fn table(pointer: &str, from: &str, to: &str) -> String {
    format!(
        "[[correction]]\nsample = \"v1/e/x.json\"\npointer = '{pointer}'\nfrom = {from}\nto = {to}\nreason = \"known\"\n"
    )
}

/// The sample's text after the corrections.
fn corrected(text: &str, toml: &str) -> Result<String, String> {
    let folder = folder(&[("v1/e/x.json", text), ("corrections.toml", toml)]);
    samples::read(folder.path()).map(|mut samples| samples.all.remove(0).text).map_err(|e| relative(folder.path(), e))
}

#[test]
fn a_correction_keeps_every_other_byte() {
    let text = "{ \"a\" :\t[ 1.50,\n {\"b/c~\": \"x\"} ] ,\"a \":null}";
    assert_eq!(
        corrected(text, &table("/a/1/b~1c~0", "\"x\"", "[true, {k = 120.0}]")).unwrap(),
        text.replace("\"x\"", "[true,{\"k\":120.0}]")
    );
    assert_eq!(corrected(text, &table("/a/0", "1.5", "2")).unwrap(), text.replace("1.50", "2"));
    assert_eq!(corrected(text, "").unwrap(), text);
}

#[test]
fn only_the_value_at_the_pointer_changes() {
    let text = r#"{"note": "\"event\": \"a\"", "x": {"event": "a"}, "event": "a"}"#;
    let right = r#"{"note": "\"event\": \"a\"", "x": {"event": "a"}, "event": "b"}"#;
    assert_eq!(corrected(text, &table("/event", "\"a\"", "\"b\"")).unwrap(), right);
}

#[test]
fn a_stale_correction_is_an_error() {
    let gone = corrected("{}", &table("/event", "1", "2")).unwrap_err();
    assert_eq!(
        gone,
        "corrections.toml:3:11: correction no longer applies: v1/e/x.json:1 has nothing at /event; remove or update it"
    );
    let other = corrected("\n{\n\"event\": 1.0}", &table("/event", "1", "2")).unwrap_err();
    assert!(other.contains("v1/e/x.json:3:10 does not have 1 at /event"), "{other}");
    let nowhere = corrected("{}", &table("/event", "1", "2").replace("x.json", "y.json")).unwrap_err();
    assert!(nowhere.contains("the sample \"v1/e/y.json\" does not exist"), "{nowhere}");
}

#[test]
fn every_wrong_correction_is_reported() {
    let both = table("/a", "1", "2") + "\n" + &table("/b", "1", "2");
    let message = corrected("{}", &both).unwrap_err();
    assert!(
        message.starts_with("corrections.toml:3:11: ") && message.contains("\ncorrections.toml:10:11: "),
        "{message}"
    );
}

#[test]
fn a_wrong_correction_has_its_place() {
    let one = table("/a", "1", "2");
    let refuse = |toml: &str| corrected("{\"a\": 1}", toml).unwrap_err();
    for (toml, message) in [
        (table("/a", "1", "1"), "corrections.toml:5:6: correction without effect: "),
        (table("a", "1", "2"), "corrections.toml:3:11: not a JSON pointer: "),
        (table("/a~2", "1", "2"), "corrections.toml:3:11: not a JSON pointer: "),
        (table("/a", "1", "2024-01-01"), "corrections.toml:5:6: to is not JSON: "),
        (table("/a", "nan", "1"), "corrections.toml:4:8: from is not JSON: "),
        (one.replace("known", " "), "corrections.toml:6:10: no reason: "),
        (one.replace("reason", "#"), "corrections.toml:1:1: invalid content: missing field `reason`"),
        (one.replace("from", "form"), "corrections.toml:4:1: invalid content: unknown field `form`"),
        (one.clone() + &one, "corrections.toml:7:1: value corrected twice: corrections.toml:1:1 corrects"),
        ("[[correction]\n".into(), "corrections.toml:1:"),
    ] {
        assert!(refuse(&toml).starts_with(message), "{}", refuse(&toml));
    }
}

proptest! {
    #[test]
    fn a_correction_changes_only_its_span(keys in prop::collection::btree_set("[a-z/~\"é]{0,4}", 1..6), at in any::<prop::sample::Index>(), space in "[ \n\t]{0,3}") {
        let keys: Vec<_> = keys.into_iter().collect();
        let key = &keys[at.index(keys.len())];
        let write = |mistaken: &str| {
            let field = |one: &String| format!("{space}{}{space}:{space}{}", json!(one), if one == key { mistaken } else { "[\"x\", 1]" });
            format!("{{{}{space}}}", keys.iter().map(field).collect::<Vec<_>>().join(","))
        };
        let mut sample = Sample {
            api: "v1".into(), event: "e".into(), folder: "e".into(), name: "x".into(), location: Location::line("x.json", 1), text: write("[ \"x\" , 1 ]"),
            corrected: false, origin: None,
        };
        let correction = Correction {
            places: Places::default(), sample: sample.key(), pointer: format!("/{}", key.replace('~', "~0").replace('/', "~1")),
            from: json!(["x", 1]), to: Value::Null, reason: "known".into(),
        };
        correction.apply(&mut sample).unwrap();
        prop_assert_eq!(&sample.text, &write("null"));
        prop_assert!(sample.corrected);
        prop_assert!(correction.apply(&mut sample).is_err());
    }
}
