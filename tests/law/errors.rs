//! The only bodies that do not decode: those that are not JSON, not an object, or nested too deeply.

use crate::any::{self, Any};
use conscent_types::{DecodeError, Kind, samples};

/// The error of every event for a body, which must be the same.
fn refused(body: &[u8]) -> DecodeError {
    let unknown = Any::decode("v2", "no such event", body).unwrap_err();
    for (api, event) in any::events() {
        assert_eq!(Any::decode(api, event, body).unwrap_err(), unknown, "{api} {event}");
    }
    unknown
}

#[test]
fn a_sample_cut_short_is_no_json() {
    for sample in samples::ALL {
        let body = sample.text.trim_end().as_bytes();
        for end in 0..body.len() {
            let error = Any::decode(sample.api, sample.event, &body[..end]).unwrap_err();
            let DecodeError::NotJson { line, .. } = error else { panic!("{} cut at {end}: {error}", sample.event) };
            assert!(line <= sample.text.lines().count());
        }
    }
}

#[test]
fn a_byte_that_is_no_character_is_no_json() {
    for sample in samples::ALL {
        for at in 0..sample.text.len() {
            let mut body = sample.text.as_bytes().to_vec();
            body.insert(at, 0xff);
            let error = Any::decode(sample.api, sample.event, &body).unwrap_err();
            let mut lines = sample.text[..at].split('\n');
            let expected = (lines.clone().count(), lines.next_back().unwrap().len() + 1);
            let DecodeError::NotJson { line, column, reason, .. } = error else { panic!("{}: {error}", sample.event) };
            assert_eq!(((line, column), reason.as_str()), (expected, "not UTF-8"));
        }
    }
}

#[test]
fn what_is_not_json_is_refused() {
    let sample = samples::ALL[2].text;
    for body in ["", " ", "{", "nope", "{'a':1}", "{\"a\":1,}", "{\"a\":01}", "{\"a\":NaN}"] {
        assert!(matches!(refused(body.as_bytes()), DecodeError::NotJson { .. }), "{body}");
    }
    assert!(matches!(refused(format!("{sample}{sample}").as_bytes()), DecodeError::NotJson { .. }));
}

#[test]
fn what_is_no_object_is_refused_by_its_kind() {
    let cases = [
        ("null", Kind::Null),
        ("false", Kind::Bool),
        ("-1.5", Kind::Number),
        ("\"purchase\"", Kind::Text),
        ("[{}]", Kind::List),
    ];
    for (body, kind) in cases {
        assert!(matches!(refused(body.as_bytes()), DecodeError::NotAnObject { found, .. } if found == kind), "{body}");
    }
}

#[test]
fn nesting_is_followed_for_127_levels() {
    for key in ["payload", "userAddress", "no such key"] {
        let nested = |depth| format!("{{\"{key}\":{}{}}}", "[".repeat(depth), "]".repeat(depth));
        assert!(matches!(refused(nested(127).as_bytes()), DecodeError::TooDeep { .. }), "{key}");
        assert!(matches!(refused(nested(100_000).as_bytes()), DecodeError::TooDeep { .. }), "{key}");
        any::events().for_each(|(api, event)| crate::law(api, event, &nested(126)));
    }
}
