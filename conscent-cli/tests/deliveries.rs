//! Deliveries of vendors other than Conscent.ai: sent as the vendor would send them, recorded, and replayed.
#![allow(clippy::unwrap_used, reason = "helpers of tests may fail anywhere")]
#![cfg(unix)]

mod command;

use command::receiver::{Recorder, Request, answering};
use command::vendors::vendors;
use command::{command, put, run, snapshot};
use conscent::Auth;
use conscent::auth::Scheme;
use http::header::{HeaderMap, HeaderName};
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;

/// Runs it with a secret in its environment.
fn run_signed(here: &Path, arguments: &str, secret: &str) -> (i32, String) {
    let mut command = command(here, &format!("{arguments} --sign-env VENDOR_TEST_SECRET"));
    let done = command.env("VENDOR_TEST_SECRET", secret).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let shown = format!("{}{}", text(done.stdout), text(done.stderr));
    assert!(!shown.contains(secret), "{shown}");
    (done.status.code().unwrap(), shown)
}

fn accepts(scheme: Scheme, secret: &str, request: &Request) -> bool {
    let mut headers = HeaderMap::new();
    for (key, value) in request.head.lines().filter_map(|line| line.split_once(": ")) {
        headers.append(key.parse::<HeaderName>().unwrap(), value.parse().unwrap());
    }
    let auth = Auth::signature(scheme, secret).unwrap();
    auth.check_headers(&headers).is_ok_and(|pending| pending.check_body(&request.body).is_ok())
}

fn json_of(request: &Request) -> Value {
    serde_json::from_slice(&request.body).unwrap()
}

/// Posts a body, and gives the status.
fn post(recorder: &Recorder, headers: &str, body: &[u8]) -> String {
    let mut stream = TcpStream::connect(recorder.address()).unwrap();
    let length = body.len();
    write!(stream, "POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n")
        .unwrap();
    stream.write_all(body).unwrap();
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer);
    answer.split(' ').nth(1).unwrap().to_owned()
}

#[test]
fn a_sample_is_sent_as_its_vendor_sends_it() {
    let here = vendors();
    for (vendor, event, scheme) in [
        ("chat", "message", Scheme::SLACK),
        ("shop", "orders/create", Scheme::SHOPIFY),
        ("code", "pull.opened", Scheme::GITHUB),
        ("code", "push", Scheme::GITHUB),
    ] {
        let (url, requests) = answering(&[200]);
        let arguments = format!("trigger {event} --samples {vendor} --to {url}");
        assert_eq!(run_signed(here.path(), &arguments, "a secret").0, 0);
        let request = requests.recv().unwrap();
        assert!(accepts(scheme, "a secret", &request), "{}", request.head);
        assert!(!accepts(scheme, "another", &request));
        assert_eq!(request.header("content-type"), ["application/json"]);
        let topic = request.header("x-shop-topic").into_iter().chain(request.header("x-code-event"));
        let expected: &[&str] = match event {
            "message" => &[],
            "pull.opened" => &["pull"],
            event => &[event],
        };
        assert_eq!(topic.collect::<Vec<_>>(), expected, "{}", request.head);
    }
}

