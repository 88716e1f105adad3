//! The door alone: what is refused before the body is read, and what may not be kept of it.

use conscent::door::Refusal;
use conscent::{Auth, Door, Router};
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

/// Feeds a request by pieces of so many bytes.
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
    let mut large_stranger = stranger.clone();
    large_stranger.insert("content-length", "65537".parse().unwrap());

    for (method, headers, expected) in [
        (Method::GET, &stranger, Refusal::Method),
        (Method::HEAD, &right, Refusal::Method),
        (Method::POST, &stranger, Refusal::Unauthorized),
        (Method::POST, &large_stranger, Refusal::Unauthorized),
        (Method::POST, &unsigned, Refusal::Unauthorized),
        (Method::POST, &large, Refusal::TooLarge),
        (Method::POST, &with("content-length", "99999999999999999999999"), Refusal::TooLarge),
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
    assert_eq!(admitted.finish().unwrap_err(), Refusal::Unauthorized);
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
fn debug_shows_no_secret() {
    let router = Router::with_fallback(|| ()).build().unwrap();
    let door = Door::new(router, Auth::basic(KEY, SECRET).unwrap().hmac(WEBHOOK_SECRET).unwrap()).v1("pass_payment");
    assert_eq!(
        format!("{door:?}"),
        r#"Door { router: Router([]), auth: Auth { basic: 1, webhook_secrets: 1, signature: Required }, body_limit: 65536, v1: Some("pass_payment") }"#
    );
}
