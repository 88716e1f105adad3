//! Limits and responses in `operations/deployment.md`, `operations/delivery.md` and `reference/status-codes.md`.

use crate::book::{chapter, read, set, span, table};
use conscent::auth::Cause;
use conscent::door::{DEFAULT_BODY_LIMIT, DEFAULT_BODY_TIMEOUT, Limits, Refusal};
use conscent::serve::Server;
use conscent::{Auth, Door, Router};
use http::{HeaderMap, Method};
use std::collections::BTreeMap;

fn door() -> Door {
    let router = Router::with_fallback(|| ()).build().unwrap();
    Door::new(router, Auth::basic("key", "secret").unwrap())
}

#[test]
fn the_limits_are_those_of_the_server_and_the_door() {
    let rows = table(&chapter("operations/deployment"), &["limit", "set by", "default", "what happens beyond it"]);
    let documented: BTreeMap<_, _> = rows.iter().map(|row| (row[1].as_str(), row[2].as_str())).collect();
    let server = format!("{:?}", Server::new());
    let has = |field: &str, value: &str| assert!(server.contains(&format!("{field}: {value}")), "{server}");
    for (method, field) in [
        ("`Server::header_timeout`", "header_timeout"),
        ("`Server::write_timeout`", "write_timeout"),
        ("`Server::connections`", "connections"),
        ("`Server::deadline`", "deadline"),
    ] {
        has(field, &documented[method].replace(' ', ""));
    }
    let Limits { deliveries, bytes } = Limits::default();
    assert_eq!(documented["`Door::in_flight`, `Limits::deliveries`"], deliveries.to_string());
    assert_eq!(documented["`Door::in_flight`, `Limits::bytes`"], format!("{} MiB", bytes >> 20));
    assert_eq!(documented["`Door::body_limit`"], format!("{} KiB", DEFAULT_BODY_LIMIT >> 10));
    assert_eq!(documented["`Door::body_timeout`"], format!("{} s", DEFAULT_BODY_TIMEOUT.as_secs()));
    assert_eq!(documented[""], "about 32 KiB");
    assert!(read("conscent/src/serve/connection.rs").contains("const HEAD_LIMIT: usize = 32 * 1024;"));
}

#[test]
fn the_proxy_has_the_limits_of_the_receiver() {
    let kib = DEFAULT_BODY_LIMIT >> 10;
    assert!(read("docs/code/nginx.conf").contains(&format!("client_max_body_size {kib}k;")));
    assert!(read("docs/code/Caddyfile").contains(&format!("max_size {DEFAULT_BODY_LIMIT} ")));
}

#[test]
fn the_defaults_of_a_worker_are_those_of_the_inbox() {
    let source = read("conscent-inbox/src/worker.rs");
    let backoff = read("conscent-inbox/src/worker/backoff.rs");
    let options = read("conscent-inbox/src/options.rs");
    let chapter = chapter("operations/delivery");
    for (code, text, says) in [
        ("attempts: 20,", &source, "the 20th time (`attempts`)"),
        ("lease: Duration::from_mins(1),", &source, "60 seconds (`lease`)"),
        ("timeout: Duration::from_mins(5),", &source, "5 minutes (`timeout`)"),
        ("tx_timeout: Duration::from_secs(10),", &source, "10 seconds (`tx_timeout`)"),
        ("keys: 30 * DAY", &options, "30 days after it was done (`Retention::keys`)"),
        ("Twenty attempts then take between 4 and 8 hours", &backoff, "4 to 8 hours after the first"),
    ] {
        assert!(text.contains(code) && chapter.contains(says), "{code}: {says}");
    }
}

/// All of them. `reason` has a word for each, which the chapter on metrics is compared with.
const REFUSALS: [Refusal; 7] = [
    Refusal::Method,
    Refusal::TooLarge,
    Refusal::Incomplete,
    Refusal::Framing,
    Refusal::TooSlow,
    Refusal::Busy,
    Refusal::NotStored,
];

#[test]
fn rejections_are_answered_as_the_chapter_says() {
    let head = ["step", "otherwise", "body of the answer", "reason"];
    let rows = table(&chapter("reference/status-codes"), &head);
    let door = door();
    let unauthorized = Refusal::Unauthorized(Cause::NoCredentials.into());
    for refusal in REFUSALS.into_iter().chain([unauthorized]) {
        let answer = door.refuse(refusal);
        let rows: Vec<_> = rows.iter().filter(|row| span(&row[3]) == refusal.reason()).collect();
        assert!(!rows.is_empty(), "{refusal:?}");
        for row in rows {
            assert!(row[1].starts_with(answer.status().as_str()), "{row:?}");
            assert_eq!(span(&row[2]).as_bytes(), &answer.body()[..], "{row:?}");
            let headers = answer
                .headers()
                .iter()
                .filter(|(name, _)| !["content-type", "www-authenticate"].contains(&name.as_str()));
            let headers: Vec<_> =
                headers.map(|(name, value)| format!("`{name}: {}`", value.to_str().unwrap())).collect();
            assert_eq!(row[1].split_once(", ").map_or("", |(_, header)| header), headers.join(", "), "{row:?}");
        }
    }
    let reasons = set(REFUSALS.map(Refusal::reason).into_iter().chain(["unauthorized"]));
    assert_eq!(set(rows.iter().map(|row| span(&row[3]))), reasons);
}

#[tokio::test]
async fn deliveries_are_answered_as_the_chapter_says() {
    let rows = table(&chapter("reference/status-codes"), &["what happens", "status", "body of the answer"]);
    let router = |fallback: fn() -> Result<(), &'static str>| Router::with_fallback(fallback).build().unwrap();
    let answered = |router| async {
        let door = Door::new(router, Auth::basic("key", "secret").unwrap());
        let mut headers = HeaderMap::new();
        headers.insert("authorization", "Basic a2V5OnNlY3JldA==".parse().unwrap());
        let mut answers = Vec::new();
        for body in ["[]", r#"{"event": "gift.sent"}"#] {
            let mut admitted = door.admit(&Method::POST, &headers).unwrap();
            admitted.push(body.as_bytes()).unwrap();
            let answer = door.dispatch(admitted.finish().unwrap()).await;
            answers.push((answer.status().as_u16(), String::from_utf8(answer.body().to_vec()).unwrap()));
        }
        answers
    };
    let [undecodable, unknown] = answered(router(|| Ok(()))).await.try_into().unwrap();
    let [failed, _] = answered(router(|| Err("out of order"))).await.try_into().unwrap();
    for (what, (status, body)) in
        [("not a JSON object", undecodable), ("no handler", unknown), ("returns an error", failed)]
    {
        let row = rows.iter().find(|row| row[0].contains(what)).unwrap();
        assert!(row[1].contains(&status.to_string()) && span(&row[2]) == body, "{row:?}: {status} {body}");
    }
}