#[test]
fn a_batch_is_sent_as_a_list_of_one() {
    let here = vendors();
    let (url, requests) = answering(&[200; 3]);
    run(here.path(), &format!("trigger open --samples mail --to {url} --set /ip=y")).ends(0);
    assert_eq!(json_of(&requests.recv().unwrap()), json!([{"event": "open", "ip": "y"}]));
    put(here.path(), "kept.json", r#"[{"event": "click"}, {"event": "open"}]"#);
    let outcomes = run(here.path(), &format!("replay kept.json --samples mail --json --to {url}")).ends(0).json();
    assert_eq!(outcomes.as_array().unwrap().len(), 2);
    let bodies: Vec<_> = requests.iter().map(|request| json_of(&request)).collect();
    assert_eq!(bodies, [json!([{"event": "click"}]), json!([{"event": "open"}])]);
}

#[test]
fn a_change_of_what_names_the_event_changes_only_that() {
    let here = vendors();
    let (url, requests) = answering(&[200]);
    run(here.path(), &format!("trigger pull.opened --samples code --to {url} --set /action=closed")).ends(0);
    let request = requests.recv().unwrap();
    assert_eq!(
        (request.header("x-code-event"), json_of(&request)),
        (vec!["pull"], json!({"action": "closed", "number": 1}))
    );
}

#[test]
fn the_scheme_is_the_vendors_or_the_users() {
    let here = vendors();
    let to = "--to http://127.0.0.1:9";
    let (code, errors) = run_signed(here.path(), &format!("trigger open --samples mail {to}"), "s3cr3t");
    assert_eq!(code, 2);
    assert!(errors.starts_with("--sign-env: unknown scheme: ") && errors.contains("--scheme"), "{errors}");
    let (code, errors) = run_signed(here.path(), &format!("trigger open --samples mail --scheme hmac {to}"), "s3cr3t");
    assert_eq!(code, 2);
    assert!(errors.contains("[possible values: conscent, github, "), "{errors}");
    let (code, errors) =
        run_signed(here.path(), &format!("trigger open --samples mail --scheme standard_webhooks {to}"), "whsec_?");
    assert_eq!(code, 2);
    assert!(errors.starts_with("--sign-env: the credentials are refused: webhook secret: is not base64"), "{errors}");
    assert!(run(here.path(), &format!("trigger open --samples mail --scheme stripe {to}")).errors().len() > 1);

    let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    let (url, requests) = answering(&[200; 2]);
    let arguments = format!("trigger open --samples mail --scheme standard_webhooks -n 2 --to {url}");
    assert_eq!(run_signed(here.path(), &arguments, secret).0, 0);
    let requests: Vec<_> = requests.iter().collect();
    assert!(requests.iter().all(|request| accepts(Scheme::STANDARD_WEBHOOKS, secret, request)));
    assert_ne!(requests[0].header("webhook-id"), requests[1].header("webhook-id"));
}

#[test]
fn what_is_recorded_can_be_replayed_with_its_headers() {
    let here = vendors();
    let recorder = Recorder::start(here.path(), "--samples code");
    let long = "x".repeat(300);
    let odd = "jira:issue / ~é%";
    for (event, body) in [
        ("pull", r#"{"action": "opened"}"#),
        ("push", r#"{"commits": []}"#),
        (long.as_str(), "{}"),
        (odd, "{}"),
        ("..", "{}"),
        (long.as_str(), r#"{"action": "closed"}"#),
    ] {
        assert_eq!(post(&recorder, &format!("x-code-event: {event}\r\n"), body.as_bytes()), "200", "{event}");
    }
    assert_eq!(post(&recorder, "", b"{\"commits\": []}"), "200");
    recorder.signal("-TERM");
    let (lines, errors) = recorder.ends(0);
    assert_eq!(lines.last().unwrap(), "7 webhooks recorded");
    assert_eq!(lines[0], "code pull.opened: 20 bytes -> recorded/code/pull.opened/000001.json");
    assert_eq!(lines[6], "unnamed event: 15 bytes -> recorded/unnamed/000001.json");
    let start =
        "recorded/unnamed/000001.json: no event name: a delivery of code names its event by the header x-code-event";
    assert!(errors.starts_with(start), "{errors}");
    std::fs::remove_file(here.path().join("recorded/unnamed/000001.json")).unwrap();

    // Another program gets the names from the folders.
    let (url, requests) = answering(&[200; 6]);
    let (code, shown) = run_signed(here.path(), &format!("replay recorded --samples code --to {url}"), "a secret");
    assert_eq!(code, 0, "{shown}");
    let mut sent: Vec<_> = requests
        .iter()
        .map(|request| {
            assert!(accepts(Scheme::GITHUB, "a secret", &request), "{}", request.head);
            (request.header("x-code-event").concat(), json_of(&request))
        })
        .collect();
    sent.sort_by_key(|one| format!("{one:?}"));
    let mut expected = vec![
        ("pull".to_owned(), json!({"action": "opened"})),
        ("push".to_owned(), json!({"commits": []})),
        (long.clone(), json!({})),
        (odd.to_owned(), json!({})),
        ("..".to_owned(), json!({})),
        (long, json!({"action": "closed"})),
    ];
    expected.sort_by_key(|one| format!("{one:?}"));
    assert_eq!(sent, expected);
}

#[test]
fn each_delivery_of_a_batch_is_recorded() {
    let here = vendors();
    let recorder = Recorder::start(here.path(), "--samples mail --json");
    assert_eq!(post(&recorder, "", b"[{\"event\": \"open\", \"n\": 1.50}, {\"event\": \"open\"}, 5]"), "200");
    assert_eq!(post(&recorder, "", b"[]"), "200");
    recorder.signal("-TERM");
    let (lines, _) = recorder.ends(0);
    let files: Vec<Value> =
        lines.iter().map(|line| serde_json::from_str::<Value>(line).unwrap()["file"].clone()).collect();
    let expected =
        ["mail/open/000001.json", "mail/open/000002.json", "undecodable/000001.bin", "undecodable/000002.bin"];
    assert_eq!(files, expected.map(|file| format!("recorded/{file}")));
    let kept = std::fs::read_to_string(here.path().join("recorded/mail/open/000001.json")).unwrap();
    assert_eq!(kept, r#"{"event": "open", "n": 1.50}"#);
}

#[test]
fn a_name_of_any_length_ends_nothing() {
    let here = vendors();
    let recorder = Recorder::start(here.path(), "");
    let long = format!(r#"{{"event": "{}", "payload": {{}}}}"#, "b".repeat(5000));
    assert_eq!(post(&recorder, "", long.as_bytes()), "200");
    assert_eq!(post(&recorder, "", "\u{feff}{\"event\": \"order.paid\"}".as_bytes()), "200");
    assert_eq!(post(&recorder, "", br#"{"object": "event", "type": "charge", "livemode": true, "data": {}}"#), "200");
    recorder.signal("-TERM");
    recorder.ends(0);
    let kept = here.path().join("recorded");
    let files = snapshot(&kept).into_iter().map(|(path, _)| path);
    let files: Vec<String> = files.map(|path| path.rsplit_once("recorded/").unwrap().1.to_owned()).collect();
    assert_eq!(files.len(), 4, "{files:?}");
    assert_eq!(files[0], "events.toml");
    assert_eq!(files[1], "unnamed/000001.json");
    assert!(files[2].starts_with("v2/bbbb") && files[2].ends_with("/000001.json"), "{files:?}");
    assert_eq!(files[3], "v2/order.paid/000001.json");
    let (url, requests) = answering(&[200; 2]);
    let outcomes = run(here.path(), &format!("replay recorded/v2 --json --to {url}")).ends(0).json();
    assert_eq!(requests.iter().count(), 2);
    assert_eq!(outcomes[0]["event"].as_str().unwrap().len(), 5000);
}
