//! `[delivery.id]` and `accepted` in `hints.toml`: what they may contain, and where it appears.

use conscent_codegen::diff::{self, SemverImpact, Subject};
use conscent_codegen::interface::{FILE, Id, Interface};
use conscent_codegen::{Package, generate};
use serde_json::{Value, json};
use test_support::{folder, relative};

const SAMPLES: [(&str, &str); 2] =
    [("v1/e/x.json", r#"{"id": "evt_1", "n": 1}"#), ("v2/e/x.json", r#"{"event": {"id": 2}, "a/b": "x"}"#)];

fn interface(toml: &str) -> Result<Interface, String> {
    let folder = folder(&[&SAMPLES[..], &[("hints.toml", toml)]].concat());
    conscent_codegen::interface(folder.path(), None).map_err(|errors| relative(folder.path(), errors))
}

/// The relevant content of each generated file.
fn file(toml: &str, path: &str) -> String {
    let folder = folder(&[&SAMPLES[..], &[("hints.toml", toml)]].concat());
    let files = generate(folder.path(), &Package::new("vendor")).unwrap();
    files.into_iter().find(|file| file.path == path).unwrap().text
}

fn header(name: &str) -> Id {
    Id { header: Some(name.to_owned()), pointer: None }
}

fn pointer(pointer: &str) -> Id {
    Id { header: None, pointer: Some(pointer.to_owned()) }
}

#[test]
fn ids_are_in_a_header_or_body_for_all_apis_or_one() {
    for (toml, expected) in [
        ("", [Id::default(), Id::default()]),
        ("[delivery.id]\n", [Id::default(), Id::default()]),
        ("[delivery.id]\nheader = \"X-GitHub-Delivery\"\n", [header("x-github-delivery"), header("x-github-delivery")]),
        ("[delivery]\nid.v1.pointer = \"id\"\n", [pointer("/id"), Id::default()]),
        ("[delivery.id.v2]\npointer = \"/event/id\"\n", [Id::default(), pointer("/event/id")]),
        ("[delivery.id]\nv2 = { pointer = \"a/b\" }\nheader = \"X-Id\"\n", [header("x-id"), pointer("/a~1b")]),
    ] {
        let interface = interface(toml).unwrap_or_else(|errors| panic!("{toml}: {errors}"));
        let found: Vec<_> = interface.modules.iter().map(|module| module.id.clone()).collect();
        assert_eq!(found, expected, "{toml}");
    }
}

#[test]
fn every_wrong_id_is_an_error_with_its_line() {
    const PLACE: &str = "say where the id is: header = \"x-github-delivery\", or pointer = \"/id\"";
    for (fields, error) in [
        (
            "header = \"X-Id\"\npointer = \"/id\"",
            "3:11: an id in two places: keep the header or the pointer, and remove the other".to_owned(),
        ),
        ("heading = \"X-Id\"", "2:1: invalid content: unknown field `heading`; did you mean `header`?".to_owned()),
        ("header = 5", "2:10: invalid content: invalid type: integer `5`, expected a string".to_owned()),
        (
            "header = \"X Id\"",
            "2:10: \"X Id\" is not a header: a header's name has letters, digits, - and _ only".to_owned(),
        ),
        (
            "pointer = \"\"",
            "2:11: a place without a key: write a key, or a JSON pointer such as `/data/type`".to_owned(),
        ),
        (
            "pointer = \"/~2\"",
            "2:11: \"/~2\" is not a JSON pointer: a JSON pointer starts with `/`, and holds `~` only as `~0` or `~1`"
                .to_owned(),
        ),
        (
            "\nv1.pointer = \"/ident\"",
            "3:14: unknown place \"/ident\": no sample of v1 has a value there; correct the pointer, or remove it"
                .to_owned(),
        ),
        (
            "pointer = \"/id\"",
            "2:11: unknown place \"/id\": no sample of v2 has a value there; correct the pointer, or remove it"
                .to_owned(),
        ),
        ("v1 = {}", format!("2:6: an id without a place: {PLACE}")),
        (
            "v1 = { header = \"a\", pointer = \"/id\" }",
            "2:32: an id in two places: keep the header or the pointer, and remove the other".to_owned(),
        ),
        (
            "v1 = { at = \"/id\" }",
            "2:8: invalid content: unknown field `at`; the fields are header, pointer".to_owned(),
        ),
    ] {
        let said = interface(&format!("[delivery.id]\n{fields}\n")).unwrap_err();
        assert_eq!(said, format!("hints.toml:{error}"), "{fields}");
    }
    let unknown = interface("[delivery.id.v9]\nheader = \"X-Id\"\n").unwrap_err();
    assert!(unknown.starts_with("hints.toml:1:14: unknown api \"v9\": "), "{unknown}");
    // All errors at once, including those of the surrounding table.
    let said = interface("[delivery]\ntitle = \"\"\naccepted = 99\nid = { v1 = {}, v2 = { at = 1 }, header = 1 }\n")
        .unwrap_err();
    assert_eq!(said.lines().count(), 5, "{said}");
}

#[test]
fn the_status_of_acceptance_is_one_of_success() {
    assert_eq!(interface("").unwrap().delivery.accepted(), 202);
    assert_eq!(interface("[delivery]\naccepted = 200\n").unwrap().delivery.accepted(), 200);
    for status in [-1, 0, 199, 300, 404, 503, 65_736, i64::MAX] {
        assert_eq!(
            interface(&format!("[delivery]\naccepted = {status}\n")).unwrap_err(),
            format!(
                "hints.toml:2:12: {status} does not acknowledge a delivery: `accepted` is a status from 200 to 299; leave it out for 202"
            )
        );
    }
    let text = interface("[delivery]\naccepted = \"200\"\n").unwrap_err();
    assert!(text.starts_with("hints.toml:2:12: invalid content: "), "{text}");
}

const HINTS: &str = "[delivery]\naccepted = 204\n[delivery.id]\nheader = \"X-Id\"\nv1 = { pointer = \"/id\" }\n";

#[test]
fn the_descriptor_says_what_is_not_the_default() {
    let plain =
        |toml: &str| file(toml, "src/generated/v1.rs").split_whitespace().collect::<String>().replace(",)", ")");
    let said = plain(HINTS);
    let keys = "keys:&[\"id\",\"n\"],";
    let new = "conscent_core::Api::new(\"v1\",EVENTS,AnyEvent::drift_of)";
    let expected = format!(
        "=conscent_core::Api{{{keys}id:conscent_core::Id{{header:None,pointer:Some(\"/id\"),}},accepted:204,..{new}}};"
    );
    assert!(said.contains(&expected), "{said}");
    assert!(plain("").contains(&format!("pubstaticAPI:conscent_core::Api=conscent_core::Api{{{keys}..{new}}};")));
}

#[test]
fn documents_have_the_header() {
    let document = |path: &str| serde_json::from_str::<Value>(&file(HINTS, path)).unwrap();
    let open = document("schemas/openapi.json");
    let parameter = &open["components"]["parameters"]["id-v2"];
    assert_eq!((&parameter["name"], &parameter["in"]), (&json!("x-id"), &json!("header")));
    assert_eq!(open["webhooks"]["v2/e"]["post"]["parameters"], json!([{"$ref": "#/components/parameters/id-v2"}]));
    assert_eq!(open["webhooks"]["v1/e"]["post"]["parameters"], Value::Null);
    let asynchronous = document("schemas/asyncapi.json");
    assert!(asynchronous["components"]["messageTraits"]["id-v2"]["headers"]["properties"]["x-id"].is_object());
}

#[test]
fn an_interface_without_ids_reads_with_defaults() {
    let with_ids = interface(HINTS).unwrap();
    let read = |text: &str| {
        let folder = folder(&[(FILE, text)]);
        Interface::read(&folder.path().join(FILE)).unwrap()
    };
    assert_eq!(read(&with_ids.to_text()), with_ids);
    // An interface without ids is written as before.
    let text = interface("").unwrap().to_text();
    assert!(!text.contains("\"id\": {\n") && !text.contains("accepted"), "{text}");
    let old = read(&text);
    assert!(old.modules.iter().all(|module| module.id == Id::default()) && old.delivery.accepted() == 202);
}

#[test]
fn a_changed_id_or_status_is_reported_as_a_patch() {
    let changes = diff::diff(&interface("").unwrap(), &interface(HINTS).unwrap());
    let texts: Vec<_> = changes.iter().map(|change| change.text.as_str()).collect();
    assert_eq!(
        texts,
        [
            "v1 e: the place of the delivery's id: nowhere → /id",
            "v1 e: the status of a delivery that is handled later: 202 → 204",
            "v2 e: the header with the delivery's id: nowhere → x-id",
            "v2 e: the status of a delivery that is handled later: 202 → 204",
        ]
    );
    assert!(changes.iter().all(|change| change.subject == Subject::Envelope));
    assert_eq!(diff::impact(&changes), SemverImpact::Patch);
    assert_eq!(diff::diff(&interface(HINTS).unwrap(), &interface(HINTS).unwrap()), []);
    // 202 is the default.
    assert_eq!(diff::diff(&interface("").unwrap(), &interface("[delivery]\naccepted = 202\n").unwrap()), []);
}

#[test]
fn a_changed_signature_is_reported_as_a_patch() {
    let signed = |fields: &str| interface(&format!("[delivery.signature]\n{fields}\n")).unwrap();
    let texts = |old: &Interface, new: &Interface| {
        let changes = diff::diff(old, new);
        assert_eq!(diff::impact(&changes), SemverImpact::Patch);
        changes.into_iter().map(|change| change.text).filter(|text| text.starts_with("v1 e: ")).collect::<Vec<_>>()
    };
    let (github, longer) = (signed("scheme = \"github\""), signed("scheme = \"stripe\"\ntolerance_seconds = 60"));
    assert_eq!(texts(&interface("").unwrap(), &github), ["v1 e: the signature: none → X-Hub-Signature-256 as github"]);
    let [text] = texts(&signed("scheme = \"stripe\""), &longer).try_into().unwrap();
    assert!(text.contains("\"tolerance_seconds\":60") && text.contains("Stripe-Signature as stripe → "), "{text}");
    assert_eq!(diff::diff(&github, &signed("scheme = \"github\"")), []);
}
