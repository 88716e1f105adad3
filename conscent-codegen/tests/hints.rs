//! `hints.toml`: what it may say, and what is wrong with everything else.
use conscent_codegen::samples::{self, Delivery, EnvelopeHint, HintKind, Hints, Signature};
use test_support::{folder, relative};

fn read(toml: &str) -> Result<Hints, String> {
    let folder = folder(&[
        ("v1/e/x.json", r#"{"type": "e", "data": {}}"#),
        ("provenance.toml", "[\"v1/e/x.json\"]\npage = \"p.txt\"\nline = 1\nheading = \"A.b\"\n"),
        ("hints.toml", toml),
    ]);
    samples::read(folder.path()).map(|samples| samples.hints).map_err(|e| relative(folder.path(), e))
}

fn hint(more: &str) -> String {
    format!("[[hint]]\napi = \"v1\"\nat = \"/a/*\"\nreason = \"known\"\n{more}\n")
}

#[test]
fn without_a_file_the_defaults_hold() {
    let none = folder(&[("v1/e/x.json", "{}")]);
    assert_eq!(samples::read(none.path()).unwrap().hints, Hints::default());
    assert_eq!(read("").unwrap(), Hints::default());
    assert_eq!(Hints::default().min_samples, 3);
}

#[test]
fn every_kind_of_hint_is_read() {
    let toml = format!(
        "min_samples = 5\n[envelope.v1]\nevent = \"type\"\npayload = \"data\"\n{}{}{}{}",
        hint("kind = \"map\""),
        hint("kind = \"enum\"\nevent = \"e\""),
        hint("name = \"Address\""),
        hint("kind = \"text\"").replace("/a/*", "/b~1c"),
    );
    let hints = read(&toml).unwrap();
    assert_eq!(hints.min_samples, 5);
    assert_eq!(hints.envelopes["v1"], EnvelopeHint { event: "type".into(), payload: "data".into() });
    let kinds: Vec<_> =
        hints.places.iter().map(|hint| (hint.location.line.unwrap(), hint.at.as_str(), hint.kind.clone())).collect();
    assert_eq!(
        kinds,
        [
            (5, "/a/*", HintKind::Map),
            (10, "/a/*", HintKind::Enum),
            (16, "/a/*", HintKind::Name("Address".into())),
            (21, "/b~1c", HintKind::Text),
        ]
    );
    assert_eq!(hints.places[1].event.as_deref(), Some("e"));
}

#[test]
fn a_wrong_hint_has_a_line() {
    for (toml, message) in [
        (hint("kind = \"set\""), "hints.toml:1: unknown kind of hint: "),
        (hint(""), "hints.toml:1: hint that says nothing: "),
        (hint("kind = \"map\"\nname = \"A\""), "hints.toml:1: kind and name in one hint: "),
        (hint("name = \"address\""), "hints.toml:1: not a type's name: "),
        (hint("name = \"Self\""), "hints.toml:1: not a type's name: "),
        (hint("kind = \"map\"").replace("v1", "v3"), "hints.toml:1: unknown api \"v3\": "),
        (hint("kind = \"map\"").replace("v1", ".."), "hints.toml:1: unknown api \"..\": "),
        (hint("kind = \"map\"").replace("/a", "a"), "hints.toml:1: not a JSON pointer: "),
        (hint("kind = \"map\"").replace("known", ""), "hints.toml:1: no reason: "),
        (hint("kind = \"map\"\nwhy = 1"), "hints.toml:6:1: not as this file must be: unknown field `why`"),
        (
            hint("kind = \"map\"") + &hint("kind = \"enum\""),
            "hints.toml:6: hint given twice: hints.toml:1 is about the same place; keep one",
        ),
        ("\nmin_samples = 0".into(), "hints.toml:2:15: "),
        ("\n[envelope.v3]\nevent = \"a\"\npayload = \"b\"".into(), "hints.toml:2: unknown api \"v3\": "),
        ("[envelope.v1]\nevent = \"a\"\npayload = \"a\"".into(), "hints.toml:1: event and payload are one key: "),
        ("[envelope.v1]\nevent = \"a\"".into(), "hints.toml:1:1: not as this file must be: missing field `payload`"),
    ] {
        let said = read(&toml).unwrap_err();
        assert!(said.starts_with(message), "{said}\nis not\n{message}");
    }
}

#[test]
fn every_wrong_hint_is_reported() {
    let said = read(&(hint("kind = \"set\"") + &hint(""))).unwrap_err();
    assert!(said.starts_with("hints.toml:1: ") && said.contains("\nhints.toml:6: "), "{said}");
}

#[test]
fn a_delivery_is_read() {
    let toml = r#"
        [delivery]
        title = "A shop"
        basic = true
        signature = { header = "X-Proof", description = "it proves" }
        answers = { 200 = "taken" }
    "#;
    let delivery = Delivery {
        title: Some("A shop".into()),
        basic: true,
        signature: Some(Signature { header: "X-Proof".into(), description: "it proves".into() }),
        answers: [("200".into(), "taken".into())].into(),
    };
    assert_eq!(read(toml).unwrap().delivery, delivery);
    assert_eq!(read("[delivery]").unwrap().delivery, Delivery::default());
}

#[test]
fn every_error_of_a_delivery_has_its_line() {
    let toml = "\
min_samples = 1
[delivery]
title = \" \"
signature = { header = \"X Proof\", description = \"\" }
answers = { 200 = \"\", 2XX = \"taken\", 600 = \"taken\" }
";
    assert_eq!(
        read(toml).unwrap_err(),
        "\
hints.toml:2: \"2XX\" is not an HTTP status: answers are given by their status: 200, 404, …
hints.toml:2: \"600\" is not an HTTP status: answers are given by their status: 200, 404, …
hints.toml:2: \"X Proof\" is not a header: a header's name has letters, digits and - only
hints.toml:2: answer 200 without a text: say when receivers give it
hints.toml:2: no description of the signature: say in `description` what it holds
hints.toml:2: no title: write what the webhooks are called, or leave `title` out"
    );
    let unknown = read("[delivery]\nsecret = true\n").unwrap_err();
    assert!(unknown.starts_with("hints.toml:2:1: not as this file must be: unknown field `secret`"), "{unknown}");
}

#[test]
fn an_alias_has_a_reason_and_one_event() {
    let alias = |event: &str, reason: &str| {
        format!("[[alias]]\napi = \"v1\"\nheading = \"A.b\"\nevent = {event:?}\nreason = {reason:?}\n")
    };
    let known = read(&alias("e", "known")).unwrap().aliases;
    let brief: Vec<_> = known.iter().map(|one| (one.api.as_str(), one.heading.as_str(), one.event.as_str())).collect();
    assert_eq!(brief, [("v1", "A.b", "e")]);
    for (toml, error) in [
        (alias("../c", "known"), "hints.toml:1: unsafe name \"../c\": "),
        (alias("c.d", " "), "hints.toml:1: no reason: "),
        (
            alias("c.d", "known") + &alias("e.f", "known"),
            "hints.toml:6: alias given twice: hints.toml:1 is about the same heading; keep one",
        ),
    ] {
        let message = read(&toml).unwrap_err();
        assert!(message.starts_with(error), "{message}");
    }
}
