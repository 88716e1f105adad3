//! Which strings are open enums: the limits of the rules in the docs of `schema::codes`.
mod decided;
use decided::{check, decide};
use serde_json::json;

/// One sample is enough, so that `?` marks only what is missing somewhere.
const ONE: &str = "min_samples = 1\n";

/// Whether strings are an enum if each is in this many different objects.
fn is_enum(key: &str, values: &[&str], objects: usize) -> bool {
    let bodies: Vec<String> =
        (0..values.len() * objects).map(|n| json!({ key: values[n % values.len()], "n": n }).to_string()).collect();
    let samples: Vec<(&str, &str)> = bodies.iter().map(|body| ("e", body.as_str())).collect();
    !decide(ONE, &samples).enums.is_empty()
}

#[test]
fn words_of_a_set_have_one_case_and_repeat() {
    for (key, values, objects, expected) in [
        ("state", &["OPEN", "SHUT"][..], 2, true),
        ("state", &["OPEN", "SHUT"], 1, false),
        ("state", &["open", "shut"], 2, true),
        ("state", &["Open", "Shut"], 2, false),
        ("status", &["Open", "Shut"], 2, true),
        // One word is too short, or all of them are.
        ("state", &["ON", "STANDBY"], 2, true),
        ("state", &["ON", "OFF"], 2, false),
        // A single word shows no choice, except as a constant under a key whose name suggests a set of words.
        ("state", &["OPEN"], 9, false),
        ("status", &["OPEN"], 2, true),
        ("status", &["open"], 9, false),
        // An empty text is not evidence.
        ("state", &["OPEN", "SHUT", "", ""], 1, false),
        ("state", &["OPEN", "SHUT", "", ""], 2, true),
        // Sentences are not words.
        ("state", &["it is open now", "it is shut now"], 2, false),
        ("status", &["it is open now", "it is shut now"], 2, false),
        // The key names a thing or a person.
        ("city", &["OPEN", "SHUT"], 9, false),
        ("cities", &["OPEN", "SHUT"], 9, false),
        ("city_status", &["OPEN", "SHUT"], 2, true),
    ] {
        assert_eq!(is_enum(key, values, objects), expected, "{key}: {values:?}");
    }
}

#[test]
fn lists_of_several_kinds_are_named_in_the_singular() {
    check(
        ONE,
        &[("e", r#"{"parts": ["x", 1], "words": "x", "more_parts": ["x", true]}"#)],
        "event e: E { more_parts: [MorePart], parts: [EPart], words: string }
         EPart at E.parts: number or string
         MorePart at E.more_parts: bool or string",
    );
}

#[test]
fn an_enum_gives_way_to_the_names_of_structs_and_its_variants_to_those_that_it_has() {
    let sample = |event, mode: &str, n: usize| {
        (event, json!({ "payment_mode": mode, "n": n, "deep": { "paymentMode": { "n": 1 } } }).to_string())
    };
    let samples =
        [sample("e", "SELF", 1), sample("e", "UNKNOWN", 2), sample("e", "SELF", 3), sample("e", "UNKNOWN", 4)];
    let samples: Vec<_> = samples.iter().map(|(event, text)| (*event, text.as_str())).collect();
    check(
        ONE,
        &samples,
        "event e: E { deep: Deep, n: number, payment_mode: EPaymentMode }
         Deep at deep: { paymentMode: PaymentMode }
         EPaymentMode at E.payment_mode: enum SelfCode=SELF UnknownCode=UNKNOWN
         PaymentMode at paymentMode: { n: number }",
    );
}

#[test]
fn the_values_of_maps_may_be_words_of_a_set() {
    let body =
        |n: usize| json!({ "m": { format!("{n}@mail"): "OPEN", format!("{}@mail", n + 1): "SHUT" } }).to_string();
    let bodies = [body(1), body(2)];
    check(
        ONE,
        &[("e", &bodies[0]), ("e", &bodies[1])],
        "event e: E { m: map of EM }
         EM at E.m: enum Open=OPEN Shut=SHUT",
    );
}
