//! Every row of the table of checks at the door: a request and its expected outcome.

use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use conscent::auth::sign;

use crate::receiver::{
    HANDLED, KEY, NO_HANDLER, NOWHERE, PERSON, Reached, SECRET, UNDECODABLE, UNKNOWN, WEBHOOK_SECRET,
};

/// A request.
#[derive(Clone)]
pub(crate) struct Request {
    pub(crate) method: &'static str,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Vec<u8>,
    /// Sent in chunks, without a length.
    pub(crate) chunked: bool,
}

/// A request and its expected outcome.
pub(crate) struct Row {
    pub(crate) name: &'static str,
    pub(crate) request: Request,
    pub(crate) status: u16,
    pub(crate) answer: &'static str,
    pub(crate) reached: Reached,
}

impl Request {
    /// A request with the right credentials and the right signature.
    pub(crate) fn right(body: impl Into<Vec<u8>>) -> Self {
        let body = body.into();
        let signature = sign(WEBHOOK_SECRET, &body);
        let headers = vec![("Authorization", basic(KEY, SECRET)), ("X-Conscent-Signature", signature)];
        Self { method: "POST", headers, body, chunked: false }
    }

    fn method(self, method: &'static str) -> Self {
        Self { method, ..self }
    }

    fn chunked(self) -> Self {
        Self { chunked: true, ..self }
    }

    fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self = self.without(name);
        self.headers.push((name, value.into()));
        self
    }

    fn also(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    fn without(mut self, name: &str) -> Self {
        self.headers.retain(|header| header.0 != name);
        self
    }
}

fn basic(key: &str, secret: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{key}:{secret}")))
}

