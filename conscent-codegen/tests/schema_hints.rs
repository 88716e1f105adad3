//! How hints change the decisions of `schema`.
mod decided;
use conscent_codegen::interface;
use decided::check;
use serde_json::json;
use test_support::relative;

/// One sample is enough, so that `?` marks only what is missing somewhere.
const ONE: &str = "min_samples = 1\n";

fn hint(at: &str, what: &str) -> String {
    format!("{ONE}[[hint]]\napi = \"v1\"\nat = \"{at}\"\n{what}\nreason = \"known\"\n")
}

/// The errors for invalid hints.
fn errors(hints: &str, samples: &[(&str, &str)]) -> String {
    let folder = decided::samples(hints, samples);
    relative(folder.path(), interface(folder.path(), None).unwrap_err())
}

#[test]
fn a_hint_makes_or_forbids_an_enum() {
    let sample = |kind: &str, status: &str, n: usize| json!({ "kind": kind, "status": status, "n": n }).to_string();
    let samples = [sample("new", "PAID", 1), sample("", "OPEN", 2), sample("", "PAID", 3)];
    let samples: Vec<_> = samples.iter().map(|text| ("e", text.as_str())).collect();
    check(
        &hint("/kind", "kind = \"enum\""),
        &samples,
        "event e: E { kind: EKind, n: number, status: EStatus }
         EKind at E.kind: enum New=new
         EStatus at E.status: enum Open=OPEN Paid=PAID",
    );
    check(&hint("/status", "kind = \"text\""), &samples, "event e: E { kind: string, n: number, status: string }");
}

#[test]
fn a_hint_makes_an_object_a_map() {
    check(
        &hint("/utm", "kind = \"map\""),
        &[
            ("e", r#"{"utm": {"source": "x"}, "other": {"source": "x"}}"#),
            ("f", r#"{"utm": {"medium": 1}, "other": {}}"#),
        ],
        "event e: E { other: Other, utm: map of string }
         event f: F { other: Other, utm: map of number }
         Other at other: { source?: string }",
    );
    check(
        &hint("/lists/*/*", "kind = \"map\""),
        &[("e", r#"{"lists": [[{"a": {"x": 1}}, {"b": {"x": 2}}]]}"#)],
        "event e: E { lists: [[map of List]] }
         List at lists: { x: number }",
    );
}

#[test]
fn a_hint_names_a_type() {
    check(
        &hint("/a", "name = \"Address\""),
        &[("e", r#"{"a": {"x": 1}, "address": {"y": 1}}"#)],
        "event e: E { a: Address, address: EAddress }
         Address at a: { x: number }
         EAddress at address: { y: number }",
    );
    let both = hint("/a", "name = \"Place\"") + &hint("/b/*", "name = \"Place\"").replace(ONE, "");
    check(
        &both,
        &[("e", r#"{"a": {"x": 1}, "b": [{"y": 1}]}"#)],
        "event e: E { a: Place, b: [Place] }
         Place at a b: { x?: number, y?: number }",
    );
    check(
        &hint("/kind", "name = \"Sort\""),
        &[("e", r#"{"kind": "CODE"}"#)],
        "event e: E { kind: Sort }\nSort at E.kind: enum Code=CODE",
    );
}

#[test]
fn a_hint_may_be_for_one_event() {
    check(
        &hint("/status", "event = \"a\"\nkind = \"text\""),
        &[
            ("a", r#"{"status": "PAID"}"#),
            ("b", r#"{"n": 1, "status": "PAID"}"#),
            ("b", r#"{"n": 2, "status": "PAID"}"#),
        ],
        "event a: AEvent { status: string }
         event b: B { n: number, status: BStatus }
         BStatus at B.status: enum Paid=PAID",
    );
}

#[test]
fn a_hint_that_does_not_apply_is_an_error() {
    let stale = |at: &str, what: &str| errors(&hint(at, what), &[("e", r#"{"a": {"b": 1}, "t": "x", "l": [1]}"#)]);
    let text = "hints.toml:5:8: hint for `/a` does not apply: no sample of v1 has one of a few short strings there; correct the pointer or remove the hint";
    assert_eq!(stale("/a", "kind = \"enum\""), text);
    for (at, what) in [
        ("/t", "kind = \"map\""),
        ("/a/b", "name = \"X\""),
        ("/l", "kind = \"text\""),
        ("/A", "kind = \"map\""),
        ("/a/b/c", "name = \"X\""),
    ] {
        assert!(stale(at, what).contains(&format!("hint for `{at}` does not apply: ")), "{}", stale(at, what));
    }
    let other = stale("/a", "event = \"f\"\nkind = \"map\"");
    assert!(other.contains("unknown event \"f\": no sample of v1 has this event"), "{other}");
    let long = format!(r#"{{"t": "{}"}}"#, "x".repeat(100));
    assert!(errors(&hint("/t", "kind = \"enum\""), &[("e", &long)]).contains("one of a few short strings"));
    let all = errors(&(hint("/x", "kind = \"map\"") + &hint("/y", "kind = \"map\"").replace(ONE, "")), &[("e", "{}")]);
    assert_eq!(all.lines().count(), 2);
}
