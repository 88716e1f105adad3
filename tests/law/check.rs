//! Drift without compiled types: `Module::drift` of the interface finds the same drift as the types.

mod types;

use crate::any::{self, Any};
use crate::json::{self, Json};
use crate::mutate;
use conscent_codegen::Interface;
use conscent_codegen::interface::Module;
use conscent_types::samples;
use proptest::prelude::*;
use std::path::Path;
use std::sync::LazyLock;

static INTERFACE: LazyLock<Interface> = LazyLock::new(|| {
    Interface::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("conscent-types/schemas/interface.json")).unwrap()
});

fn module(api: &str) -> &'static Module {
    INTERFACE.modules.iter().find(|module| module.api == api).unwrap()
}

#[track_caller]
fn same(api: &str, event: &str, body: &[u8]) {
    let compiled = Any::drift_of(api, event, body);
    assert_eq!(module(api).drift(event, body), compiled, "{api} {event}\n{}", String::from_utf8_lossy(body));
}

#[test]
fn a_sample_has_the_drift_of_the_compiled_types_as_any_event() {
    for sample in samples::ALL {
        for (api, event) in any::events().chain([("v1", "no such event"), ("v2", "")]) {
            same(api, event, sample.text.as_bytes());
        }
    }
}

#[test]
fn another_value_in_any_place_has_the_same_drift() {
    let others = [
        "null",
        "true",
        "7",
        "-62167219201",
        "253402300800",
        "1.5",
        "1e400",
        "\"\"",
        "\"x\"",
        "\"12.50\"",
        "\"\\ud83d\"",
        "\"2024-03-04T10:28:47.967Z\"",
        "\"2024-02-30T00:00:00Z\"",
        "[]",
        "[null]",
        "[\"x\",null]",
        "[{}]",
        "{}",
        "{\"\":null}",
        "{\"b\":[1],\"a/b~\":\"x\"}",
    ];
    let mut compared = 0;
    for sample in samples::ALL {
        let json = Json::of(sample);
        for path in json.paths() {
            for other in others {
                let mut changed = json.clone();
                *changed.at(&path) = Json::Scalar(other.to_owned());
                same(sample.api, sample.event, changed.to_string().as_bytes());
                compared += 1;
            }
        }
    }
    assert!(compared > 5000, "{compared}");
}

#[test]
fn what_is_not_an_object_is_the_same_error() {
    let deep = |levels: usize| format!("{}{}", "{\"payload\":".repeat(levels), "}".repeat(levels));
    let bodies =
        ["", "nope", "[1, nope", "[]", "null", "5", "\"x\"", "{\"a\" 1}", "{\"a\": 01}", "{\"a\": 1e400, ?}", "{} {}"];
    for body in bodies.into_iter().map(str::to_owned).chain([deep(126), deep(128), deep(500)]) {
        for (api, event) in any::events().chain([("v1", "no such event"), ("v2", "no such event")]) {
            same(api, event, body.as_bytes());
        }
    }
    same("v2", "purchase.pass", b"{\"a\": \"\xff\"}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_object_has_the_same_drift(object in json::object()) {
        for (api, event) in any::events() {
            same(api, event, object.to_string().as_bytes());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn any_changed_sample_has_the_same_drift(sample in prop::sample::select(samples::ALL), changes in mutate::changes()) {
        let mut json = Json::of(&sample);
        for change in &changes {
            change.apply(&mut json);
        }
        same(sample.api, sample.event, json.to_string().as_bytes());
    }
}
