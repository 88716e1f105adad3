//! `[envelope.*]` and `[delivery.signature]` in `hints.toml`: what they may contain, and the errors for everything else.

use conscent_codegen::diff::{self, SemverImpact};
use conscent_codegen::interface::{Interface, Naming};
use conscent_codegen::samples::{self, Encoding, Scheme, SecretForm, TimestampSource};
use serde_json::json;
use test_support::{folder, relative};

const BODY: &str = r#"{"meta": {"name": "e", "a/b": 1}, "data": {"object": {"id": 1}, "type": "e"}, "type": "e"}"#;

fn interface(toml: &str) -> Result<Interface, String> {
    let folder = folder(&[("v1/e/x.json", BODY), ("hints.toml", toml)]);
    conscent_codegen::interface(folder.path(), None).map_err(|errors| relative(folder.path(), errors))
}

#[test]
fn an_envelope_says_where_the_event_and_the_payload_are() {
    let naming = |header: Option<&str>, pointer: Option<&str>| Naming {
        header: header.map(str::to_owned),
        pointer: pointer.map(str::to_owned),
    };
    for (table, expected, payload, batch) in [
        ("event = \"type\"\npayload = \"data\"", naming(None, Some("/type")), Some("/data"), false),
        (
            "event = \"/meta/name\"\npayload = \"/data/object\"",
            naming(None, Some("/meta/name")),
            Some("/data/object"),
            false,
        ),
        ("event = \"/data/type\"\npayload = \"/data\"", naming(None, Some("/data/type")), Some("/data"), false),
        ("event = \"type\"\nbatch = true", naming(None, Some("/type")), None, true),
        ("header = \"X-Topic\"", naming(Some("x-topic"), None), None, false),
        ("header = \"X-Topic\"\npayload = \"data\"", naming(Some("x-topic"), None), Some("/data"), false),
        ("payload = \"data\"", Naming::default(), Some("/data"), false),
    ] {
        let interface = interface(&format!("[envelope.v1]\n{table}\n")).unwrap();
        let module = &interface.modules[0];
        assert_eq!((&module.naming, module.payload.as_deref(), module.batch), (&expected, payload, batch), "{table}");
        assert_eq!(module.envelope.is_some(), payload.is_some(), "{table}");
    }
    assert!(!interface("").unwrap().modules[0].naming.is_given());
}

#[test]
fn every_wrong_envelope_is_an_error_with_its_line() {
    for (table, error) in [
        ("", "empty envelope: give it an event, a header or a payload, or remove it"),
        ("event = \"a\"\npayload = \"/a\"", "event and payload are in the same place: give each of them its own place"),
        (
            "event = \"/a\"\npayload = \"/a/b\"",
            "the payload is inside the event's name: a name is a string and contains nothing; correct the pointers",
        ),
        (
            "event = \"/a~2\"",
            "\"/a~2\" is not a JSON pointer: a JSON pointer starts with `/`, and holds `~` only as `~0` or `~1`",
        ),
        ("event = \"\"", "a place without a key: write a key, or a JSON pointer such as `/data/type`"),
        ("header = \"\"", "\"\" is not a header: a header's name has letters, digits, - and _ only"),
        ("header = \"X Topic:\"", "\"X Topic:\" is not a header: a header's name has letters, digits, - and _ only"),
        (
            "event = \"type\"\npayload = \"/dat\"",
            "unknown place \"/dat\": no sample of v1 has a value there; correct the pointer, or remove it",
        ),
        (
            "event = \"/type/of\"",
            "unknown place \"/type/of\": no sample of v1 has a value there; correct the pointer, or remove it",
        ),
        (
            "header = \"X-Topic\"\nevent = \"/acton\"",
            "unknown place \"/acton\": no sample of v1 has a value there; correct the pointer, or remove it",
        ),
    ] {
        let said = interface(&format!("[envelope.v1]\n{table}\n")).unwrap_err();
        assert_eq!(said.split_once(": ").unwrap().1, error, "{table}");
    }
    let deep = format!("[envelope.v1]\npayload = \"{}\"\n", "/a".repeat(17));
    assert!(interface(&deep).unwrap_err().starts_with("hints.toml:2:11: the payload is too deep: "));
    let unknown = interface("[envelope.v9]\nevent = \"type\"\n").unwrap_err();
    assert!(unknown.starts_with("hints.toml:1:11: unknown api \"v9\": "), "{unknown}");
}

