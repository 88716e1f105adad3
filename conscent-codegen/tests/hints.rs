//! `hints.toml`: what it may contain, and the errors for everything else.
use conscent_codegen::interface::Naming;
use conscent_codegen::samples::{self, Delivery, EnvelopeHint, HintKind, Hints, Signature};
use std::fmt::Write;
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
    assert_eq!(
        hints.envelopes["v1"],
        EnvelopeHint {
            places: hints.envelopes["v1"].places.clone(),
            naming: Naming { header: None, pointer: Some("/type".into()) },
            payload: Some("/data".into()),
            batch: false,
        }
    );
    let kinds: Vec<_> = hints
        .places
        .iter()
        .map(|hint| (hint.places.entry.line.unwrap(), hint.at.as_str(), hint.kind.clone()))
        .collect();
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
fn a_wrong_hint_has_its_place() {
    for (toml, message) in [
        (hint("kind = \"set\""), "hints.toml:5:8: unknown kind of hint: "),
        (hint(""), "hints.toml:1:1: empty hint: "),
        (hint("kind = \"map\"\nname = \"A\""), "hints.toml:6:8: several statements in one hint: "),
        (hint("name = \"address\""), "hints.toml:5:8: not a type's name: "),
        (hint("name = \"Self\""), "hints.toml:5:8: not a type's name: "),
        (hint("doc = \" \"").replace("/*", ""), "hints.toml:5:7: not a sentence: "),
        (hint("doc = \"a\\nb\"").replace("/*", ""), "hints.toml:5:7: not a sentence: "),
        (hint("doc = \"a\\u202eb\"").replace("/*", ""), "hints.toml:5:7: not a sentence: "),
        (hint("doc = \"Of an item.\""), "hints.toml:3:6: not the place of a field: "),
        (hint("rename = \"item\""), "hints.toml:3:6: not the place of a field: "),
        (hint("kind = \"required\""), "hints.toml:3:6: not the place of a field: "),
        (hint("kind = \"optional\""), "hints.toml:3:6: not the place of a field: "),
        (hint("kind = \"map\"").replace("v1", "v3"), "hints.toml:2:7: unknown api \"v3\": "),
        (hint("kind = \"map\"").replace("v1", ".."), "hints.toml:2:7: unknown api \"..\": "),
        (hint("kind = \"map\"").replace("/a", "a"), "hints.toml:3:6: not a JSON pointer: "),
        (hint("kind = \"map\"").replace("known", ""), "hints.toml:4:10: no reason: "),
        (hint("kind = \"map\"\nwhy = 1"), "hints.toml:6:1: invalid content: unknown field `why`"),
        (
            hint("kind = \"map\"") + &hint("kind = \"map\""),
            "hints.toml:6:1: hint given twice: hints.toml:1:1 is about the same place; keep one",
        ),
        ("\nmin_samples = 0".into(), "hints.toml:2:15: "),
        ("\n[envelope.v3]\nevent = \"a\"\npayload = \"b\"".into(), "hints.toml:2:11: unknown api \"v3\": "),
        (
            "[envelope.v1]\nevent = \"a\"\npayload = \"a\"".into(),
            "hints.toml:3:11: event and payload are in the same place: ",
        ),
    ] {
        let said = read(&toml).unwrap_err();
        assert!(said.starts_with(message), "{said}\nis not\n{message}");
    }
}

#[test]
fn field_renames_must_be_valid_snake_case() {
    let rename = |name: &str| read(&hint(&format!("rename = {name:?}")).replace("/*", ""));
    for name in ["amount", "unit_price", "line2", "x"] {
        assert_eq!(rename(name).unwrap().places[0].kind, HintKind::Rename(name.into()));
    }
    for name in [
        "",
        "_",
        "Amount",
        "unitPrice",
        "unit__price",
        "_id",
        "id_",
        "2nd",
        "größe",
        "r#type",
        "fn",
        "self",
        "gen",
        "a-b",
    ] {
        let said = rename(name).unwrap_err();
        assert!(said.starts_with("hints.toml:5:10: not a field's name: "), "{name}: {said}");
    }
}

