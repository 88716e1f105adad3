//! `diff`: what changed, in words and as data.
use conscent_codegen::Interface;
use conscent_codegen::diff::{self, Action, Cause, Change, SemverImpact, Subject};
use test_support::folder;

/// Samples of an API in an envelope: each event with its number and its payload.
type Samples<'a> = &'a [(&'a str, &'a str)];

fn decide(hints: &str, samples: Samples<'_>) -> Interface {
    let hints = format!("min_samples = 2\n[envelope.v2]\nevent = \"event\"\npayload = \"payload\"\n{hints}");
    let body = |(n, (event, payload)): (usize, &(&str, &str))| {
        (format!("v2/{event}/s{n}.json"), format!(r#"{{"event": {event:?}, "payload": {payload}}}"#))
    };
    let files: Vec<(String, String)> = samples.iter().enumerate().map(body).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let folder = folder(&[&[("hints.toml", hints.as_str())], files.as_slice()].concat());
    conscent_codegen::interface(folder.path(), None).unwrap_or_else(|errors| panic!("{errors}"))
}

/// The changes, without changes of docs.
fn changes(old: &Interface, new: &Interface) -> Vec<Change> {
    diff::diff(old, new).into_iter().filter(|change| change.subject != Subject::Docs).collect()
}

/// Checks the lines in both directions.
#[track_caller]
fn check(old: Samples<'_>, new: Samples<'_>, there: &[&str], back: &[&str]) {
    let (old, new) = (decide("", old), decide("", new));
    let texts = |changes: Vec<Change>| changes.into_iter().map(|change| change.text).collect::<Vec<_>>();
    assert_eq!(texts(changes(&old, &new)), there);
    assert_eq!(texts(changes(&new, &old)), back);
}

const BUNDLE: (&str, &str) = ("purchase.bundle", r#"{"purchase": {"price": 1, "mode": "SALE"}}"#);
const PASS: (&str, &str) = ("purchase.pass", r#"{"purchase": {"price": 2, "mode": "SALE"}}"#);
const RENT: (&str, &str) = ("purchase.rent", r#"{"purchase": {"price": 3, "mode": "SALE"}}"#);
const VIEW: (&str, &str) = ("page.view", r#"{"page": {"url": "x"}}"#);

#[test]
fn a_new_key_says_where_it_was_seen() {
    check(
        &[BUNDLE, PASS, VIEW],
        &[("purchase.bundle", r#"{"purchase": {"price": 1, "mode": "SALE", "clientName": "x"}}"#), PASS, VIEW],
        &["v2 purchase.bundle: + purchase.clientName (seen in 1 of 1)"],
        &["v2 purchase.bundle: - purchase.clientName"],
    );
}

#[test]
fn what_events_share_is_reported_once() {
    check(
        &[BUNDLE, PASS, RENT, VIEW],
        &[BUNDLE, ("purchase.pass", r#"{"purchase": {"mode": "GIFT"}}"#), RENT, VIEW],
        &["v2 purchase.*: purchase.mode: + GIFT", "v2 purchase.*: purchase.price: always → sometimes seen"],
        &["v2 purchase.*: purchase.mode: - GIFT", "v2 purchase.*: purchase.price: sometimes → always seen"],
    );
}

#[test]
fn types_are_named_in_json_and_in_rust() {
    check(
        &[("a", r#"{"n": 1, "l": ["x"], "mode": {"k": 1}, "t": null, "u": 1}"#), ("a", r#"{"u": 1}"#)],
        &[
            ("a", r#"{"n": "x", "l": [{"k": "x"}], "mode": "CODE", "t": "2024-01-01T00:00:00Z", "u": "x"}"#),
            ("a", r#"{"mode": "CODE", "u": 1}"#),
        ],
        &[
            "v2 a: l: array of string → array of object: Field<Vec<String>> → Field<Vec<L>> (a sample contradicts it)",
            "v2 a: mode: object → enum: Field<Mode> → Field<AEventMode> (a sample contradicts it)",
            "v2 a: n: number → string: Field<Number> → Field<String> (a sample contradicts it)",
            "v2 a: t: unknown → time: Field<Value> → Field<Timestamp> (a sample first reveals it)",
            "v2 a: u: number → number or string: Field<Number> → Field<AEventU> (a sample contradicts it)",
            "v2 a: - type Mode (mode) (a sample contradicts it)",
            "v2 a: + type AEventMode (mode)",
            "v2 a: + type AEventU (u)",
            "v2 a: + type L (l[])",
            "v2 a: mode: sometimes → always seen",
            "v2 a: t: no longer seen as null",
        ],
        &[
            "v2 a: l: array of object → array of string: Field<Vec<L>> → Field<Vec<String>> (a sample contradicts it)",
            "v2 a: mode: enum → object: Field<AEventMode> → Field<Mode> (a sample contradicts it)",
            "v2 a: n: string → number: Field<String> → Field<Number> (a sample contradicts it)",
            "v2 a: t: time → unknown: Field<Timestamp> → Field<Value>",
            "v2 a: u: number or string → number: Field<AEventU> → Field<Number>",
            "v2 a: - type AEventMode (mode) (a sample contradicts it)",
            "v2 a: - type AEventU (u)",
            "v2 a: - type L (l[]) (a sample contradicts it)",
            "v2 a: + type Mode (mode)",
            "v2 a: mode: always → sometimes seen",
            "v2 a: t: seen as null, too",
        ],
    );
}

#[test]
fn keys_and_events_may_be_renamed() {
    check(
        &[("a", r#"{"clientName": "x", "n": 1}"#), VIEW],
        &[("a", r#"{"customerName": "x", "m": true}"#), ("page.seen", VIEW.1)],
        &[
            "v2 a: - clientName (renamed? customerName is new, and of the same type)",
            "v2 a: - n",
            "v2 a: + customerName (seen in 1 of 1)",
            "v2 a: + m (seen in 1 of 1)",
            "v2 page.seen: + event",
            "v2 page.view: - event (renamed? page.seen is new, and has the same keys)",
        ],
        &[
            "v2 a: - customerName (renamed? clientName is new, and of the same type)",
            "v2 a: - m",
            "v2 a: + clientName (seen in 1 of 1)",
            "v2 a: + n (seen in 1 of 1)",
            "v2 page.seen: - event (renamed? page.view is new, and has the same keys)",
            "v2 page.view: + event",
        ],
    );
}

#[test]
fn paths_are_written_as_in_javascript() {
    check(
        &[("a", r#"{"items": [{"n": 1}], "a b": {"n": 1}, "deep": {"deeper": {"m": 1}}}"#)],
        &[("a", r#"{"items": [{"n": 1, "k": 1}], "a b": {"n": 1, "c.d": 1}, "deep": {"deeper": {"m": 1, "é": 1}}}"#)],
        &[
            "v2 a: + \"a b\".\"c.d\" (seen in 1 of 1)",
            "v2 a: + items[].k (seen in 1 of 1)",
            "v2 a: + deep.deeper.é (seen in 1 of 1)",
        ],
        &["v2 a: - \"a b\".\"c.d\"", "v2 a: - items[].k", "v2 a: - deep.deeper.é"],
    );
}

#[test]
fn of_many_places_the_nearest_is_reported() {
    let address = r#"{"city": "x", "pin": "y"}"#;
    let longer = r#"{"city": "x", "pin": "y", "floor": 1}"#;
    let payload =
        |address: &str| format!(r#"{{"user": {{"address": {address}}}, "at": {{"far": {{"address": {address}}}}}}}"#);
    check(
        &[("a", &payload(address)), VIEW],
        &[("a", &payload(longer)), VIEW],
        &["v2 a: + user.address.floor (seen in 1 of 1)"],
        &["v2 a: - user.address.floor"],
    );
}

#[test]
fn a_type_under_another_name_is_one_change() {
    let samples = &[("a", r#"{"gift": {"n": 1}, "last": {"gift": {"n": 1}}}"#)];
    let hint = "[[hint]]\napi = \"v2\"\nat = \"/gift\"\nname = \"Parcel\"\nreason = \"r\"\n";
    let found = changes(&decide("", samples), &decide(hint, samples));
    let [only] = found.as_slice() else { panic!("{found:#?}") };
    assert_eq!((only.subject, only.action, only.impact()), (Subject::Type, Action::Renamed, SemverImpact::Major));
    assert_eq!(only.text, "v2 a: gift: type Gift → Parcel");
}

#[test]
fn a_change_is_data_too() {
    let gift = (BUNDLE.0, r#"{"purchase": {"price": "none"}}"#);
    let found = changes(&decide("", &[BUNDLE]), &decide("", &[BUNDLE, gift]));
    let expected = Change {
        api: "v2".to_owned(),
        events: vec!["purchase.bundle".to_owned()],
        path: Some("purchase.price".to_owned()),
        subject: Subject::Key,
        action: Action::Retyped,
        cause: Some(Cause::Contradicted),
        text: "v2 purchase.bundle: purchase.price: number → number or string: Field<Number> → Field<PurchasePrice> (a sample contradicts it)"
            .to_owned(),
    };
    assert_eq!(found[0], expected);
    assert_eq!(diff::impact(&found), SemverImpact::Major);
    assert_eq!(diff::impact(&[]), SemverImpact::None);
}

#[test]
fn a_null_item_contradicts_any_item_type() {
    for items in ["1", "1, \"x\"", "{\"n\": 1}", "[1]"] {
        let sample = |items: String| format!(r#"{{"purchase": {{"tags": [{items}]}}}}"#);
        let (old, new) = (sample(items.to_owned()), sample(format!("{items}, null")));
        let found = changes(&decide("", &[(BUNDLE.0, &old)]), &decide("", &[(BUNDLE.0, &old), (BUNDLE.0, &new)]));
        let retyped: Vec<_> = found.iter().filter(|change| change.action == Action::Retyped).collect();
        let causes: Vec<_> = retyped.iter().map(|change| change.cause).collect();
        assert_eq!(causes, [Some(Cause::Contradicted)], "{items}: {found:#?}");
    }
}

#[test]
fn equal_versions_have_no_changes() {
    let samples: Samples<'_> = &[BUNDLE, PASS, VIEW, VIEW, ("a", r#"{"map": {"x": 1}, "list": [[1, null, "x"]]}"#)];
    assert_eq!(diff::diff(&decide("", samples), &decide("", samples)), []);
}

#[test]
fn evidence_alone_changes_docs() {
    let other = (VIEW.0, r#"{"page": {"url": "y"}}"#);
    let changes = diff::diff(&decide("", &[VIEW]), &decide("", &[VIEW, other]));
    let docs: Vec<_> = changes.iter().filter(|change| change.subject == Subject::Docs).collect();
    let [only] = docs.as_slice() else { panic!("{changes:#?}") };
    assert_eq!((only.action, only.impact()), (Action::DocsOnly, SemverImpact::Patch));
    assert!(only.text.starts_with("v2 page.view: docs: "), "{}", only.text);
}
