//! Samples: the header that names their event, and their `Debug` output.

use conscent_core::{Api, Fidelity, Naming, Sample, TypedSample};
use serde_json::Value;

use crate::types::Node;

const NOTHING: Api = Api::new("shop", &[], |_, _| Ok(Vec::new()));
static IN_BODY: Api = Api { naming: Naming { header: None, pointer: Some("/action") }, ..NOTHING };
static IN_HEADER: Api = Api { naming: Naming { header: Some("x-event"), pointer: None }, ..NOTHING };
/// As with GitHub.
static IN_BOTH: Api = Api { naming: Naming { header: Some("x-event"), pointer: Some("/action") }, ..NOTHING };

static SAMPLE: Sample = Sample::new(&IN_BOTH, ["issue.opened", "a", "", ""], Fidelity::Verbatim, "{}");

#[test]
fn the_header_has_what_the_body_does_not_say_of_the_event() {
    for (api, event, text, header) in [
        (&IN_BODY, "issue.opened", r#"{"action":"issue.opened"}"#, None),
        (&IN_HEADER, "issue.opened", r#"{"action":"opened"}"#, Some("issue.opened")),
        (&IN_BOTH, "issue.opened", r#"{"action":"opened"}"#, Some("issue")),
        (&IN_BOTH, "push", "{}", Some("push")),
        (&IN_BOTH, "push", r#"{"action":"ush"}"#, Some("push")),
    ] {
        let sample = Sample::new(api, [event, "a", "", ""], Fidelity::Verbatim, text);
        assert_eq!(sample.header(), header.map(|value| ("x-event", value)), "{event} {text}");
    }
}

#[test]
fn a_fidelity_has_a_word() {
    let words =
        [Fidelity::Verbatim, Fidelity::Corrected, Fidelity::Captured, Fidelity::Redacted].map(|one| one.to_string());
    assert_eq!(words, ["verbatim", "corrected", "captured", "redacted"]);
}

#[test]
fn a_typed_sample_shows_as_the_sample() {
    let typed = TypedSample::<Node>::new(&SAMPLE);
    assert_eq!(format!("{typed:?}"), format!("{SAMPLE:?}"));
    assert!(typed.text.parse::<Value>().is_ok());
}
