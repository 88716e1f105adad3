//! The door alone: requests that are rejected before the body is read, and memory that must not be reserved for it.

use conscent::auth::{Cause, Scheme, signed_headers};
use conscent::door::{Arrived, Limits, Refusal};
use conscent::{Auth, Door, Router};
use http::header::USER_AGENT;
use http::{HeaderMap, HeaderValue, Method, Response};

use crate::receiver::{KEY, NO_HANDLER, SECRET, UNKNOWN, WEBHOOK_SECRET, door};
use crate::rows::{Answer, Request, event, rows};

fn headers(request: &Request) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in &request.headers {
        headers.append(*name, HeaderValue::try_from(value).expect("visible ASCII"));
    }
    headers
}

/// Feeds a request in pieces of this many bytes.
async fn answer(door: &Door, request: &Request, piece: usize) -> Response<bytes::Bytes> {
    let headers = headers(request);
    let read = || {
        let mut admitted = door.admit(&request.method.parse().expect("a method"), &headers)?;
        request.body.chunks(piece).try_for_each(|piece| admitted.push(piece))?;
        admitted.finish()
    };
    match read() {
        Ok(delivery) => door.dispatch(delivery).await,
        Err(refusal) => door.refuse(refusal),
    }
}

fn unauthorized(cause: Cause) -> Refusal {
    Refusal::Unauthorized(cause.into())
}

#[tokio::test]
async fn each_row() {
    for row in rows() {
        for piece in [1_000, 1_000_000] {
            let (door, counts) = door();
            let (head, body) = answer(&door, &row.request, piece).await.into_parts();
            row.check(&Answer::new(&head, body), counts.now());
        }
    }
}

#[test]
fn refused_before_the_body_is_read() {
    let (door, _) = door();
    let right = headers(&Request::right(event("purchase.bundle")));
    let with = |name: &'static str, value: &str| {
        let mut headers = right.clone();
        headers.insert(name, value.parse().unwrap());
        headers
    };
    let stranger = with("authorization", "Basic ");
    let unsigned = with("x-conscent-signature", "");
    let large = with("content-length", "65537");
    let mut two_framings = with("content-length", "100");
    two_framings.insert("transfer-encoding", "chunked".parse().unwrap());
    let mut large_stranger = stranger.clone();
    large_stranger.insert("content-length", "65537".parse().unwrap());

    for (method, headers, expected) in [
        (Method::GET, &stranger, Refusal::Method),
        (Method::HEAD, &right, Refusal::Method),
        (Method::POST, &stranger, unauthorized(Cause::WrongCredentials)),
        (Method::POST, &large_stranger, unauthorized(Cause::WrongCredentials)),
        (Method::POST, &unsigned, unauthorized(Cause::MalformedSignature)),
        (Method::POST, &large, Refusal::TooLarge),
        (Method::POST, &with("content-length", "99999999999999999999999"), Refusal::TooLarge),
        (Method::GET, &two_framings, Refusal::Framing),
    ] {
        assert_eq!(door.admit(&method, headers).unwrap_err(), expected);
    }
    for harmless in ["65536", "0", "", "-1", "a"] {
        assert!(door.admit(&Method::POST, &with("content-length", harmless)).is_ok(), "{harmless}");
    }
}

#[test]
fn no_more_than_the_limit_is_kept() {
    let (door, _) = door();
    let door = door.body_limit(10);
    let headers = headers(&Request::right(event("purchase.bundle")));
    let mut admitted = door.admit(&Method::POST, &headers).unwrap();
    assert_eq!(admitted.push(&[b' '; 11][..]), Err(Refusal::TooLarge));
    assert_eq!(admitted.push(&[b' '; 10][..]), Ok(()));
    assert_eq!(admitted.push(&b" "[..]), Err(Refusal::TooLarge));
    assert_eq!(admitted.push(&b""[..]), Ok(()));
    assert_eq!(format!("{admitted:?}"), "Admitted { body: <10 bytes>, limit: 10, .. }");
    assert_eq!(admitted.finish().unwrap_err(), unauthorized(Cause::WrongSignature));
}

/// Feeds a body of this many bytes, without a signature.
fn arrive(door: &Door, bytes: usize) -> Result<Arrived, Refusal> {
    let headers = headers(&Request::right(""));
    let mut admitted = door.admit(&Method::POST, &headers)?;
    admitted.push(&*vec![b' '; bytes])?;
    admitted.finish()
}

/// An endpoint without signatures, and one of its clones.
fn limited(limits: Limits) -> [Door; 2] {
    let door = Door::new(crate::receiver::router().0, Auth::basic(KEY, SECRET).unwrap()).in_flight(limits);
    [door.clone().v1("pass_payment"), door]
}

