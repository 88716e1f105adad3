//! `conscent replay`
#![allow(clippy::unwrap_used, reason = "helpers of tests may fail anywhere")]

mod command;

use command::receiver::answering;
use command::{SAMPLES, folder, put, run};
use serde_json::{Value, json};
use std::net::TcpListener;

/// How many bodies a run sent, by event.
fn sent(outcomes: &Value) -> Vec<(String, u64)> {
    let outcomes = outcomes.as_array().unwrap().iter();
    outcomes.map(|one| (one["event"].as_str().unwrap().to_owned(), one["sent"].as_u64().unwrap())).collect()
}

#[test]
fn a_samples_folder_is_sent_in_order_without_corrections() {
    let (url, requests) = answering(&[200; 16]);
    let outcomes = run(folder(&[]).path(), &format!("replay {SAMPLES} --json --to {url}")).ends(0).json();
    assert_eq!(outcomes.as_array().unwrap().iter().filter(|one| one["api"] == "v1").count(), 4);
    assert_eq!(sent(&outcomes).iter().map(|(_, times)| times).sum::<u64>(), 16);
    let bodies: Vec<_> = requests.iter().map(|request| String::from_utf8(request.body).unwrap()).collect();
    assert_eq!(bodies.len(), 16);
    let file = |path: &str| std::fs::read_to_string(format!("{SAMPLES}/{path}")).unwrap().trim().to_owned();
    assert_eq!(bodies[1], file("v1/micro_payment/micro-payment-webhook.json"));
    assert_eq!(bodies[15], file("v2/transaction.failed/transaction-webhook.json"));
}

#[test]
fn captures_are_sent_as_they_arrived() {
    let here = folder(&[(
        "capture.jsonl",
        concat!(
            r#"{"api":"v2","event":"gift.sent","why":"unknown_event","body":{"event":"gift.sent","n":1.50}}"#,
            "\n",
            r#"{"api":"v1","event":"pass_payment","why":"drift","body":{"price":5}}"#,
            "\n",
            r#"{"api":"v2","event":"","why":"undecodable","text":"{nope"}"#,
            "\n",
            r#"{"api":"v2","event":"","why":"undecodable","base64":"/w=="}"#,
            "\n",
            r#"{"event":"purchase.pass","payload":{}}"#,
            "\n",
        ),
    )]);
    let (url, requests) = answering(&[200; 5]);
    let outcomes = run(here.path(), &format!("replay capture.jsonl --json --to {url}")).ends(0).json();
    let expected = [("pass_payment", 1), ("", 2), ("gift.sent", 1), ("purchase.pass", 1)];
    assert_eq!(sent(&outcomes), expected.map(|(event, times)| (event.to_owned(), times)));
    let bodies: Vec<_> = requests.iter().map(|request| request.body).collect();
    let expected: [&[u8]; 5] = [
        br#"{"event":"gift.sent","n":1.50}"#,
        br#"{"price":5}"#,
        b"{nope",
        b"\xff",
        br#"{"event":"purchase.pass","payload":{}}"#,
    ];
    assert_eq!(bodies, expected);
}

#[test]
fn only_selects_events() {
    let here = folder(&[]);
    let only = |only: &str, statuses| {
        let (url, requests) = answering(statuses);
        let outcomes = run(here.path(), &format!("replay {SAMPLES} --json --to {url} {only}")).ends(0).json();
        assert_eq!(requests.iter().count(), statuses.len());
        sent(&outcomes).into_iter().map(|(event, _)| event).collect::<Vec<_>>()
    };
    assert_eq!(only("--only transaction.*", &[200; 2]), ["transaction.complete", "transaction.failed"]);
    assert_eq!(
        only("--only pass_payment --only transaction.failed", &[200; 2]),
        ["pass_payment", "transaction.failed"]
    );
    assert_eq!(only("--only pass", &[]), Vec::<String>::new());
}

#[test]
fn sending_goes_on_after_an_error() {
    let here = folder(&[
        ("d/1.json", "{\"event\": \"a\"}"),
        ("d/2.json", "{nope"),
        ("d/3.json", "[]"),
        ("d/4.jsonl", "{\"api\":\"v2\",\"event\":\"a\",\"why\":\"drift\"}\n{\"event\": \"b\"}\n"),
        ("d/v1/x/1.json", "{}"),
        ("d/other.bin", "{}"),
        ("empty/README.md", ""),
    ]);
    put(here.path(), "d/5.json", b"{\"a\": \"\xff\"}");
    let (url, requests) = answering(&[200; 3]);
    let run_2 = run(here.path(), &format!("replay d gone.json --json --to {url}")).ends(2);
    assert_eq!(requests.iter().count(), 3);
    assert_eq!(sent(&run_2.json()), ["x", "a", "b"].map(|event| (event.to_owned(), 1)));
    let starts = [
        "d/2.json:1:2: not JSON: ",
        "d/3.json:1: not a webhook, but a JSON list: ",
        "d/4.jsonl:1: no captured body: ",
        "d/5.json:1:",
        "gone.json: cannot be read: ",
    ];
    assert_eq!(run_2.err.lines().count(), starts.len(), "{}", run_2.err);
    assert!(run_2.err.lines().zip(starts).all(|(error, start)| error.starts_with(start)), "{}", run_2.err);
    let [error] = run(here.path(), &format!("replay empty --to {url}")).errors().try_into().unwrap();
    assert!(error.starts_with("empty: no input in this folder: "), "{error}");
}

#[test]
fn answers_and_failures_have_their_codes() {
    let here = folder(&[("a.json", "{\"event\": \"a\"}")]);
    let (url, _requests) = answering(&[401]);
    let outcomes = run(here.path(), &format!("replay a.json --json --to {url}")).ends(1).json();
    assert_eq!(outcomes[0]["answered"], json!({"401": 1}));
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let refused = run(here.path(), &format!("replay a.json --to http://{free}")).ends(2);
    assert!(refused.err.starts_with(&format!("http://{free}/: not delivered: ")), "{}", refused.err);
    let [error] = run(here.path(), "replay a.json --to http://192.0.2.1").errors().try_into().unwrap();
    assert!(error.starts_with("--to: not this machine: "), "{error}");
    assert!(run(here.path(), "replay a.json --only a*b --to http://127.0.0.1").errors().len() > 1);
}
