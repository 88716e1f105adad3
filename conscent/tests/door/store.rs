//! The door with a store: only stored deliveries are acknowledged, and no handler runs.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use conscent::delivery::Stored;
use conscent::{Ack, Auth, BoxError, Delivery, Door, ParseError, Router, State, Unrouted, conscent_handler};
use http::{HeaderMap, Method, StatusCode};

/// Sends a body to an endpoint.
async fn send(door: &Door, body: &'static str) -> (StatusCode, Bytes, HeaderMap) {
    let headers = HeaderMap::from_iter([(http::header::AUTHORIZATION, "Basic azpz".parse().unwrap())]);
    let mut admitted = door.admit(&Method::POST, &headers).expect("an authorized request");
    admitted.push(body.as_bytes()).expect("a short body");
    let (head, body) = door.dispatch(admitted.finish().expect("an endpoint with room")).await.into_parts();
    (head.status, body, head.headers)
}

fn door() -> Door {
    let router = Router::with_fallback(|| -> () { panic!("a stored delivery is not dispatched") }).build();
    Door::new(router.expect("no conflict"), Auth::basic("k", "s").expect("credentials"))
}

#[tokio::test]
async fn what_was_stored_is_acknowledged() {
    let stored: Arc<Mutex<Vec<Delivery>>> = Arc::default();
    let keep = Arc::clone(&stored);
    let door = door().store(move |delivery| {
        keep.lock().unwrap().push(delivery);
        async { Ok(Ack::ACCEPTED) }
    });
    for body in [r#"{"event": "purchase.pass"}"#, "not JSON"] {
        let (status, text, _) = send(&door, body).await;
        assert_eq!((status, &*text), (StatusCode::ACCEPTED, &b"{}"[..]));
    }
    let bodies: Vec<_> = stored.lock().unwrap().iter().map(|one| one.body().clone()).collect();
    assert_eq!(bodies, [r#"{"event": "purchase.pass"}"#, "not JSON"]);
}

#[tokio::test]
async fn a_delivery_that_could_not_be_stored_gets_503() {
    let fails = door().store(|_| async { Err("the disk is full of black.panther@example.com".into()) });
    let panics = door().store(|_| async { panic!("in the future") });
    let panics_at_once = door().store(|_| -> std::future::Ready<Result<Ack, BoxError>> { panic!("before the future") });
    for door in [fails, panics, panics_at_once] {
        let (status, text, headers) = send(&door, "{}").await;
        assert_eq!((status, &*text), (StatusCode::SERVICE_UNAVAILABLE, &br#"{"error":"not stored"}"#[..]));
        assert_eq!(headers["retry-after"], "1");
    }
}

type Seen = Arc<Mutex<Vec<(Delivery, String)>>>;

#[conscent_handler(fallback)]
fn note(delivery: Delivery, why: Unrouted, State(seen): State<Seen>) {
    seen.lock().unwrap().push((delivery, why.to_string()));
}

#[tokio::test]
async fn a_restored_delivery_is_the_one_that_arrived() {
    let seen = Seen::default();
    let router = Router::with_fallback(note).state(Arc::clone(&seen)).build().expect("no conflict");
    let headers = HeaderMap::from_iter([(http::header::USER_AGENT, "vendor".parse().unwrap())]);
    for body in [r#"{"event": "gift.sent"}"#, r#"{"event": 5}"#, "[]", ""] {
        let arrived =
            Delivery::parse(body.into(), &headers).unwrap_or_else(ParseError::into_delivery).attach(Arc::new(5_u8));
        let stored = Stored {
            event: arrived.event().to_owned(),
            body: arrived.body().clone(),
            headers: arrived.meta().headers().clone(),
            dedupe_key: "a key of the user".to_owned(),
            received_at: arrived.meta().received_at(),
        };
        assert_eq!(arrived.attachment::<u8>().as_deref(), Some(&5));
        assert_eq!(arrived.attachment::<u16>(), None);
        let restored = Delivery::restore(arrived.api(), stored);
        assert_eq!(restored.dedupe_key(), "a key of the user");
        assert_eq!(restored.attachment::<u8>(), None, "what was attached is not stored");
        router.dispatch(arrived).await.expect("the fallback takes it");
        router.dispatch(restored).await.expect("the fallback takes it");
    }
    for pair in seen.lock().unwrap().chunks(2) {
        let [(arrived, why), (restored, why_now)] = pair else { panic!("each went to the fallback twice") };
        assert_eq!((arrived.event(), why), (restored.event(), why_now));
        assert_eq!((arrived.api(), arrived.body()), (restored.api(), restored.body()));
        assert_eq!(arrived.meta().received_at(), restored.meta().received_at());
        assert_eq!(restored.meta().header("user-agent"), Some("vendor"));
    }
}