#[tokio::test]
async fn deliveries_in_flight_stay_within_the_limit() {
    let [door, clone] = limited(Limits { deliveries: 2, ..Limits::default() });
    let first = arrive(&door, 10).unwrap();
    let second = arrive(&clone, 10).unwrap();
    assert_eq!(arrive(&door, 10).unwrap_err(), Refusal::Busy);
    let headers = headers(&Request::right(""));
    assert_eq!(door.admit(&Method::POST, &headers).unwrap_err(), Refusal::Busy, "before the body is read");
    drop(second);
    let second = arrive(&door, 10).unwrap();
    assert_eq!(arrive(&clone, 10).unwrap_err(), Refusal::Busy);
    assert_eq!(door.dispatch(first).await.status(), 422);
    let third = arrive(&clone, 10).unwrap();
    let response = door.refuse(arrive(&door, 10).unwrap_err());
    assert_eq!((response.status().as_u16(), &response.headers()["retry-after"]), (503, &HeaderValue::from_static("1")));
    drop((second, third));
}

#[test]
fn bytes_in_flight_stay_within_the_limit() {
    let [door, clone] = limited(Limits { bytes: 100, ..Limits::default() });
    let (door, clone) = (door.body_limit(60), clone.body_limit(60));
    let headers = headers(&Request::right(""));
    let mut arriving = door.admit(&Method::POST, &headers).unwrap();
    arriving.push(&[b' '; 40][..]).unwrap();
    let whole = arrive(&clone, 60).unwrap();
    assert_eq!(arrive(&door, 1).unwrap_err(), Refusal::Busy);
    assert_eq!(arriving.push(&b" "[..]).unwrap_err(), Refusal::Busy);
    drop(arriving); // and with it the bytes that were refused
    drop(arrive(&door, 40).unwrap());
    assert_eq!(arrive(&door, 41).unwrap_err(), Refusal::Busy);
    drop(whole);
    let mut declared = headers.clone();
    declared.insert("content-length", "60".parse().unwrap());
    let whole = arrive(&door, 41).unwrap();
    assert_eq!(door.admit(&Method::POST, &declared).unwrap_err(), Refusal::Busy, "before the body is read");
    drop(whole);
    assert!(door.admit(&Method::POST, &declared).is_ok());
    let [door, _] = limited(Limits { bytes: 0, ..Limits::default() });
    assert!(arrive(&door, 60).is_ok(), "a body of the limit for one body is always taken, if it is the only one");
}

#[tokio::test]
async fn drained_waits_for_deliveries_in_hand() {
    let [door, _] = limited(Limits::default());
    let arrived = arrive(&door, 10).unwrap();
    let waiting = tokio::spawn(conscent::door::drained());
    for _ in 0..10 {
        tokio::task::yield_now().await;
    }
    assert!(!waiting.is_finished());
    assert!(conscent::door::running() > 0);
    door.dispatch(arrived).await;
    // Other tests of this program have deliveries too. All of them end.
    tokio::time::timeout(std::time::Duration::from_secs(60), waiting).await.expect("they end").unwrap();
}

#[tokio::test]
async fn the_endpoint_names_the_event_of_an_old_webhook() {
    for (event, reached) in [("pass_payment", NO_HANDLER), ("gift_payment", UNKNOWN)] {
        let (door, counts) = door();
        let response = answer(&door.v1(event), &Request::right(r#"{"event": "test.panic", "type": "PASS"}"#), 10).await;
        assert_eq!(response.status(), 200);
        assert_eq!(counts.now(), reached, "{event}");
    }
}

#[test]
fn a_delivery_has_no_credentials() {
    let (door, _) = door();
    let request = Request::right(event("purchase.bundle"));
    let mut headers = headers(&request);
    headers.insert("user-agent", HeaderValue::from_static("sender/1"));
    let mut admitted = door.admit(&Method::POST, &headers).unwrap();
    admitted.push(&*request.body).unwrap();
    let delivery = admitted.finish().unwrap();
    assert_eq!(delivery.meta().header("user-agent"), Some("sender/1"));
    assert_eq!(delivery.meta().header("authorization"), None);
    assert_eq!(delivery.meta().header("x-conscent-signature"), None);
}

#[test]
fn a_delivery_has_no_signature_of_a_scheme_that_only_the_endpoint_knows() {
    let auth = Auth::signature(Scheme::GITHUB, WEBHOOK_SECRET).unwrap();
    let door = Door::new(crate::receiver::router().0, auth);
    let signed = signed_headers(Scheme::GITHUB, WEBHOOK_SECRET, b"{}", std::time::SystemTime::now(), "").unwrap();
    let headers = signed.into_iter().chain([(USER_AGENT, HeaderValue::from_static("sender/1"))]).collect();
    let mut admitted = door.admit(&Method::POST, &headers).unwrap();
    admitted.push(&b"{}"[..]).unwrap();
    let delivery = admitted.finish().unwrap();
    assert_eq!(delivery.meta().headers().keys().collect::<Vec<_>>(), [USER_AGENT]);
}

#[test]
fn debug_shows_no_secret() {
    let router = Router::with_fallback(|| ()).build().unwrap();
    let door = Door::new(router, Auth::basic(KEY, SECRET).unwrap().hmac(WEBHOOK_SECRET).unwrap()).v1("pass_payment");
    assert_eq!(
        format!("{door:?}"),
        r#"Door { router: Router([]), auth: Auth { basic: 1, webhook_secrets: 1, signature: Required }, body_limit: 65536, api: "v1", event: Some("pass_payment"), body_timeout: 10s, in_flight: Limits { deliveries: 1024, bytes: 16777216 }, stores: false }"#
    );
}
