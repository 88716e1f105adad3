//! Drift: every undocumented part of a changed sample is reported at exactly its place.

use crate::any::Any;
use crate::json::{Json, Path};
use conscent_types::{Kind, Sample, samples};
use std::collections::BTreeSet;

/// The only place whose keys are data.
const MAP: &str = "/payload/purchase/utmParameters";

fn drift(sample: &Sample, json: &Json) -> Vec<String> {
    let decoded = Any::decode(sample.api, sample.event, json.to_string().as_bytes()).unwrap();
    decoded.drift().into_iter().map(|drift| drift.pointer).collect()
}

/// Each part of each sample.
fn parts() -> impl Iterator<Item = (&'static Sample, Json, Path)> {
    samples::ALL.iter().flat_map(|sample| {
        let json = Json::of(sample);
        json.paths().into_iter().map(move |path| (sample, json.clone(), path))
    })
}

fn kind(json: &Json) -> Kind {
    match json {
        Json::List(_) => Kind::List,
        Json::Object(_) => Kind::Object,
        Json::Scalar(text) => Kind::of(&serde_json::from_str(text).unwrap()),
    }
}

/// The place where a mismatch is reported: if an item does not fit, its whole list is a mismatch; if an entry does not, its whole map.
fn told_at(json: &mut Json, path: &[usize]) -> String {
    let above = &path[..path.len() - 1];
    let is_item = kind(json.at(above)) == Kind::List || json.pointer(above) == MAP;
    json.pointer(if is_item { above } else { path })
}

#[test]
fn another_kind_is_told_where_it_stands() {
    let others = [
        (Kind::Bool, "true"),
        (Kind::Number, "7"),
        (Kind::Text, "\"x\""),
        (Kind::List, "[{}]"),
        (Kind::Object, "{\"x\":1}"),
    ];
    let mut told = 0;
    for (sample, mut json, path) in parts() {
        let had = kind(json.at(&path));
        if had == Kind::Null {
            continue;
        }
        let place = told_at(&mut json, &path);
        for (_, other) in others.iter().filter(|(kind, _)| *kind != had) {
            *json.at(&path) = Json::Scalar((*other).to_owned());
            assert_eq!(drift(sample, &json), [place.as_str()], "{} {}: {other}", sample.event, json.pointer(&path));
            told += 1;
        }
    }
    assert!(told > 1000);
}

#[test]
fn null_and_absence_are_told_only_of_items() {
    for (sample, json, path) in parts() {
        let (mut null, mut absent) = (json.clone(), json.clone());
        *null.at(&path) = Json::Scalar("null".to_owned());
        absent.remove(&path);
        let place = told_at(&mut json.clone(), &path);
        let is_field = place == json.pointer(&path);
        let expected: Vec<String> = if is_field { Vec::new() } else { vec![place] };
        assert_eq!(drift(sample, &null), expected, "{}", sample.event);
        assert_eq!(drift(sample, &absent), [""; 0], "{}", sample.event);
    }
}

/// If a number is a point in time, not every number fits.
const TIME: &str = "/created_at";

#[test]
fn a_fraction_is_no_drift() {
    for (sample, mut json, path) in parts() {
        if kind(json.at(&path)) == Kind::Number && json.pointer(&path) != TIME {
            for number in ["1.5", "120.0", "-0.0", "18446744073709551615"] {
                *json.at(&path) = Json::Scalar(number.to_owned());
                assert_eq!(drift(sample, &json), [""; 0], "{} {}", sample.event, json.pointer(&path));
            }
        }
    }
}

#[test]
fn an_unknown_key_is_told_where_it_stands() {
    for (sample, mut json, path) in parts() {
        let above = &path[..path.len() - 1];
        let pointer = json.pointer(above);
        if kind(json.at(above)) != Kind::Object {
            continue;
        }
        for (key, escaped) in [("no such key", "no such key"), ("", ""), ("a/b~", "a~1b~0")] {
            let mut more = json.clone();
            more.add(&path, key, Json::Scalar("\"x\"".to_owned()));
            let expected = if pointer == MAP { Vec::new() } else { vec![format!("{pointer}/{escaped}")] };
            assert_eq!(drift(sample, &more), expected, "{}", sample.event);
        }
    }
}

#[test]
fn an_unknown_text_is_told_where_the_samples_have_codes_or_times() {
    let mut told = BTreeSet::new();
    for (sample, mut json, path) in parts() {
        if kind(json.at(&path)) != Kind::Text {
            continue;
        }
        let pointer = json.pointer(&path);
        *json.at(&path) = Json::Scalar("\"NO_SUCH_CODE\"".to_owned());
        let found = drift(sample, &json);
        if !found.is_empty() {
            assert_eq!(found, [pointer.as_str()]);
            told.insert(pointer);
        }
    }
    let expected = [
        "/createdAt",
        "/expiryDate",
        "/payload/action/clickAction",
        "/payload/meteringBanner/createdAt",
        "/payload/meteringBanner/updatedAt",
        "/payload/purchase/createdAt",
        "/payload/purchase/expiryDate",
        "/payload/purchase/paymentType/0",
        "/payload/purchase/type",
        "/payload/purchase/updatedAt",
        "/payload/refund/createdAt",
        "/payload/refund/updatedAt",
        "/payload/renewal/status",
        "/payload/transaction/createdAt",
        "/payload/transaction/paymentGateway",
        "/payload/transaction/paymentMode",
        "/payload/transaction/refundStatus",
        "/payload/transaction/status",
        "/payload/transaction/updatedAt",
        "/payload/user/dateOfBirth",
        "/paymentType/0",
        "/type",
        "/updatedAt",
    ];
    assert_eq!(told, expected.map(str::to_owned).into());
}
