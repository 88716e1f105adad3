//! Any input gets one of the known responses, and no delivery is dropped. `fuzz/` runs the same function on a fuzzer's
//! inputs.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Waker};

use conscent::auth::{SIGNATURE_HEADER, sign};
use conscent::door::Refusal;
use conscent::{Auth, Door, Router, State};
use http::header::{AUTHORIZATION, CONTENT_LENGTH};
use http::{HeaderMap, HeaderValue, Method};

const LIMIT: usize = 512;

/// Interprets the input as: the valid parts of the request (one byte; 0 means all), the size of pieces (one byte),
/// header and body.
pub(crate) fn anything(input: &[u8]) {
    let (&[wrong, piece], rest) = input.split_first_chunk().unwrap_or((&[0, 0], input));
    let is_wrong = |bit: u8| wrong & (1 << bit) != 0;
    let (text, body) = rest.split_at(if wrong == 0 { 0 } else { rest.len().min(usize::from(piece)) });
    let text = HeaderValue::from_bytes(text).unwrap_or(HeaderValue::from_static(""));

    let mut headers = HeaderMap::new();
    headers.insert(AUTHORIZATION, HeaderValue::from_static("Basic a2V5OnNlY3JldA==")); // key:secret
    headers.insert(SIGNATURE_HEADER, sign("webhook", body).parse().expect("hex is ASCII"));
    if is_wrong(0) {
        headers.insert(AUTHORIZATION, text.clone());
    }
    if is_wrong(1) {
        headers.insert(SIGNATURE_HEADER, text.clone());
    }
    if is_wrong(2) {
        headers.append(SIGNATURE_HEADER, text.clone());
    }
    if is_wrong(3) {
        headers.insert(CONTENT_LENGTH, text);
    }
    let method = if is_wrong(4) { Method::PATCH } else { Method::POST };

    let reached = Arc::new(AtomicUsize::new(0));
    let fallback = |State(reached): State<Arc<AtomicUsize>>| {
        reached.fetch_add(1, Ordering::Relaxed);
    };
    let router = Router::with_fallback(fallback).state(Arc::clone(&reached)).build().expect("nothing to conflict");
    let auth = Auth::basic("key", "secret").and_then(|auth| auth.hmac("webhook")).expect("good credentials");
    let mut door = Door::new(router, auth).body_limit(LIMIT);
    if is_wrong(5) {
        door = door.v1("pass_payment");
    }

    let read = || {
        let mut admitted = door.admit(&method, &headers)?;
        body.chunks(usize::from(piece) + 1).try_for_each(|piece| admitted.push(piece))?;
        admitted.finish()
    };
    let delivery = read();
    let response = match delivery {
        Ok(delivery) => {
            assert!(body.len() <= LIMIT);
            assert_eq!(delivery.body(), body);
            let dispatched = pin!(door.dispatch(delivery)).poll(&mut Context::from_waker(Waker::noop()));
            let Poll::Ready(response) = dispatched else { panic!("the fallback waits for nothing") };
            assert_eq!(reached.load(Ordering::Relaxed), 1, "what arrives is not dropped");
            assert!(matches!(response.status().as_u16(), 200 | 422));
            response
        }
        Err(refusal) => {
            assert!(wrong != 0 || refusal == Refusal::TooLarge && body.len() > LIMIT, "{refusal} without a cause");
            assert_eq!(reached.load(Ordering::Relaxed), 0);
            door.refuse(refusal)
        }
    };
    assert!(matches!(
        &**response.body(),
        b"{}"
            | br#"{"error":"only POST"}"#
            | br#"{"error":"unauthorized"}"#
            | br#"{"error":"body too large"}"#
            | br#"{"error":"body undecodable"}"#
    ));
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn of_any_bytes(input in vec(any::<u8>(), 0..1_000)) {
            super::anything(&input);
        }

        #[test]
        fn of_json(wrong in prop_oneof![Just(0_u8), any::<u8>()], piece in any::<u8>(), body in "[\\[\\]{}:,\" 0-9a-z\\\\]{0,600}") {
            super::anything(&[&[wrong, piece], body.as_bytes()].concat());
            super::anything(&[&[wrong, piece], &br#"{"event": "purchase.pass", "payload": "#[..], body.as_bytes()].concat());
        }
    }
}