#[test]
fn a_hint_must_not_hide_the_payload_or_the_event_name() {
    let envelope = "[envelope.v1]\nevent = \"/data/object/id\"\npayload = \"/data\"\n";
    for (hint, kind) in [("at = \"/object\"", "map"), ("at = \"/object\"", "ignore")] {
        let hint = format!("[[hint]]\napi = \"v1\"\n{hint}\nkind = \"{kind}\"\nreason = \"known\"\n");
        assert_eq!(
            interface(&(envelope.to_owned() + &hint)).unwrap_err(),
            format!(
                "hints.toml:4:1: hints contradict each other: this hint says kind = {kind:?} of `/object`, and hints.toml:1:1 says that \
                 `/data/object/id` is a field; keep one"
            )
        );
    }
    let around = "[[hint]]\napi = \"v1\"\nenvelope = true\nat = \"/data\"\nkind = \"map\"\nreason = \"known\"\n";
    let said = interface(&format!("[envelope.v1]\npayload = \"/data/object\"\n{around}")).unwrap_err();
    assert!(said.starts_with("hints.toml:3:1: hints contradict each other: "), "{said}");
}

#[test]
fn a_sample_of_a_batch_is_one_delivery() {
    let folder = folder(&[
        ("v1/e/x.json", r#"[{"type": "e"}]"#),
        ("hints.toml", "[envelope.v1]\nevent = \"type\"\nbatch = true\n"),
    ]);
    let error = relative(folder.path(), samples::read(folder.path()).unwrap_err());
    assert_eq!(
        error,
        "v1/e/x.json:1:1: not a JSON object: a payload must be an object, but this is an array; put each delivery of the list into its own file"
    );
}

#[test]
fn with_a_header_the_body_has_the_last_part_of_the_name() {
    let hints = ("hints.toml", "[envelope.g]\nheader = \"X-Event\"\nevent = \"action\"\n");
    let read = |event: &str, body: &str| {
        let folder = folder(&[hints, ("g/x.y/a.json", r#"{"action": "y"}"#), (&format!("g/{event}/a.json"), body)]);
        samples::read(folder.path()).map(drop).map_err(|errors| relative(folder.path(), errors))
    };
    for (event, body) in [
        ("pull.opened", r#"{"action": "opened"}"#),
        ("push", "{}"),
        ("push", r#"{"action": 1}"#),
        ("push", r#"{"action": ""}"#),
        ("pull.review.opened", r#"{"action": "opened"}"#),
    ] {
        assert_eq!(read(event, body), Ok(()), "{event} {body}");
    }
    for (event, body) in [("pull.opened", r#"{"action": "closed"}"#), ("opened", r#"{"action": "opened"}"#)] {
        let error = read(event, body).unwrap_err();
        assert!(error.starts_with(&format!("g/{event}/a.json:1: the body says \"action\": ")), "{error}");
    }
}

#[test]
fn a_delivery_names_its_event() {
    let header = |name: &str| (name == "x-event").then(|| "pull".to_owned());
    let named = |header_name: Option<&str>, pointer: Option<&str>, body| {
        let naming = Naming { header: header_name.map(str::to_owned), pointer: pointer.map(str::to_owned) };
        naming.event_name(header, &body)
    };
    let body = || json!({"action": "opened", "meta": {"name": "e"}, "none": "", "list": ["a"]});
    assert_eq!(named(None, Some("/meta/name"), body()).as_deref(), Some("e"));
    assert_eq!(named(None, Some("/list/0"), body()).as_deref(), Some("a"));
    assert_eq!(named(None, Some("/none"), body()), None);
    assert_eq!(named(None, Some("/meta"), body()), None);
    assert_eq!(named(Some("x-event"), None, body()).as_deref(), Some("pull"));
    assert_eq!(named(Some("x-event"), Some("/action"), body()).as_deref(), Some("pull.opened"));
    assert_eq!(named(Some("x-event"), Some("/none"), body()).as_deref(), Some("pull"));
    assert_eq!(named(Some("x-other"), Some("/action"), body()), None);
    assert_eq!(named(None, None, body()), None);
}

fn scheme(fields: &str) -> Result<Scheme, String> {
    let interface = interface(&format!("[delivery.signature]\n{fields}\n"))?;
    Ok(interface.delivery.signature.unwrap().scheme.unwrap())
}

#[test]
fn a_scheme_is_a_preset_or_fields_or_both() {
    for name in ["conscent", "github", "paddle", "razorpay", "shopify", "slack", "standard_webhooks", "stripe"] {
        assert_eq!(scheme(&format!("scheme = {name:?}")).unwrap().preset(), Some(name));
    }
    let changed = scheme("scheme = \"stripe\"\nheader = \"X-Shop-Signature\"\ntolerance_seconds = 60").unwrap();
    assert_eq!(
        (changed.header.as_str(), changed.tolerance_seconds, changed.prefix.as_str()),
        ("x-shop-signature", 60, "v1=")
    );
    assert_eq!(changed.preset(), None);
    let own = "header = \"X-Sign\"\nencoding = \"base64\"\nsigned = \"{id}:{timestamp}:{body}\"\ntimestamp = { header = \"X-Time\" }\n\
        id = \"X-Id\"\nsecret = { base64 = \"sec_\" }";
    let own = scheme(own).unwrap();
    let expected = Scheme {
        header: "x-sign".into(),
        separator: None,
        prefix: String::new(),
        encoding: Encoding::Base64,
        signed: "{id}:{timestamp}:{body}".into(),
        timestamp: Some(TimestampSource::Header("x-time".into())),
        id: Some("x-id".into()),
        tolerance_seconds: 300,
        secret: SecretForm::Base64("sec_".into()),
    };
    assert_eq!(own, expected);
}

#[test]
fn documents_say_how_a_signature_is_computed() {
    let signature = |fields: &str| {
        let interface = interface(&format!("[delivery.signature]\n{fields}\n")).unwrap();
        let signature = interface.delivery.signature.unwrap();
        (signature.header, signature.description)
    };
    let github = "HMAC-SHA256 of the raw body in lower-case hex, after `sha256=`";
    assert_eq!(signature("scheme = \"github\""), ("X-Hub-Signature-256".into(), github.into()));
    let own = signature("scheme = \"github\"\nheader = \"X-SHOP\"\ndescription = \"it proves\"");
    assert_eq!(own, ("X-SHOP".into(), "it proves".into()));
}

#[test]
fn a_contradictory_scheme_is_an_error_with_its_line() {
    for (fields, error) in [
        (
            "scheme = \"gitlab\"",
            "unknown scheme \"gitlab\": did you mean `github`? the schemes are conscent, github, paddle, razorpay, shopify, slack, standard_webhooks, stripe; \
             any other is given by its fields",
        ),
        ("encoding = \"hex\"", "a signature without a header: say in `header` where it is, or name a `scheme`"),
        (
            "header = \"X-A\"\nprefix = \"sha256=\"",
            "a signature without an encoding: say `encoding = \"hex\"` or `\"base64\"`, or name a `scheme`",
        ),
        (
            "description = \"it proves\"",
            "a signature without a header: say in `header` where it is, or name a `scheme`",
        ),
        (
            "header = \"X-A\"",
            "no description of the signature: say in `description` what it holds, or in `scheme` how it is computed",
        ),
        (
            "scheme = \"github\"\nsigned = \"{timestamp}\"",
            "`signed` is \"{timestamp}\": a signature that leaves out {body} would be valid for any other body; add {body}",
        ),
        (
            "scheme = \"github\"\nsigned = \"{timestamp}.{body}\"",
            "{timestamp} is signed, but `timestamp` is missing: say where it is: timestamp = { header = \"x-timestamp\" }, or { item = \"t=\" }",
        ),
        (
            "scheme = \"stripe\"\nsigned = \"{body}\"",
            "`timestamp` is given, but not signed: anyone could change it; add {timestamp} to `signed`, or remove `timestamp`",
        ),
        (
            "scheme = \"github\"\nsigned = \"{id}{body}\"",
            "{id} is signed, but `id` is missing: say which header has it: id = \"x-message-id\"",
        ),
        ("scheme = \"github\"\nid = \"x-id\"", "`id` is given, but not signed: add {id} to `signed`, or remove `id`"),
        (
            "scheme = \"github\"\nsigned = \"{url}{body}\"",
            "`signed` is \"{url}{body}\": the placeholders are {body}, {timestamp} and {id}",
        ),
        (
            "scheme = \"github\"\nsigned = \"{timestamp}{body}\"\ntimestamp = { item = \"t=\" }",
            "the timestamp is an item of a header that has only one item: say in `separator` what separates the items",
        ),
        (
            "scheme = \"github\"\ntolerance_seconds = 60",
            "`tolerance_seconds` is given, but `timestamp` is missing: a tolerance only applies to a signed time; remove it",
        ),
        (
            "scheme = \"standard_webhooks\"\nid = \"a b\"",
            "\"a b\" is not a header: a header's name has letters, digits, - and _ only",
        ),
    ] {
        let said = scheme(fields).unwrap_err();
        assert!(said.lines().any(|line| line.split_once(": ").unwrap().1 == error), "{fields}: {said}");
    }
}

#[test]
fn released_envelopes_stay_unchanged() {
    let vendor = |event: &str, more: &str| {
        let body = format!(r#"{{"meta": {{"name": "e"}}, "data": {{"object": {{"id": 1}}{more}}}}}"#);
        let hints = "[envelope.v1]\nevent = \"/meta/name\"\npayload = \"/data/object\"\n";
        let second = body.replace("\"e\"", &format!("{event:?}"));
        folder(&[("hints.toml", hints), ("v1/e/x.json", &body), (&format!("v1/{event}/x.json"), &second)])
    };
    let first = conscent_codegen::interface(vendor("e", "").path(), None).unwrap();
    let envelope = first.modules[0].envelope.as_ref().unwrap();
    let way: Vec<_> = envelope.way().map(|(one, field)| format!("{}.{}: {}", one.name, field.key, field.ty)).collect();
    assert_eq!(way, ["Envelope.data: EnvelopeData<P>", "EnvelopeData.object: P"]);
    let again = conscent_codegen::interface(vendor("e", "").path(), Some(&first)).unwrap();
    assert_eq!(again, first);
    // An event that would take the name of a struct around the payload, and a key there.
    let next = conscent_codegen::interface(vendor("envelope.data", ", \"new\": 1").path(), Some(&first)).unwrap();
    let changes = diff::diff(&first, &next);
    let texts: Vec<_> = changes.iter().map(|change| (change.impact(), change.text.as_str())).collect();
    assert!(texts.iter().all(|(impact, _)| *impact != SemverImpact::Major), "{texts:?}");
    assert!(texts.iter().any(|(_, text)| text.contains("envelope.data.new")), "{texts:?}");
}

#[test]
fn another_place_is_a_change() {
    let old = interface("[envelope.v1]\nevent = \"type\"\npayload = \"data\"\n").unwrap();
    let new = interface("[envelope.v1]\nheader = \"x-topic\"\npayload = \"/data/object\"\nbatch = true\n").unwrap();
    let changes = diff::diff(&old, &new);
    let texts: Vec<_> = changes.iter().map(|change| change.text.as_str()).collect();
    for text in [
        "the header with the event's name: nowhere → x-topic",
        "the place of the event's name: /type → nowhere",
        "the place of the payload: /data → /data/object",
        "a body: one delivery → a list of deliveries",
    ] {
        assert!(texts.iter().any(|one| one.ends_with(text)), "{text}: {texts:?}");
    }
    assert!(changes.iter().any(|change| change.impact() == SemverImpact::Major), "{texts:?}");
}
