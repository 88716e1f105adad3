//! What the places of an envelope mean for the types at these places.
mod decided;
use decided::check;

/// One sample is enough, so that `?` marks only what is missing somewhere.
const ONE: &str = "min_samples = 1\n[envelope.v1]\n";

#[test]
fn the_name_of_the_event_is_no_enum_but_other_words_are() {
    // The samples have the words of an enum in both places.
    let samples = [
        ("PAID", r#"{"event": "PAID", "state": "OPEN", "data": {"type": "PAID", "n": 1, "state": "FRESH"}}"#),
        ("PAID", r#"{"event": "PAID", "state": "OPEN", "data": {"type": "PAID", "n": 2, "state": "FRESH"}}"#),
        ("PAID", r#"{"event": "PAID", "state": "SHUT", "data": {"type": "PAID", "n": 3, "state": "STALE"}}"#),
        ("PAID", r#"{"event": "PAID", "state": "SHUT", "data": {"type": "PAID", "n": 4, "state": "STALE"}}"#),
    ];
    check(
        &format!("{ONE}event = \"event\"\npayload = \"data\"\n"),
        &samples,
        "envelope { data: payload, event: string, state: EnvelopeState }
         event PAID: Paid { n: number, state: PaidState, type: PaidType }
         EnvelopeState at Envelope.state: enum Open=OPEN Shut=SHUT
         PaidState at Paid.state: enum Fresh=FRESH Stale=STALE
         PaidType at Paid.type: enum Paid=PAID",
    );
    // The name is in the payload.
    check(
        &format!("{ONE}event = \"/data/type\"\npayload = \"data\"\n"),
        &samples,
        "envelope { data: payload, event: EnvelopeEvent, state: EnvelopeState }
         event PAID: Paid { n: number, state: PaidState, type: string }
         EnvelopeEvent at Envelope.event: enum Paid=PAID
         EnvelopeState at Envelope.state: enum Open=OPEN Shut=SHUT
         PaidState at Paid.state: enum Fresh=FRESH Stale=STALE",
    );
}

#[test]
fn what_contains_the_name_is_no_map() {
    let samples = [("a", r#"{"headers": {"topic": "a", "b": "x"}, "labels": {"c": "x"}, "data": {"n": 1}}"#)];
    check(
        &format!("{ONE}event = \"/headers/topic\"\npayload = \"data\"\n"),
        &samples,
        "envelope { data: payload, headers: Headers, labels: map of string }
         event a: AEvent { n: number }
         Headers at headers: { b: string, topic: string }",
    );
    check(
        &format!("{ONE}event = \"/label/topic\"\npayload = \"data\"\n"),
        &[("a", r#"{"headers": {"topic": "a"}, "label": {"topic": "a"}, "data": {"n": 1}}"#)],
        "envelope { data: payload, headers: map of string, label: Label }
         event a: AEvent { n: number }
         Label at label: { topic: string }",
    );
}

#[test]
fn a_payload_may_be_an_object_in_one_sample_and_another_value_in_the_next() {
    for (value, union) in [
        ("true", "bool or boxed MixedData"),
        ("7", "number or boxed MixedData"),
        (r#""x""#, "string or boxed MixedData"),
        ("[1]", "[number] or boxed MixedData"),
    ] {
        let other = format!(r#"{{"event": "mixed", "data": {value}}}"#);
        check(
            &format!("{ONE}event = \"event\"\npayload = \"data\"\n"),
            &[("mixed", r#"{"event": "mixed", "data": {"a": 1}}"#), ("mixed", &other)],
            &format!(
                "envelope {{ data: payload, event: string }}
                 event mixed: Mixed = MixedDataValue
                 MixedData at data: {{ a: number }}
                 MixedDataValue at Mixed.data: {union}"
            ),
        );
    }
}

#[test]
fn an_object_around_the_payload_may_be_null() {
    check(
        &format!("{ONE}event = \"event\"\npayload = \"/data/object\"\n"),
        &[("a", r#"{"event": "a", "data": {"object": {"n": 1}}}"#), ("a", r#"{"event": "a", "data": null}"#)],
        "envelope { data?: EnvelopeData of the payload|null, event: string }
         envelope { object: payload }
         event a: AEvent { n: number }",
    );
}

#[test]
fn a_list_as_the_payload_may_contain_words_of_a_set() {
    let bodies = [0, 1, 2, 3].map(|n| {
        let word = if n < 2 { "OPEN" } else { "SHUT" };
        format!(r#"{{"event": "e", "data": [{{"state": "{word}", "n": {n}}}]}}"#)
    });
    check(
        &format!("{ONE}event = \"event\"\npayload = \"data\"\n"),
        &[("e", &bodies[0]), ("e", &bodies[1]), ("e", &bodies[2]), ("e", &bodies[3])],
        "envelope { data: payload, event: string }
         event e: E = [EData]
         EData at data: { n: number, state: EDataState }
         EDataState at EData.state: enum Open=OPEN Shut=SHUT",
    );
}
