//! `diff` of views.
use conscent_codegen::Interface;
use conscent_codegen::diff::{self, SemverImpact, Subject};
use serde_json::{Value, json};
use test_support::folder;

fn decide(hints: &str, bodies: &[Value], previous: Option<&Interface>) -> Interface {
    let hints = format!("min_samples = 1\n{hints}");
    let files: Vec<(String, String)> =
        bodies.iter().enumerate().map(|(n, body)| (format!("v2/e/s{n}.json"), body.to_string())).collect();
    let files = files.iter().map(|(path, text)| (path.as_str(), text.as_str()));
    let folder = folder(&files.chain([("hints.toml", hints.as_str())]).collect::<Vec<_>>());
    conscent_codegen::interface(folder.path(), previous).unwrap_or_else(|errors| panic!("{errors}"))
}

/// The lines about views, each with its impact.
fn lines(old: &Interface, new: &Interface) -> Vec<String> {
    let changes = diff::diff(old, new).into_iter().filter(|change| change.subject == Subject::View);
    changes.map(|change| format!("{}: {}", change.impact(), change.text)).collect()
}

fn hint(at: &str, kind: &str) -> String {
    format!("[[hint]]\napi = \"v2\"\nat = \"{at}\"\nkind = \"{kind}\"\nreason = \"known\"\n")
}

fn card() -> Value {
    json!({ "pay": { "type": "CARD", "number": 4111, "holder": "Jo" } })
}

fn transfer() -> Value {
    json!({ "pay": { "type": "TRANSFER", "iban": "DE", "bank": "GLS" } })
}

#[test]
fn a_tag_is_added_and_removed() {
    let (old, new) = (decide("", &[card()], None), decide("", &[card(), transfer()], None));
    assert_eq!(lines(&old, &new), ["minor: v2 e: pay.type: + by_type() with views of CARD, TRANSFER"]);
    assert_eq!(lines(&new, &old), ["major: v2 e: pay.type: - by_type()"]);
    let without = decide(&hint("/pay/type", "no_tag"), &[card(), transfer()], Some(&new));
    assert_eq!(lines(&new, &without), ["major: v2 e: pay.type: - by_type()"]);
}

#[test]
fn variants_and_their_fields_are_added_and_removed() {
    let old = decide("", &[card(), transfer()], None);
    let mut long = card();
    long["pay"]["cvc"] = json!(1);
    let cash = json!({ "pay": { "type": "CASH", "given": 1, "back": 2 } });
    let new = decide("", &[card(), transfer(), long, cash], Some(&old));
    assert_eq!(
        lines(&old, &new),
        ["minor: v2 e: pay.type: + CardPay.cvc", "minor: v2 e: pay.type: + view CashPay of CASH"]
    );
    assert_eq!(
        lines(&new, &old),
        ["major: v2 e: pay.type: - view CashPay of CASH", "major: v2 e: pay.type: - CardPay.cvc"]
    );
    assert_eq!(diff::impact(&diff::diff(&old, &new)), SemverImpact::Minor);
}

#[test]
fn another_spelling_changes_no_name() {
    let old = decide("", &[card(), transfer()], None);
    let mut lower = card();
    lower["pay"]["type"] = json!("card");
    let new = decide("", &[card(), transfer(), lower], Some(&old));
    assert_eq!(lines(&old, &new), ["patch: v2 e: pay.type: CardPay: CARD → CARD, card"]);
}

#[test]
fn a_field_of_another_kind_changes_its_type() {
    let list = json!({ "pay": { "type": "LIST", "value": ["a"], "order": 1, "first": 2 } });
    let count = |value: Value| json!({ "pay": { "type": "COUNT", "value": value, "unit": "kg", "precision": 2 } });
    let old = decide("", &[list.clone(), count(json!(1))], None);
    let new = decide("", &[list, count(json!(1)), count(json!("x"))], Some(&old));
    assert_eq!(
        lines(&old, &new),
        [
            "major: v2 e: pay.type: CountPay.value: number → number or array of string or string (a sample contradicts it)"
        ]
    );
}

#[test]
fn names_change_by_hints_only() {
    let bodies = [card(), transfer()];
    let old = decide("", &bodies, None);
    let name = "[[hint]]\napi = \"v2\"\nat = \"/pay/type\"\nrename = \"way\"\nreason = \"known\"\n";
    assert_eq!(lines(&old, &decide(name, &bodies, Some(&old))), [""; 0]);
    assert_eq!(
        lines(&old, &decide(name, &bodies, None)),
        ["major: v2 e: pay.type: by_type() → by_way()", "major: v2 e: pay.type: type PayByType → PayByWay"]
    );
}