/// The table that explains hints.
const TABLE: &str = include_str!("../src/samples/hints/table.md");

#[test]
fn the_table_has_an_example_of_every_kind() {
    let examples = TABLE.lines().skip(2).map(|row| {
        let cells: Vec<_> = row.split('|').map(str::trim).collect();
        let [_, statement, _, example, _] = cells.as_slice() else { panic!("{row}") };
        (statement.trim_matches('`'), example.split('`').nth(1).unwrap())
    });
    let mut shown = String::new();
    for (statement, inline) in examples {
        let toml = format!("hint = [{}]\n", inline.replace('{', "{ api = \"v1\", reason = \"known\","));
        let kind = read(&toml).unwrap_or_else(|error| panic!("{inline}: {error}")).places.remove(0).kind;
        assert!(kind.to_string().starts_with(statement.trim_end_matches("…\"")), "{statement}: {kind}");
        write!(shown, "{kind:?} ").unwrap();
    }
    assert_eq!(
        shown,
        "Map Struct Split Enum Text Tag NoTag EpochSeconds EpochMillis Decimal Required Optional Ignore Name(\"Address\") Rename(\"amount\") \
         Doc(\"The price in the smallest unit of the currency.\") "
    );
    let unknown = read(&hint("kind = \"name\"")).unwrap_err();
    assert!(
        unknown.ends_with(
            "one of map, struct, split, enum, text, tag, no_tag, epoch_seconds, epoch_millis, decimal, required, optional, ignore"
        ),
        "{unknown}"
    );
}

/// The result for two hints about two places.
fn pair(first: (&str, &str), second: (&str, &str)) -> Result<(), String> {
    let hint = |(at, what): (&str, &str)| hint(what).replace("/a/*", at);
    read(&(hint(first) + &hint(second))).map(drop)
}

#[test]
fn hints_that_contradict_each_other_are_refused() {
    const KINDS: [(&str, &[&str]); 13] = [
        ("map", &["struct", "split"]),
        ("struct", &[]),
        ("split", &[]),
        ("enum", &["text", "epoch_seconds", "epoch_millis", "decimal"]),
        ("text", &["epoch_seconds", "epoch_millis", "decimal"]),
        ("tag", &["no_tag"]),
        ("no_tag", &[]),
        ("epoch_seconds", &["epoch_millis", "decimal"]),
        ("epoch_millis", &["decimal"]),
        ("decimal", &[]),
        ("required", &["optional"]),
        ("optional", &[]),
        (
            "ignore",
            &[
                "map",
                "struct",
                "split",
                "enum",
                "text",
                "tag",
                "no_tag",
                "epoch_seconds",
                "epoch_millis",
                "decimal",
                "required",
                "optional",
            ],
        ),
    ];
    let kind = |kind: &str| format!("kind = \"{kind}\"");
    for (a, refused) in KINDS {
        for (b, also) in KINDS.into_iter().filter(|(b, _)| *b != a) {
            let is_refused = refused.contains(&b) || also.contains(&a);
            let said = pair(("/a", &kind(a)), ("/a", &kind(b)));
            assert_eq!(said.is_err(), is_refused, "{a} and {b}: {said:?}");
            if let Err(said) = said {
                assert_eq!(
                    said,
                    format!(
                        "hints.toml:6:1: hints contradict each other: this hint says kind = {b:?} of `/a`, and hints.toml:1:1 says kind = {a:?} of \
                         `/a`; keep one"
                    )
                );
            }
            assert_eq!(pair(("/a", &kind(a)), ("/b", &kind(b))), Ok(()));
        }
    }
    for (what, other) in
        [("name = \"A\"", "name = \"B\""), ("rename = \"a\"", "rename = \"b\""), ("doc = \"A.\"", "doc = \"B.\"")]
    {
        assert!(pair(("/a", "kind = \"ignore\""), ("/a", what)).is_err(), "{what}");
        assert!(pair(("/a", what), ("/a", other)).is_err(), "{what}");
        assert_eq!(pair(("/a", what), ("/b", what)), Ok(()));
    }
}

