//! Equal payloads are one piece of evidence.
use conscent_codegen::interface::Module;
use proptest::prelude::*;
use test_support::folder;

/// The decisions about an API with these samples, each with its event.
fn decide(samples: &[(&str, &str)]) -> Module {
    let paths: Vec<_> = samples.iter().enumerate().map(|(n, (event, _))| format!("v1/{event}/s{n}.json")).collect();
    let files: Vec<_> = paths.iter().zip(samples).map(|(path, (_, text))| (path.as_str(), *text)).collect();
    conscent_codegen::interface(folder(&files).path(), None).unwrap().modules.remove(0)
}

/// The functions of the only event, and in how many samples its key `n` was seen.
fn counted(samples: &[&str]) -> (usize, usize, usize) {
    let samples: Vec<_> = samples.iter().map(|text| ("e", *text)).collect();
    let Module { events, .. } = decide(&samples);
    let occurrence = &events[0].payload.fields.iter().find(|field| field.key == "n").unwrap().occurrence;
    (events[0].samples.len(), occurrence.samples, occurrence.of)
}

#[test]
fn equal_payloads_count_once_and_keep_their_functions() {
    assert_eq!(counted(&[r#"{"n": 1}"#]), (1, 1, 1));
    assert_eq!(counted(&[r#"{"n": 1}"#, r#"{"n": 1}"#]), (2, 1, 1));
    assert_eq!(counted(&[r#"{"n": 1}"#, "{}", r#"{"n": 2}"#, r#"{"n": 1}"#]), (4, 2, 3));
}

#[test]
fn spelling_makes_no_difference_but_values_do() {
    assert_eq!(counted(&[r#"{"n":1.50,"m":"\u0041"}"#, "{ \"m\": \"A\",\n \"n\": 15e-1 }"]), (2, 1, 1));
    assert_eq!(counted(&[r#"{"n": 1}"#, r#"{"n": 1.0}"#]), (2, 2, 2));
    assert_eq!(counted(&[r#"{"n": [1, 2]}"#, r#"{"n": [2, 1]}"#]), (2, 2, 2));
    assert_eq!(counted(&[r#"{"n": null}"#, r#"{"n": null, "m": null}"#]), (2, 2, 2));
}

#[test]
fn equal_payloads_of_two_events_count_twice() {
    let module = decide(&[("a", r#"{"x": {"n": 1}}"#), ("b", r#"{"x": {"n": 1}}"#)]);
    assert_eq!((module.structs[0].occurrence.samples, module.structs[0].occurrence.events.len()), (2, 2));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    /// A repeated sample adds its function, and changes nothing else.
    #[test]
    fn repetition_changes_no_type(numbers in prop::collection::vec(0..4, 1..5), again in any::<prop::sample::Index>()) {
        let texts: Vec<String> = numbers.iter().map(|n| format!("{{\"k{n}\": {{\"n\": {n}}}}}")).collect();
        let samples: Vec<_> = texts.iter().map(|text| ("e", text.as_str())).collect();
        let (mut once, mut twice) = (decide(&samples), decide(&[&samples[..], &[*again.get(&samples)]].concat()));
        prop_assert_eq!(once.events[0].samples.len() + 1, twice.events[0].samples.len());
        once.events[0].samples.clear();
        twice.events[0].samples.clear();
        prop_assert_eq!(once, twice);
    }
}
