//! `conscent trigger`
#![allow(clippy::unwrap_used, reason = "helpers of tests may fail anywhere")]

mod command;

use command::receiver::{Request, answering};
use command::{Run, command, folder, put, run};
use conscent::{Auth, samples};
use http::header::{HeaderMap, HeaderName};
use serde_json::{Value, json};
use std::net::TcpListener;

const KEY: &str = "the-key";
const SECRET: &str = "the:secret-é";
const WEBHOOK_SECRET: &str = "the webhook secret";
const CREDENTIALS: &str = "--basic-env CONSCENT_TEST_KEY:CONSCENT_TEST_SECRET --sign-env CONSCENT_TEST_SIGN";

/// Runs it with credentials in its environment.
fn run_as(arguments: &str, variables: &[(&str, &str)]) -> Run {
    let here = folder(&[]);
    let mut command = command(here.path(), arguments);
    let done = command.envs(variables.iter().copied()).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let run = Run { code: done.status.code().unwrap(), out: text(done.stdout), err: text(done.stderr) };
    let shown = format!("{}{}", run.out, run.err);
    let secrets = variables.iter().map(|(_, value)| *value).filter(|value| !value.trim().is_empty());
    assert!(secrets.into_iter().all(|secret| !shown.contains(secret.trim())), "{shown}");
    run
}

fn accepts(auth: &Auth, request: &Request) -> bool {
    let mut headers = HeaderMap::new();
    for (key, value) in request.head.lines().filter_map(|line| line.split_once(": ")) {
        headers.append(key.parse::<HeaderName>().unwrap(), value.parse().unwrap());
    }
    auth.check_headers(&headers).is_ok_and(|pending| pending.check_body(&request.body).is_ok())
}

#[test]
fn each_documented_event_is_sent_as_documented() {
    let here = folder(&[]);
    let (url, requests) = answering(&[200; 16]);
    assert_eq!(samples::ALL.len(), 16);
    for sample in samples::ALL {
        let outcomes = run(here.path(), &format!("trigger {} --to {url} --json", sample.event)).ends(0).json();
        let request = requests.recv().unwrap();
        assert!(request.head.starts_with("POST /webhooks HTTP/1.1\r\n"), "{}", request.head);
        assert_eq!(request.header("content-type"), ["application/json"]);
        assert!(request.header("authorization").is_empty() && request.header("x-conscent-signature").is_empty());
        assert_eq!(request.body, sample.text.as_bytes());
        let [outcome] = outcomes.as_array().unwrap().as_slice() else { panic!("{outcomes}") };
        assert!(outcome["slowest_ms"].is_u64(), "{outcome}");
        let expected = json!({"api": sample.api, "event": sample.event, "sent": 1, "answered": {"200": 1}, "failed": 0,
            "slowest_ms": outcome["slowest_ms"]});
        assert_eq!(*outcome, expected);
    }
}

#[test]
fn each_delivery_has_an_id_where_the_hints_say() {
    let here = folder(&[
        ("s/hints.toml", "[delivery.id]\nheader = \"x-id\"\n[delivery.signature]\nscheme = \"standard_webhooks\"\n"),
        ("s/shop/order.paid/a.json", "{}"),
    ]);
    let (url, requests) = answering(&[200; 3]);
    run(here.path(), &format!("trigger order.paid --samples s --to {url} -n 2")).ends(0);
    let ids = [(); 2].map(|()| requests.recv().unwrap().header("x-id").join(","));
    assert!(ids[0] != ids[1] && ids.iter().all(|id| id.starts_with("msg_")), "{ids:?}");
    // An id that is signed is sent once, with its signature.
    put(
        here.path(),
        "s/hints.toml",
        "[delivery.id]\nheader = \"webhook-id\"\n[delivery.signature]\nscheme = \"standard_webhooks\"\n",
    );
    let mut signed =
        command(here.path(), &format!("trigger order.paid --samples s --to {url} --sign-env CONSCENT_TEST_SIGN"));
    let secret = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz";
    assert!(signed.env("CONSCENT_TEST_SIGN", secret).output().unwrap().status.success());
    let request = requests.recv().unwrap();
    assert_eq!((request.header("webhook-id").len(), request.header("webhook-signature").len()), (1, 1));
}

