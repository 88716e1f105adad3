//! The effect of each kind of hint on decisions and on generated code.
mod decided;
use conscent_codegen::samples::read;
use conscent_codegen::{Package, generate_from, interface};
use decided::{check, decide};
use test_support::relative;

/// One sample is enough, so that `?` marks only what is missing somewhere.
const ONE: &str = "min_samples = 1\n";
const ENVELOPE: &str = "[envelope.v1]\nevent = \"event\"\npayload = \"data\"\n";

/// Hints for places, each with its statement.
fn hints(all: &[(&str, &str)]) -> String {
    let hint = |(at, what): &(&str, &str)| format!("[[hint]]\napi = \"v1\"\nat = {at:?}\n{what}\nreason = \"known\"\n");
    all.iter().map(hint).collect()
}

/// The generated sources of the API, without layout.
fn sources(hints: &str, samples: &[(&str, &str)]) -> String {
    let folder = decided::samples(hints, samples);
    let generated = generate_from(&read(folder.path()).unwrap(), &Package::new("vendor")).unwrap();
    let sources = generated.files.iter().filter(|file| file.path.starts_with("src/generated/v1"));
    sources.flat_map(|file| file.text.split_whitespace()).collect::<Vec<_>>().join(" ")
}

/// The errors for invalid hints.
#[track_caller]
fn refused(hints: &str, samples: &[(&str, &str)]) -> String {
    let folder = decided::samples(hints, samples);
    relative(folder.path(), interface(folder.path(), None).unwrap_err())
}

#[test]
fn two_names_split_one_group() {
    let body =
        r#"{"user": {"id": 1, "mail": "x", "since": "y"}, "deep": {"user": {"id": 2, "mail": "x", "since": "y"}}}"#;
    check(
        ONE,
        &[("e", body)],
        "event e: E { deep: Deep, user: User }
         Deep at deep: { user: User }
         User at user: { id: number, mail: string, since: string }",
    );
    check(
        &(ONE.to_owned() + &hints(&[("/user", "name = \"Buyer\""), ("/deep/user", "name = \"Seller\"")])),
        &[("e", body)],
        "event e: E { deep: Deep, user: Buyer }
         Buyer at user: { id: number, mail: string, since: string }
         Deep at deep: { user: Seller }
         Seller at user: { id: number, mail: string, since: string }",
    );
}

#[test]
fn a_split_object_has_a_type_of_its_own() {
    let body = r#"{"user": {"id": 1, "mail": "x"}, "deep": {"user": {"id": 2, "mail": "x"}}}"#;
    let api = decide(&(ONE.to_owned() + &hints(&[("/deep/user", "kind = \"split\"")])), &[("e", body)]);
    assert_eq!(api.structs.len(), 3, "{api:#?}");
    let error = refused(&hints(&[("/deep/user/mail", "kind = \"split\"")]), &[("e", body)]);
    assert!(error.contains("no sample of v1 has an object there"), "{error}");
}