/// A body of this event, with personal data.
pub(crate) fn event(name: &str) -> String {
    format!(r#"{{"event": "{name}", "payload": {{"user": {{"email": "{PERSON}"}}}}}}"#)
}

/// The same body, padded to this many bytes.
fn long(name: &str, bytes: usize) -> String {
    let body = event(name);
    let spaces = bytes - body.len();
    body + &" ".repeat(spaces)
}

const LIMIT: usize = conscent::door::DEFAULT_BODY_LIMIT;
const OK: (u16, &str) = (200, "{}");
const TOO_LARGE: (u16, &str) = (413, r#"{"error":"body too large"}"#);
const REFUSED: (u16, &str) = (401, r#"{"error":"unauthorized"}"#);
const METHOD: (u16, &str) = (405, r#"{"error":"only POST"}"#);
const NOT_DECODED: (u16, &str) = (422, r#"{"error":"body undecodable"}"#);
const FAILED: (u16, &str) = (500, r#"{"error":"handler failed"}"#);

/// All rows.
pub(crate) fn rows() -> Vec<Row> {
    let right = || Request::right(event("purchase.bundle"));
    let of = |body: &[u8]| Request::right(body);
    let deep = format!(r#"{{"event": "purchase.bundle", "{PERSON}": {}"#, "[".repeat(60_000));
    [
        ("a documented event", right(), OK, HANDLED),
        ("in chunks", right().chunked(), OK, HANDLED),
        ("one that has no handler", Request::right(event("purchase.pass")), OK, NO_HANDLER),
        ("an event that no sample has", Request::right(event("gift.sent")), OK, UNKNOWN),
        ("a body of the limit", Request::right(long("purchase.bundle", LIMIT)), OK, HANDLED),
        ("… in chunks", Request::right(long("purchase.bundle", LIMIT)).chunked(), OK, HANDLED),
        ("GET", right().method("GET"), METHOD, NOWHERE),
        ("PUT", right().method("PUT"), METHOD, NOWHERE),
        ("DELETE by a stranger", right().method("DELETE").without("Authorization"), METHOD, NOWHERE),
        ("no credentials", right().without("Authorization"), REFUSED, NOWHERE),
        ("another's secret", right().with("Authorization", basic(KEY, "hunter3")), REFUSED, NOWHERE),
        ("another's key", right().with("Authorization", basic("key", SECRET)), REFUSED, NOWHERE),
        ("another scheme", right().with("Authorization", format!("Bearer {SECRET}")), REFUSED, NOWHERE),
        ("credentials twice", right().also("Authorization", basic(KEY, SECRET)), REFUSED, NOWHERE),
        ("no signature", right().without("X-Conscent-Signature"), REFUSED, NOWHERE),
        ("no such signature", right().with("X-Conscent-Signature", "0".repeat(64)), REFUSED, NOWHERE),
        ("no signature at all", right().with("X-Conscent-Signature", "deadbeef"), REFUSED, NOWHERE),
        (
            "signed with another secret",
            right().with("X-Conscent-Signature", sign(SECRET, event("purchase.bundle").as_bytes())),
            REFUSED,
            NOWHERE,
        ),
        (
            "another body's signature",
            right().with("X-Conscent-Signature", sign(WEBHOOK_SECRET, b"{}")),
            REFUSED,
            NOWHERE,
        ),
        (
            "signature twice",
            right().also("X-Conscent-Signature", sign(WEBHOOK_SECRET, event("purchase.bundle").as_bytes())),
            REFUSED,
            NOWHERE,
        ),
        ("a byte over the limit", Request::right(long("purchase.bundle", LIMIT + 1)), TOO_LARGE, NOWHERE),
        ("… in chunks", Request::right(long("purchase.bundle", LIMIT + 1)).chunked(), TOO_LARGE, NOWHERE),
        (
            "… of a stranger",
            Request::right(long("purchase.bundle", LIMIT + 1)).without("Authorization"),
            REFUSED,
            NOWHERE,
        ),
        ("no body", of(b""), NOT_DECODED, UNDECODABLE),
        ("not JSON", Request::right(event("purchase.bundle").replace('}', ")")), NOT_DECODED, UNDECODABLE),
        ("cut short by the sender", of(&event("purchase.bundle").as_bytes()[..80]), NOT_DECODED, UNDECODABLE),
        ("not UTF-8", of(b"{\"event\": \"purchase.bundle\", \"\xff\": 1}"), NOT_DECODED, UNDECODABLE),
        ("a list", of(br#"["purchase.bundle"]"#), NOT_DECODED, UNDECODABLE),
        ("an event without a payload", of(br#"{"event": "purchase.bundle"}"#), NOT_DECODED, UNDECODABLE),
        ("no event", of(br#"{"entity": "purchase"}"#), NOT_DECODED, UNDECODABLE),
        ("an event that is not a text", of(br#"{"event": 7}"#), NOT_DECODED, UNDECODABLE),
        ("nested 60 000 deep", Request::right(deep), NOT_DECODED, UNDECODABLE),
        ("a handler's error", Request::right(event("test.error")), FAILED, NOWHERE),
        ("a handler's panic", Request::right(event("test.panic")), FAILED, NOWHERE),
    ]
    .map(|(name, request, (status, answer), reached)| Row { name, request, status, answer, reached })
    .into()
}

/// The response as text: the status, all headers, the body.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: String,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn new(head: &http::response::Parts, body: impl Into<Vec<u8>>) -> Self {
        let mut headers = String::new();
        for (name, value) in &head.headers {
            write!(headers, "\n{name}: {}", value.to_str().unwrap()).unwrap();
        }
        Self { status: head.status.as_u16(), headers, body: String::from_utf8(body.into()).unwrap() }
    }
}

impl Row {
    /// Asserts that the response is the row's, and reveals nothing.
    pub(crate) fn check(&self, answer: &Answer, reached: Reached) {
        let Answer { status, headers, body } = answer;
        assert_eq!((*status, body.as_str()), (self.status, self.answer), "{}: {headers}", self.name);
        assert_eq!(reached, self.reached, "{}", self.name);

        let headers = headers.to_lowercase();
        assert!(headers.contains("content-type: application/json"), "{}: {headers}", self.name);
        assert_eq!(headers.contains("\nallow: post"), self.status == 405, "{}: {headers}", self.name);
        assert_eq!(
            headers.contains("\nwww-authenticate: basic realm="),
            self.status == 401,
            "{}: {headers}",
            self.name
        );
        for told in [KEY, SECRET, WEBHOOK_SECRET, PERSON, "hunter"] {
            assert!(!headers.contains(told) && !body.contains(told), "{}: reveals {told}", self.name);
        }
    }
}
