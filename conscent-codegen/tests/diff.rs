//! What changed, in words.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test may fail wherever it likes, its helpers too")]

mod sample_folder;

use conscent_codegen::diff::{self, Action, Change, Class, Subject};
use conscent_codegen::schema::{self, Api};
use sample_folder::with;

/// Samples of an api in an envelope: each event with its number and its payload.
type Samples<'a> = &'a [(&'a str, &'a str)];

fn apis(hints: &str, samples: Samples<'_>) -> Vec<Api> {
    let hints = format!("min_samples = 2\n[envelope.v2]\nevent = \"event\"\npayload = \"payload\"\n{hints}");
    let body = |(n, (event, payload)): (usize, &(&str, &str))| {
        (format!("v2/{event}/s{n}.json"), format!(r#"{{"event": {event:?}, "payload": {payload}}}"#))
    };
    let files: Vec<(String, String)> = samples.iter().enumerate().map(body).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let folder = with(&[&[("hints.toml", hints.as_str())], files.as_slice()].concat());
    conscent_codegen::model(folder.path()).unwrap_or_else(|errors| panic!("{errors}")).apis
}

/// What is said, but for what only docs tell.
fn changes(old: &[Api], new: &[Api]) -> Vec<Change> {
    diff::diff(old, new).unwrap().into_iter().filter(|change| change.subject != Subject::Docs).collect()
}

/// Checks the lines for the way there and for the way back.
#[track_caller]
fn check(old: Samples<'_>, new: Samples<'_>, there: &[&str], back: &[&str]) {
    let (old, new) = (apis("", old), apis("", new));
    let texts = |changes: Vec<Change>| changes.into_iter().map(|change| change.text).collect::<Vec<_>>();
    assert_eq!(texts(changes(&old, &new)), there);
    assert_eq!(texts(changes(&new, &old)), back);
}

const BUNDLE: (&str, &str) = ("purchase.bundle", r#"{"purchase": {"price": 1, "type": "SALE"}}"#);
const PASS: (&str, &str) = ("purchase.pass", r#"{"purchase": {"price": 1, "type": "SALE"}}"#);
const VIEW: (&str, &str) = ("page.view", r#"{"page": {"url": "x"}}"#);

#[test]
fn a_key_is_told_where_it_was_seen() {
    check(
        &[BUNDLE, PASS, VIEW],
        &[("purchase.bundle", r#"{"purchase": {"price": 1, "type": "SALE", "clientName": "x"}}"#), PASS, VIEW],
        &["v2 purchase.bundle: + purchase.clientName (seen in 1 of 1)"],
        &["v2 purchase.bundle: - purchase.clientName"],
    );
}

#[test]
fn what_events_share_is_told_once() {
    check(
        &[BUNDLE, PASS, VIEW],
        &[BUNDLE, ("purchase.pass", r#"{"purchase": {"type": "GIFT"}}"#), VIEW],
        &[
            "v2 purchase.*: purchase.price: always → sometimes seen: accessor returns Option",
            "v2 purchase.*: purchase.type: + GIFT",
        ],
        &[
            "v2 purchase.*: purchase.price: sometimes → always seen: accessor returns Result",
            "v2 purchase.*: purchase.type: - GIFT",
        ],
    );
}

#[test]
fn types_are_told_as_json_and_as_rust_have_them() {
    check(
        &[("a", r#"{"n": 1, "l": ["x"], "o": {"k": 1}, "t": null, "u": 1}"#), ("a", r#"{"u": 1}"#)],
        &[
            ("a", r#"{"n": "x", "l": [{"k": "x"}], "o": "CODE", "t": "2024-01-01T00:00:00Z", "u": "x"}"#),
            ("a", r#"{"u": 1}"#),
        ],
        &[
            "v2 a: l: list of text → list of object: Field<Vec<String>> → Field<Vec<L>>",
            "v2 a: n: number → text: Field<Number> → Field<String>",
            "v2 a: o: object → enum: Field<O> → Field<AEventO>",
            "v2 a: t: unknown → time: Field<Value> → Field<Timestamp>",
            "v2 a: u: number → number or text: Field<Number> → Field<AEventU>",
            "v2 a: - type O (o)",
            "v2 a: + type AEventO (o)",
            "v2 a: + type AEventU (u)",
            "v2 a: + type L (l[])",
        ],
        &[
            "v2 a: l: list of object → list of text: Field<Vec<L>> → Field<Vec<String>>",
            "v2 a: n: text → number: Field<String> → Field<Number>",
            "v2 a: o: enum → object: Field<AEventO> → Field<O>",
            "v2 a: t: time → unknown: Field<Timestamp> → Field<Value>",
            "v2 a: u: number or text → number: Field<AEventU> → Field<Number>",
            "v2 a: - type AEventO (o)",
            "v2 a: - type AEventU (u)",
            "v2 a: - type L (l[])",
            "v2 a: + type O (o)",
        ],
    );
}

#[test]
fn a_key_or_an_event_may_have_a_new_name() {
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
fn places_are_told_as_developers_write_them() {
    check(
        &[("a", r#"{"items": [{"n": 1}], "a b": {"n": 1}, "deep": {"deeper": {"m": 1}}}"#)],
        &[("a", r#"{"items": [{"n": 1, "k": 1}], "a b": {"n": 1, "c.d": 1}, "deep": {"deeper": {"m": 1, "é": 1}}}"#)],
        &[
            "v2 a: + \"a b\".\"c.d\" (seen in 1 of 1)",
            "v2 a: + deep.deeper.é (seen in 1 of 1)",
            "v2 a: + items[].k (seen in 1 of 1)",
        ],
        &["v2 a: - \"a b\".\"c.d\"", "v2 a: - deep.deeper.é", "v2 a: - items[].k"],
    );
}

#[test]
fn what_stands_at_many_places_is_told_at_the_nearest() {
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
    let found = changes(&apis("", samples), &apis(hint, samples));
    let [only] = found.as_slice() else { panic!("{found:#?}") };
    assert_eq!((only.subject, only.action, only.class()), (Subject::Type, Action::Renamed, Class::Major));
    assert_eq!(only.text, "v2 a: gift: type Gift → Parcel");
}

#[test]
fn a_change_is_told_as_data_too() {
    let old = apis("", &[BUNDLE, PASS]);
    let new = apis("", &[BUNDLE, ("purchase.pass", r#"{"purchase": {"price": "x", "type": "SALE"}}"#)]);
    let found = changes(&old, &new);
    let expected = Change {
        api: "v2".to_owned(),
        events: vec!["purchase.bundle".to_owned(), "purchase.pass".to_owned()],
        path: Some("purchase.price".to_owned()),
        subject: Subject::Key,
        action: Action::Retyped,
        text: "v2: purchase.price: number → number or text: Field<Number> → Field<PurchasePrice>".to_owned(),
    };
    assert_eq!(found[0], expected);
    assert_eq!(diff::class(&found), Class::Major);
    assert_eq!(diff::class(&[]), Class::None);
}

#[test]
fn types_are_compared_by_what_documents_tell_of_them() {
    let samples = apis("", &[BUNDLE, PASS, VIEW, VIEW]);
    let documents = schema::restate(&samples).unwrap();
    assert_eq!(schema::restate(&documents).unwrap(), documents);
    assert_eq!(diff::diff(&samples, &documents).unwrap(), []);
    assert_eq!(diff::diff(&documents, &samples).unwrap(), []);
}