#[test]
fn credentials_come_from_the_environment_and_verify() {
    let (url, requests) = answering(&[200]);
    let variables = [
        ("CONSCENT_TEST_KEY", KEY),
        ("CONSCENT_TEST_SECRET", SECRET),
        ("CONSCENT_TEST_SIGN", WEBHOOK_SECRET),
        ("http_proxy", "http://127.0.0.1:9"),
    ];
    run_as(&format!("trigger purchase.pass --to {url}?token=1 --set /user_id=7 {CREDENTIALS}"), &variables).ends(0);
    let request = requests.recv().unwrap();
    assert!(accepts(&Auth::basic(KEY, SECRET).unwrap().hmac(WEBHOOK_SECRET).unwrap(), &request), "{}", request.head);
    assert!(!accepts(&Auth::basic(KEY, "x").unwrap(), &request));
    assert!(!accepts(&Auth::signature_only("x").unwrap(), &request));
    assert!(request.head.starts_with("POST /webhooks?token=1 "), "{}", request.head);
}

#[test]
fn wrong_credentials_are_reported_and_not_shown() {
    let to = "trigger purchase.pass --to http://127.0.0.1:9";
    let errors = |arguments: &str, variables: &[(&str, &str)]| {
        run_as(&format!("{to} {arguments}"), variables).errors().join("\n")
    };
    let (key, secret) = (("CONSCENT_TEST_KEY", KEY), ("CONSCENT_TEST_SECRET", SECRET));
    let basic = "--basic-env CONSCENT_TEST_KEY:CONSCENT_TEST_SECRET";
    assert!(errors(basic, &[secret]).starts_with("--basic-env: the first variable is not set: "));
    assert!(errors(basic, &[key]).starts_with("--basic-env: the second variable is not set: "));
    assert!(
        errors(basic, &[key, ("CONSCENT_TEST_SECRET", "")])
            .starts_with("--basic-env: the credentials are refused: API secret: is empty")
    );
    assert!(
        errors(basic, &[("CONSCENT_TEST_KEY", "a:b"), secret])
            .starts_with("--basic-env: the credentials are refused: API key: contains ':'")
    );
    let sign = [("CONSCENT_TEST_SIGN", "webhook-secret\n")];
    assert!(
        errors("--sign-env CONSCENT_TEST_SIGN", &sign)
            .starts_with("--sign-env: the credentials are refused: webhook secret: contains a control")
    );
    for (secret_as_argument, starts) in [
        ("--basic-env s3cr3t", "--basic-env: not two names: "),
        ("--basic-env s3cr3t:s3cr3t", "--basic-env: the first variable is not set: "),
        ("--sign-env s3cr3t=", "--sign-env: the variable is not set: "),
    ] {
        let errors = errors(secret_as_argument, &[]);
        assert!(errors.starts_with(starts) && !errors.contains("s3cr3t"), "{errors}");
    }
    let both = errors("--basic-env x --sign-env CONSCENT_TEST_NOT_SET", &[]);
    assert!(both.contains("--basic-env: ") && both.contains("\n--sign-env: "), "{both}");
}

