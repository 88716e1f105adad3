//! Deliveries that are attempted several times, and deliveries that do not come from a router.

use conscent::capture::{Capture, CaptureError, Options};
use conscent::{Api, BoxError, Delivery, Router, Unrouted, samples};
use http::HeaderMap;

use crate::support::{drifting, folder, gift, lines, names, router, run, v2};

#[test]
fn a_handled_delivery_is_captured_at_its_first_attempt() {
    let (_folder, path) = folder();
    let capture = Capture::create(&path, Options::default()).unwrap();
    let router = router(&capture);
    for attempt in 1..=3 {
        run(router.attempt(drifting("5"), attempt)).unwrap();
    }
    drop((router, capture));
    assert_eq!(lines(&path).len(), 1);
}

#[test]
fn an_unhandled_delivery_is_captured_at_its_first_and_last_attempt() {
    let (_folder, path) = folder();
    let capture = Capture::create(&path, Options::default()).unwrap();
    let fails = || {
        let fallback = |_: Unrouted| Err::<(), BoxError>("out of order".into());
        Router::with_fallback(fallback).observe(capture.observer()).build().unwrap()
    };
    for attempt in 1..=3 {
        run(fails().attempt(gift("Jo"), attempt)).unwrap_err();
    }
    assert_eq!(capture.status().captured, 1);
    run(router(&capture).attempt(gift("Jo"), 4)).unwrap();
    assert_eq!(capture.status().captured, 2);
}

#[cfg(target_os = "linux")]
#[test]
fn no_attempt_acknowledges_an_unhandled_delivery_without_a_line() {
    let capture = Capture::create("/dev/full", Options::default()).unwrap();
    for attempt in 1..=3 {
        run(router(&capture).attempt(gift("Jo"), attempt)).unwrap_err();
    }
    assert_eq!(capture.status().failed, 3);
}

/// An api whose deliveries come in lists.
static BATCHES: Api = Api { batch: true, ..conscent::v2::API };

#[test]
fn a_batch_from_elsewhere_is_captured_as_its_deliveries() {
    let (_folder, path) = folder();
    let capture = Capture::create(&path, Options::default().verbatim()).unwrap();
    let one = |name: &str| gift(name).body().clone();
    let body = [b"[", &*one("Jo"), b",", samples::purchase_pass().text.as_bytes(), b",", &*one("Al"), b"]"].concat();
    run(capture.delivery(&Delivery::new(&BATCHES, body.into(), &HeaderMap::new()).unwrap())).unwrap();
    assert_eq!(names(&path), ["Jo", "Al"]);
}

#[test]
fn a_delivery_from_elsewhere_is_captured_if_it_goes_beyond_the_samples() {
    let (_folder, path) = folder();
    let capture = Capture::create(&path, Options::default().verbatim()).unwrap();
    run(capture.delivery(&v2(samples::purchase_pass().text))).unwrap();
    assert_eq!(capture.status().captured, 0);
    run(capture.delivery(&gift("Jo"))).unwrap();
    run(capture.delivery(&drifting("5"))).unwrap();
    run(capture.delivery(&v2("no JSON"))).unwrap();
    assert_eq!(capture.status().captured, 3);
    let why: Vec<_> = lines(&path).iter().map(|line| line["why"].as_str().unwrap().to_owned()).collect();
    assert_eq!(why, ["unknown_event", "drift", "undecodable"]);
}

#[test]
fn a_delivery_from_elsewhere_is_written_even_if_nobody_awaits_it() {
    let (_folder, path) = folder();
    let capture = Capture::create(&path, Options::default().verbatim()).unwrap();
    for n in 0..100 {
        drop(capture.delivery(&gift(&n.to_string())));
    }
    drop(capture);
    assert_eq!(names(&path), (0..100).map(|n| n.to_string()).collect::<Vec<_>>());
}

#[cfg(target_os = "linux")]
#[test]
fn a_delivery_from_elsewhere_fails_if_it_cannot_be_written() {
    let full = Capture::create("/dev/full", Options::default().best_effort()).unwrap();
    let error = run(full.delivery(&gift("Jo"))).unwrap_err();
    assert!(matches!(&error, CaptureError::Io(error) if error.kind() == std::io::ErrorKind::StorageFull), "{error}");

    let (_folder, path) = folder();
    let small = Capture::create(&path, Options::default().max_bytes(10)).unwrap();
    assert!(matches!(run(small.delivery(&gift("Jo"))), Err(CaptureError::Full)));
    assert!(matches!(run(small.delivery(&gift("Jo"))), Err(CaptureError::Full)));
    assert_eq!((small.status().left_out, small.status().is_full), (2, true));
}
