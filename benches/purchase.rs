//! The documented purchase that the benchmarks decode, as a server gets it.

use conscent_types::samples;
use serde_json::Value;

/// The sample without the white space of its pretty printing, its keys in their order.
pub(crate) fn body() -> Vec<u8> {
    let text = samples::purchase_bundle().text;
    let body = text.lines().map(str::trim).collect::<String>().replace("\": ", "\":").into_bytes();
    assert_eq!(parsed::<Value>(&body), parsed::<Value>(text.as_bytes()), "only white space is gone");
    body
}

pub(crate) fn parsed<T: serde::de::DeserializeOwned>(body: &[u8]) -> T {
    serde_json::from_slice(body).expect("a documented sample decodes")
}