#[test]
fn nothing_is_said_of_what_is_ignored() {
    let (ignore, text) = ("kind = \"ignore\"", "kind = \"text\"");
    for (first, second) in [(("/a", ignore), ("/a/b", text)), (("/a/*/b", text), ("/a", ignore))] {
        let said = pair(first, second).unwrap_err();
        assert!(said.starts_with("hints.toml:6:1: hints contradict each other: "), "{said}");
    }
    assert_eq!(pair(("/a", ignore), ("/ab", text)), Ok(()));
    assert_eq!(pair(("/a/b", ignore), ("/a", "kind = \"struct\"")), Ok(()));
}

#[test]
fn a_hint_for_one_event_does_not_override_one_for_all() {
    let said = pair(("/a", "kind = \"enum\""), ("/a", "kind = \"text\"\nevent = \"e\"")).unwrap_err();
    assert!(said.starts_with("hints.toml:6:1: hints contradict each other: "), "{said}");
    assert_eq!(pair(("/a", "kind = \"enum\"\nevent = \"f\""), ("/a", "kind = \"text\"\nevent = \"e\"")), Ok(()));
    assert_eq!(pair(("/a", "kind = \"enum\""), ("/a", "kind = \"enum\"\nevent = \"e\"")), Ok(()));
}

#[test]
fn a_type_of_its_own_shares_no_name() {
    let toml = hint("kind = \"split\"") + &hint("name = \"A\"") + &hint("name = \"A\"").replace("/a/*", "/b");
    assert_eq!(
        read(&toml).unwrap_err(),
        "hints.toml:1:1: hints contradict each other: hints.toml:11:1 says name = \"A\" of `/b` too, which makes them one type; choose another \
         name for one of them"
    );
    assert!(read(&toml.replacen("\"A\"", "\"B\"", 1)).is_ok());
}

#[test]
fn every_wrong_hint_is_reported() {
    let said = read(&(hint("kind = \"set\"") + &hint(""))).unwrap_err();
    assert!(said.starts_with("hints.toml:5:8: ") && said.contains("\nhints.toml:6:1: "), "{said}");
}

#[test]
fn a_delivery_is_read() {
    let toml = r#"
        [delivery]
        title = "A shop"
        basic = true
        signature = { header = "X-Proof", description = "it proves" }
        answers = { 200 = "taken" }
        accepted = 200
    "#;
    let delivery = Delivery {
        title: Some("A shop".into()),
        basic: true,
        signature: Some(Signature { header: "X-Proof".into(), description: "it proves".into(), scheme: None }),
        answers: [("200".into(), "taken".into())].into(),
        accepted: Some(200),
    };
    assert_eq!(read(toml).unwrap().delivery, delivery);
    assert_eq!(read("[delivery]").unwrap().delivery, Delivery::default());
}

#[test]
fn every_error_of_a_delivery_has_its_place() {
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
hints.toml:3:9: no title: write what the webhooks are called, or leave `title` out
hints.toml:4:24: \"X Proof\" is not a header: a header's name has letters, digits, - and _ only
hints.toml:4:49: no description of the signature: say in `description` what it holds
hints.toml:5:19: answer 200 without a text: say when receivers give it
hints.toml:5:23: \"2XX\" is not an HTTP status: the key of an answer is its status: 200, 404, …
hints.toml:5:38: \"600\" is not an HTTP status: the key of an answer is its status: 200, 404, …"
    );
    let unknown = read("[delivery]\nsecret = true\n").unwrap_err();
    assert!(unknown.starts_with("hints.toml:2:1: invalid content: unknown field `secret`"), "{unknown}");
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
        (alias("", "known"), "hints.toml:4:9: no event: "),
        (alias("c.d", " "), "hints.toml:5:10: no reason: "),
        (
            alias("c.d", "known") + &alias("e.f", "known"),
            "hints.toml:6:1: alias given twice: hints.toml:1:1 is about the same heading; keep one",
        ),
    ] {
        let message = read(&toml).unwrap_err();
        assert!(message.starts_with(error), "{message}");
    }
}