#[test]
fn values_can_be_set() {
    let here = folder(&[]);
    let (url, requests) = answering(&[200]);
    let set = "--set /payload/purchase/price=499 --set /payload/purchase/type=GIFT --set /payload/new={\"a\":[]}";
    run(here.path(), &format!("trigger purchase.pass --to {url} {set}")).ends(0);
    let body: Value = serde_json::from_slice(&requests.recv().unwrap().body).unwrap();
    let mut expected: Value = serde_json::from_str(samples::purchase_pass().text).unwrap();
    expected["payload"]["purchase"]["price"] = json!(499);
    expected["payload"]["purchase"]["type"] = json!("GIFT");
    expected["payload"]["new"] = json!({"a": []});
    assert_eq!(body, expected);
    let [error] =
        run(here.path(), &format!("trigger purchase.pass --to {url} --set /gone/x=1")).errors().try_into().unwrap();
    assert!(error.starts_with("--set: /gone/x: the body has no key \"gone\": "), "{error}");
    let error = run(here.path(), &format!("trigger purchase.pass --to {url} --set price=1")).errors().join("\n");
    assert!(error.contains("a JSON pointer starts with `/`"), "{error}");
}

#[test]
fn answers_are_counted_by_status() {
    let (url, requests) = answering(&[200, 201, 500, 200]);
    let lines = run(folder(&[]).path(), &format!("trigger pass_payment --api v1 -n 4 --to {url}")).lines(1);
    assert_eq!(requests.iter().count(), 4);
    assert_eq!(lines.len(), 2);
    assert_eq!(
        lines[0].split_whitespace().collect::<Vec<_>>(),
        ["API", "EVENT", "SENT", "ANSWERED", "FAILED", "SLOWEST"]
    );
    assert!(lines[1].starts_with("v1   pass_payment  4     200: 2, 201: 1, 500: 1  0       "), "{}", lines[1]);
    assert!(lines[1].ends_with(" ms"), "{}", lines[1]);
}

#[test]
fn a_redirect_is_an_answer_and_is_not_followed() {
    let (url, requests) = answering(&[307]);
    let outcomes = run(folder(&[]).path(), &format!("trigger purchase.pass --json --to {url}")).ends(1).json();
    assert_eq!(outcomes[0]["answered"], json!({"307": 1}));
    assert_eq!(requests.iter().count(), 1);
}

#[test]
fn a_failed_delivery_is_an_error_and_is_counted() {
    let here = folder(&[]);
    let (url, _requests) = answering(&[200, 0]);
    let run_2 = run(here.path(), &format!("trigger purchase.pass -n 2 --json --to {url}")).ends(2);
    assert_eq!((&run_2.json()[0]["answered"], &run_2.json()[0]["failed"]), (&json!({"200": 1}), &json!(1)));
    assert!(run_2.err.starts_with(&format!("{url}: not delivered: ")), "{}", run_2.err);

    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let refused =
        run(here.path(), &format!("trigger purchase.pass -n 3 --json --to http://{free}/?token=s3cr3t")).ends(2);
    let outcome = &refused.json()[0];
    assert_eq!((&outcome["sent"], &outcome["failed"], &outcome["slowest_ms"]), (&json!(3), &json!(3), &Value::Null));
    assert_eq!(refused.err.lines().count(), 1, "{}", refused.err);
    assert!(refused.err.starts_with(&format!("http://{free}/: not delivered: ")), "{}", refused.err);
    assert!(refused.err.contains("refused") && !refused.err.contains("s3cr3t"), "{}", refused.err);
}

#[test]
fn other_machines_and_other_events_are_refused() {
    let here = folder(&[]);
    for host in ["192.0.2.1", "[2001:db8::1]", "example.com", "0.0.0.0"] {
        let [error] =
            run(here.path(), &format!("trigger purchase.pass --to http://{host}/")).errors().try_into().unwrap();
        assert!(error.starts_with("--to: not this machine: ") && error.ends_with("add --allow-remote"), "{error}");
    }
    let error = run(here.path(), "trigger purchase.pas --to http://127.0.0.1:9").errors().join("\n");
    assert!(
        error.starts_with("EVENT: unknown event \"purchase.pas\": a similar one is \"purchase.pass\"; "),
        "{error}"
    );
    let error = run(here.path(), "trigger purchase.pass --api v1 --to http://127.0.0.1:9").errors().join("\n");
    assert!(error.contains("belongs to a different api"), "{error}");
}