#[test]
fn what_is_ignored_is_a_json_value() {
    let hints = ONE.to_owned() + &hints(&[("/raw", "kind = \"ignore\"")]);
    let samples = [("e", r#"{"raw": {"a": {"b": 1}}}"#), ("f", r#"{"raw": "x"}"#)];
    check(&hints, &samples, "event e: E { raw: json }\nevent f: F { raw: json }");
    let sources = sources(&hints, &samples);
    assert!(sources.contains("pub raw: Field<Json>,"), "{sources}");
    assert!(sources.contains("pub fn raw(&self) -> Option<&Json>"), "{sources}");
}

#[test]
fn hints_override_whether_keys_are_data() {
    let body = r#"{"reactions": {"a1b2c3d4e5f60718": 1, "0718a1b2c3d4e5f6": 2}, "links": {"up": "x", "down": "y"}}"#;
    check(
        ONE,
        &[("e", body)],
        "event e: E { links: Links, reactions: map of number }
         Links at links: { down: string, up: string }",
    );
    check(
        &(ONE.to_owned() + &hints(&[("/reactions", "kind = \"struct\""), ("/links", "kind = \"map\"")])),
        &[("e", body)],
        "event e: E { links: map of string, reactions: Reactions }
         Reactions at reactions: { 0718a1b2c3d4e5f6: number, a1b2c3d4e5f60718: number }",
    );
}

#[test]
fn a_field_may_have_another_name_and_a_sentence() {
    let hints = hints(&[("/amt", "rename = \"amount\""), ("/amt", "doc = \"What is paid, with tax.\"")]);
    let sources = sources(&hints, &[("e", r#"{"amt": 1}"#)]);
    for part in [
        "pub amount: Field<Number>,",
        "pub fn amount(&self) -> Option<&Number>",
        "pub fn require_amount(&self) -> Result<&Number, FieldError>",
        "amount = \"amt\",",
        "What is paid, with tax.",
    ] {
        assert!(sources.contains(part), "no {part} in {sources}");
    }
}

#[test]
fn presence_is_what_a_hint_says() {
    let samples =
        [("e", r#"{"a": 1, "b": 1}"#), ("e", r#"{"a": 2, "b": 2, "c": 2}"#), ("e", r#"{"a": 3, "b": 3, "c": 3}"#)];
    check("", &samples, "event e: E { a: number, b: number, c?: number }");
    let hints = hints(&[("/a", "kind = \"optional\""), ("/c", "kind = \"required\"")]);
    check(&hints, &samples, "event e: E { a?: number, b: number, c: number }");
    // No signature depends on it.
    let [with, without] = [&hints, ""].map(|hints| sources(hints, &samples));
    let signatures = |text: &str| text.matches("-> Option<").count();
    assert_eq!(signatures(&with), signatures(&without));
}

#[test]
fn numbers_and_texts_may_be_times_and_decimals() {
    let hints = ONE.to_owned()
        + &hints(&[
            ("/at", "kind = \"epoch_seconds\""),
            ("/at_text", "kind = \"epoch_seconds\""),
            ("/millis", "kind = \"epoch_millis\""),
            ("/total", "kind = \"decimal\""),
            ("/list/*", "kind = \"epoch_millis\""),
        ]);
    let samples = [(
        "e",
        r#"{"at": 1712345678, "at_text": "1712345678", "millis": 1712345678901, "total": "19.90", "list": [1712345678901]}"#,
    )];
    check(
        &hints,
        &samples,
        "event e: E { at: seconds, at_text: seconds, list: [millis], millis: millis, total: decimal }",
    );
    let sources = sources(&hints, &samples);
    for part in ["pub at: Field<EpochSeconds>,", "pub list: Field<Vec<EpochMillis>>,", "pub total: Field<Decimal>,"] {
        assert!(sources.contains(part), "no {part} in {sources}");
    }
    for (at, kind) in [("/total", "epoch_seconds"), ("/at", "decimal"), ("/word", "decimal"), ("/word", "epoch_millis")]
    {
        let stale = self::hints(&[(at, &format!("kind = {kind:?}"))]);
        let error = refused(&stale, &[("e", r#"{"at": 1, "total": "19.90", "word": "x"}"#)]);
        assert!(error.contains("does not apply"), "{at} {kind}: {error}");
    }
}

#[test]
fn hints_make_strings_enums() {
    let hints = ONE.to_owned() + &hints(&[("/kind", "kind = \"enum\""), ("/list/*", "name = \"Step\"")]);
    check(
        &hints,
        &[("e", r#"{"kind": "new", "list": ["up", "down"]}"#)],
        "event e: E { kind: EKind, list: [Step] }
         EKind at E.kind: enum New=new
         Step at E.list: enum Down=down Up=up",
    );
}

#[test]
fn the_envelope_takes_hints_of_its_own() {
    let hints = ONE.to_owned()
        + ENVELOPE
        + &hints(&[
            ("/at", "envelope = true\nkind = \"epoch_seconds\""),
            ("/sender", "envelope = true\nname = \"Origin\""),
            ("/at", "kind = \"epoch_millis\""),
        ]);
    let samples = [("a", r#"{"event": "a", "at": 1712345678, "sender": {"x": 1}, "data": {"at": 1712345678901}}"#)];
    check(
        &hints,
        &samples,
        "envelope { at: seconds, data: payload, event: string, sender: Origin }
         event a: AEvent { at: millis }
         Origin at sender: { x: number }",
    );
    let stale = ENVELOPE.to_owned() + &self::hints(&[("/att", "envelope = true\nkind = \"epoch_seconds\"")]);
    assert!(refused(&stale, &samples).contains("no sample of v1 (envelope) has a number"));
}

#[test]
fn every_hint_that_applies_to_nothing_is_an_error() {
    let body = [("e", r#"{"n": 1}"#)];
    for what in [
        "kind = \"map\"",
        "kind = \"struct\"",
        "kind = \"split\"",
        "kind = \"ignore\"",
        "kind = \"enum\"",
        "kind = \"text\"",
        "kind = \"epoch_seconds\"",
        "kind = \"epoch_millis\"",
        "kind = \"decimal\"",
        "kind = \"required\"",
        "kind = \"optional\"",
        "name = \"X\"",
        "rename = \"x\"",
        "doc = \"A sentence.\"",
    ] {
        let error = refused(&hints(&[("/gone", what)]), &body);
        assert!(error.starts_with("hints.toml:3:6: hint for `/gone` does not apply: "), "{what}: {error}");
    }
}

#[test]
fn a_time_is_one_type_in_numbers_and_digits() {
    let samples = [("e", r#"{"at": 1700000000, "n": 1}"#), ("e", r#"{"at": "1700000000", "n": 2}"#)];
    check(
        &(ONE.to_owned() + &hints(&[("/at", "kind = \"epoch_seconds\"")])),
        &samples,
        "event e: E { at: seconds, n: number }",
    );
    check(ONE, &samples, "event e: E { at: EAt, n: number }\nEAt at E.at: number or string");
}

#[test]
fn an_ignored_field_may_still_be_null() {
    check(
        &(ONE.to_owned() + &hints(&[("/raw", "kind = \"ignore\"")])),
        &[("e", r#"{"raw": null, "n": 1}"#), ("e", r#"{"raw": {"k": 1}, "n": 2}"#)],
        "event e: E { n: number, raw?: json|null }",
    );
}

#[test]
fn an_unknown_field_does_not_take_the_type_of_an_ignored_one() {
    check(
        &(ONE.to_owned() + &hints(&[("/a/raw", "kind = \"ignore\"")])),
        &[("e", r#"{"a": {"raw": {"k": 1}, "p": 1}, "b": {"raw": null, "q": 1}}"#)],
        "event e: E { a: EA, b: B }
         B at b: { q: number, raw?: any|null }
         EA at a: { p: number, raw: json }",
    );
}

#[test]
fn the_name_of_an_object_is_not_that_of_the_words_in_a_list() {
    let object = ("e", r#"{"my_part": {"x": 1}, "n": 0}"#);
    let list = |n: usize| format!(r#"{{"my_part": ["OPEN", "SHUT"], "n": {n}}}"#);
    let lists = [list(1), list(2), list(3)];
    check(
        &(ONE.to_owned() + &hints(&[("/my_part", "name = \"Place\"")])),
        &[object, ("e", &lists[0]), ("e", &lists[1]), ("e", &lists[2])],
        "event e: E { my_part: EMyPart, n: number }
         EMyPart at E.my_part: [MyPart] or boxed Place
         MyPart at E.my_part: enum Open=OPEN Shut=SHUT
         Place at my_part: { x: number }",
    );
}
