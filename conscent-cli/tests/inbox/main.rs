//! `conscent inbox`

#[path = "../command/mod.rs"]
mod command;
mod erase;
#[cfg(unix)]
mod open;
mod output;
mod postgres;

use command::{Run, command, run};
use conscent::{Delivery, ParseError};
use conscent_inbox::sqlx::sqlite::SqliteConnection;
use conscent_inbox::sqlx::{AssertSqlSafe, Connection, Executor};
use conscent_inbox::{Inbox, Keys, Options};
use http::{HeaderMap, HeaderValue};
use serde_json::{Value, json};
use std::path::Path;
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};

const PERSON: &str = "jo@mail.in";
const PHONE: &str = "9821828889";
const KEY: &str = "1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
const OTHER_KEY: &str = "1:EEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEE=";

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

fn delivery(body: &[u8]) -> Delivery {
    let mut headers = HeaderMap::new();
    headers.append("user-agent", HeaderValue::from_static("Conscent"));
    headers.append("x-name", HeaderValue::from_static(PERSON));
    Delivery::parse(body.to_vec().into(), &headers).unwrap_or_else(ParseError::into_delivery)
}

/// A folder with `inbox.db`, which has deliveries with these bodies. Their numbers are those from 1 on.
fn filled(keys: Keys, bodies: &[&[u8]]) -> TempDir {
    let folder = TempDir::new().unwrap();
    let url = format!("sqlite://{}", folder.path().join("inbox.db").display());
    runtime().block_on(async {
        let inbox = Options::new().keys(keys).open(&url).await.unwrap();
        for body in bodies {
            inbox.store(delivery(body)).await.unwrap();
        }
    });
    folder
}

/// Two deliveries with personal data. The first one is dead, with an error that quotes the data.
fn with_a_dead_one() -> TempDir {
    let one = format!(
        r#"{{ "event": "purchase.pass", "user": {{ "email": "{PERSON}", "phone": "{PHONE}", "kind": "GIFT" }} }}"#
    );
    let two = format!(r#"{{"event": "gift.sent", "email": "{PERSON}"}}"#);
    let folder = filled(Keys::default(), &[one.as_bytes(), two.as_bytes()]);
    execute(
        folder.path(),
        &format!("UPDATE conscent_delivery SET error = CAST('no user {PERSON}' AS BLOB) WHERE id = 1"),
    );
    kill(folder.path(), 1);
    folder
}

fn execute(folder: &Path, sql: &str) {
    let url = format!("sqlite://{}", folder.join("inbox.db").display());
    runtime().block_on(async {
        let mut connection = SqliteConnection::connect(&url).await.unwrap();
        connection.execute(AssertSqlSafe(sql.to_owned())).await.unwrap();
        connection.close().await.unwrap();
    });
}

fn kill(folder: &Path, id: i64) {
    let set = "state = 3, attempts = 20, done_at = 1709546927000";
    execute(folder, &format!("UPDATE conscent_delivery SET {set} WHERE id = {id}"));
}

fn inbox(folder: &TempDir, arguments: &str) -> Run {
    let (name, rest) = arguments.split_once(' ').unwrap_or((arguments, ""));
    run(folder.path(), &format!("inbox {name} --db sqlite://inbox.db {rest}"))
}

/// The program with keys in its environment.
fn with_keys(folder: &TempDir, keys: &str, arguments: &str) -> Run {
    let done = command(folder.path(), &format!("inbox {arguments} --db sqlite://inbox.db"))
        .env("CONSCENT_INBOX_KEY", keys)
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Run { code: done.status.code().unwrap(), out: text(done.stdout), err: text(done.stderr) }
}

fn json_lines(run: &Run) -> Vec<Value> {
    run.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn long_help_shows_examples_and_exit_codes() {
    let folder = TempDir::new().unwrap();
    for name in ["list", "show", "retry", "drop", "erase", "stats"] {
        let help = run(folder.path(), &format!("inbox {name} --help")).ends(0).out;
        assert!(help.contains(&format!("Examples:\n  conscent inbox {name} --db ")), "{help}");
        assert!(help.contains("Exit codes: 0 "), "{help}");
        assert_eq!(run(folder.path(), &format!("inbox help {name}")).ends(0).out, help);
    }
}

#[test]
fn the_newest_comes_last() {
    let folder = with_a_dead_one();
    let lines = inbox(&folder, "list").lines(0);
    let columns: Vec<Vec<&str>> = lines.iter().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(columns[0], ["ID", "STATE", "API", "EVENT", "ATTEMPTS", "ARRIVED", "NEXT"]);
    assert_eq!(columns[1][..5], ["1", "dead", "v2", "purchase.pass", "20"]);
    assert_eq!((columns[1].len(), columns[2].len()), (6, 7));
    assert_eq!(columns[2][..5], ["2", "waiting", "v2", "gift.sent", "0"]);
    assert!(columns[2][5].ends_with('Z'), "{lines:?}");
    let lines = json_lines(&inbox(&folder, "list --json --limit 1").ends(0));
    let keys = ["id", "state", "api", "event", "attempts", "done_at", "worker", "leased_until", "key", "order_key"];
    let values = keys.map(|key| lines[0][key].clone());
    let null = Value::Null;
    let expected = [
        json!(2),
        json!("waiting"),
        json!("v2"),
        json!("gift.sent"),
        json!(0),
        null.clone(),
        null.clone(),
        null.clone(),
        null.clone(),
        null,
    ];
    assert_eq!((values, lines.len()), (expected, 1));
    let key = delivery(format!(r#"{{"event": "gift.sent", "email": "{PERSON}"}}"#).as_bytes()).dedupe_key();
    assert_eq!(lines[0]["dedupe_key"], key);
}

#[test]
fn options_leave_deliveries_out() {
    let folder = with_a_dead_one();
    let ids = |arguments: &str| -> Vec<i64> {
        let list = inbox(&folder, &format!("list --json {arguments}")).ends(0);
        json_lines(&list).iter().map(|line| line["id"].as_i64().unwrap()).collect()
    };
    assert_eq!(ids("--state dead"), [1]);
    assert_eq!(ids("--state dead --state waiting"), [1, 2]);
    assert_eq!(ids("--state done"), [0; 0]);
    assert_eq!(ids("--event purchase.*"), [1]);
    assert_eq!(ids("--api v2 --event gift.sent"), [2]);
    assert_eq!(ids("--api v1"), [0; 0]);
    assert_eq!(ids("--older-than 1h"), [0; 0]);
    let key = json_lines(&inbox(&folder, "list --json"))[0]["dedupe_key"].as_str().unwrap().to_owned();
    assert_eq!(ids(&format!("--dedupe-key {key}")), [1]);
}

#[test]
fn personal_data_is_shown_on_request() {
    let folder = with_a_dead_one();
    for arguments in ["list", "list --json", "show 1 2", "show 1 2 --json", "stats", "stats --json --done"] {
        let Run { out, err, .. } = inbox(&folder, arguments).ends(0);
        for personal in [PERSON, PHONE, "Conscent", "no user"] {
            assert!(!out.contains(personal) && !err.contains(personal), "{arguments}: {out}");
        }
    }
    // Keys and names of headers are useful, and not personal.
    let shown = inbox(&folder, "show 1").ends(0).out;
    for kept in [
        r#""email": ""#,
        "user-agent:",
        "x-name:",
        "body         redacted; --reveal shows it\n\n{",
        "error        <hidden: 18 characters>",
    ] {
        assert!(shown.contains(kept), "{shown}");
    }
    let shown = inbox(&folder, "show 1 --reveal").ends(0).out;
    for kept in [
        PHONE,
        "user-agent:  Conscent",
        &format!("x-name:      {PERSON}"),
        &format!("error        no user {PERSON}"),
        "body         as it arrived\n\n{ \"event\"",
    ] {
        assert!(shown.contains(kept), "{shown}");
    }
    assert!(inbox(&folder, "list --reveal").ends(0).out.contains(&format!("no user {PERSON}")));
    assert_eq!(json_lines(&inbox(&folder, "list --json --reveal"))[0]["error"], format!("no user {PERSON}"));
}

#[test]
fn what_is_documented_is_shown() {
    let body =
        format!(r#"{{"event": "{PERSON}", "payload": {{"type": "SUBSCRIPTION", "faith": "HINDU", "Kind": "GIFT"}}}}"#);
    let folder = filled(Keys::default(), &[body.as_bytes()]);
    let line = |arguments: &str| json_lines(&inbox(&folder, arguments).ends(0)).remove(0);
    let (shown, listed) = (line("show 1 --json"), line("list --json"));
    assert_eq!((&shown["event"], &shown["body"]["payload"]["type"]), (&shown["body"]["event"], &json!("SUBSCRIPTION")));
    assert!(listed["event"].as_str().unwrap().ends_with(".example"), "{listed}");
    for arguments in ["show 1", "show 1 --json", "list", "list --json"] {
        let out = inbox(&folder, arguments).ends(0).out;
        assert!(![PERSON, "HINDU", "GIFT", "Kind"].iter().any(|word| out.contains(word)), "{out}");
    }
    assert_eq!(line("list --json --reveal")["event"], PERSON);

    for (n, kind) in ["GIFT", "LOAN", "GIFT", "LOAN"].into_iter().enumerate() {
        let event = folder.path().join("shop/v2/order.paid");
        std::fs::create_dir_all(&event).unwrap();
        let sample = json!({"event": "order.paid", "payload": {"n": n, "Kind": kind, "type": "x"}});
        std::fs::write(event.join(format!("{n}.json")), sample.to_string()).unwrap();
    }
    std::fs::write(folder.path().join("shop/hints.toml"), "[envelope.v2]\nevent = \"event\"\npayload = \"payload\"\n")
        .unwrap();
    let of_shop = line("show 1 --json --samples shop")["body"]["payload"].clone();
    assert_eq!((&of_shop["Kind"], of_shop["type"] == "SUBSCRIPTION"), (&json!("GIFT"), false), "{of_shop}");
    let refused = inbox(&folder, "show 1 --samples gone/with/no.json --reveal");
    assert!(refused.err.contains("cannot be used with"), "{}", refused.err);
}

#[test]
fn a_key_of_ones_own_may_be_personal() {
    let folder = TempDir::new().unwrap();
    let url = format!("sqlite://{}", folder.path().join("inbox.db").display());
    runtime().block_on(async {
        let own = |_: &Delivery| Some(PERSON.to_owned());
        let inbox = Options::new().dedupe_key(own).order_key(own).open(&url).await.unwrap();
        inbox.store(delivery(b"{\"event\": \"e\"}")).await.unwrap();
    });
    for arguments in ["list", "list --json", "show 1", "show 1 --json"] {
        let shown = inbox(&folder, arguments).ends(0).out;
        assert!(!shown.contains(PERSON), "{shown}");
    }
    let shown = inbox(&folder, "show 1 --json --reveal").ends(0);
    assert_eq!(json_lines(&shown)[0]["order_key"], format!("v2:{PERSON}"));
}

#[test]
fn a_shown_delivery_is_a_captured_one() {
    let folder = with_a_dead_one();
    let shown = inbox(&folder, "show 1 --json --reveal").ends(0);
    let line = &json_lines(&shown)[0];
    assert_eq!((&line["redacted"], &line["body"]["user"]["email"]), (&json!(false), &json!(PERSON)));
    assert_eq!(line["headers"], json!([["user-agent", "Conscent"], ["x-name", PERSON]]));
    for arguments in ["show 1 2 --json", "show 1 2 --json --reveal"] {
        let shown = inbox(&folder, arguments).ends(0).out;
        let inspected = command::run_with(folder.path(), "inspect --json -", &shown);
        let events: Vec<_> = json_lines(&inspected).iter().map(|line| line["event"].clone()).collect();
        assert_eq!(events, ["purchase.pass", "gift.sent"], "{}", inspected.err);
    }
}

#[test]
fn bodies_of_any_bytes_are_shown() {
    let folder = filled(Keys::default(), &[b"", b"\xff", b"{\"event\": \"\\u001b[2J\"}", b"a\x1b[2J\r\nb"]);
    let lines = json_lines(&inbox(&folder, "show 1 2 3 4 --json --reveal").ends(0));
    assert_eq!((&lines[0]["text"], &lines[0]["event"]), (&json!(""), &json!("")));
    assert_eq!(lines[1]["base64"], "/w==");
    assert_eq!(lines[2]["body"], json!({"event": "\u{1b}[2J"}));
    assert_eq!(lines[3]["text"], "a\u{1b}[2J\r\nb");
    for arguments in ["list", "show 1 2 3 4", "show 1 2 3 4 --reveal", "show 1 2 3 4 --json"] {
        let shown = inbox(&folder, arguments).ends(0).out;
        assert!(!shown.contains('\u{1b}'), "{shown}");
    }
    let shown = inbox(&folder, "show 1 --reveal").ends(0).out;
    assert!(shown.contains("event        (unnamed)"), "{shown}");
}

#[test]
fn dead_deliveries_are_retried() {
    let folder = with_a_dead_one();
    let retried = inbox(&folder, "retry 1 2 9 1").ends(1);
    assert_eq!(retried.out, "1 delivery retried\n");
    let errors = [
        "delivery 2: not retried: it waits, and a worker will run it",
        "delivery 9: not retried: no delivery has this number",
    ];
    assert_eq!(retried.err.lines().collect::<Vec<_>>(), errors);
    kill(folder.path(), 1);
    kill(folder.path(), 2);
    assert_eq!(inbox(&folder, "retry --all --event gift.*").lines(0), ["1 delivery retried"]);
    assert_eq!(inbox(&folder, "retry --all --json").lines(0), [r#"{"changed":1,"unchanged":[]}"#]);
    assert_eq!(inbox(&folder, "retry --all").lines(0), ["0 deliveries retried"]);
}

#[test]
fn deliveries_are_dropped_without_their_content() {
    let folder = with_a_dead_one();
    assert_eq!(inbox(&folder, "drop --all --state dead").lines(0), ["1 delivery dropped"]);
    let again = inbox(&folder, "drop 1 2 --json").ends(1);
    assert_eq!(again.json(), json!({"changed": 1, "unchanged": [{"id": 1, "why": "it is done"}]}));
    assert_eq!(again.err, "delivery 1: not dropped: it is done\n");
    let shown = inbox(&folder, "show 1").lines(0);
    assert_eq!(shown.last().unwrap(), "body      deleted");
    assert!(!shown.iter().any(|line| line.starts_with("error")), "{shown:?}");
    let stats = inbox(&folder, "stats --done --json").ends(0).json();
    assert_eq!((&stats[0]["state"], &stats[0]["count"]), (&json!("done"), &json!(2)));
    assert_eq!(inbox(&folder, "stats --json").ends(0).json(), json!([]));
}

#[test]
fn many_deliveries_are_changed_on_demand_only() {
    let folder = with_a_dead_one();
    for wrong in [
        "retry",
        "drop",
        "drop --all",
        "drop --state dead",
        "drop 1 --state dead",
        "drop 1 --all --state dead",
        "drop --all --state running",
        "retry --api v2",
        "retry 1 --api v2",
        "retry 1 --limit 1",
        "retry 1 --all",
        "retry x",
    ] {
        assert!(inbox(&folder, wrong).errors().len() > 1, "{wrong}");
    }
    assert_eq!(json_lines(&inbox(&folder, "list --json"))[0]["state"], "dead");
}

#[test]
fn deliveries_are_counted() {
    let folder = with_a_dead_one();
    execute(folder.path(), "UPDATE conscent_delivery SET arrived_at = arrived_at - 7200000 WHERE id = 2");
    let lines = inbox(&folder, "stats").lines(0);
    let columns: Vec<Vec<&str>> = lines.iter().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(columns[0], ["STATE", "API", "COUNT", "RETRIED", "OLDEST"]);
    assert_eq!(columns[1], ["waiting", "v2", "1", "0", "2", "h"]);
    assert_eq!(columns[2][..4], ["dead", "v2", "1", "1"]);
}

#[test]
fn a_row_that_is_not_readable_hides_no_other() {
    let folder = with_a_dead_one();
    execute(folder.path(), "UPDATE conscent_delivery SET key_id = -5 WHERE id = 1");
    let list = inbox(&folder, "list --json").ends(2);
    assert_eq!(json_lines(&list).len(), 1);
    assert_eq!(list.err, "row 1: cannot be read: key_id is -5\n");
    let shown = inbox(&folder, "show 1 2 7 --json").ends(2);
    assert_eq!(json_lines(&shown)[0]["id"], 2);
    assert_eq!(shown.err.lines().count(), 2, "{}", shown.err);
    assert!(shown.err.contains("delivery 7: not found: "), "{}", shown.err);
    assert_eq!(inbox(&folder, "drop 1").lines(0), ["1 delivery dropped"]);
}

#[test]
fn encrypted_bodies_need_their_key() {
    let keys = || Keys::parse(KEY).unwrap();
    let body = format!(r#"{{"event": "gift.sent", "email": "{PERSON}"}}"#);
    let folder = filled(keys(), &[body.as_bytes()]);
    let shown = with_keys(&folder, KEY, "show 1 --reveal").ends(0).out;
    assert!(shown.contains(&body) && shown.contains("encrypted    with key 1"), "{shown}");
    let shown = inbox(&folder, "show 1 --reveal").ends(2);
    assert!(shown.out.contains("gift.sent") && !shown.out.contains(PERSON), "{}", shown.out);
    let why = "it is encrypted with key 1, which is not among the keys of this program";
    assert!(shown.err.contains(&format!("delivery 1: its body cannot be read: {why}")), "{}", shown.err);
    let errors = with_keys(&folder, OTHER_KEY, "show 1 --reveal").errors();
    assert!(errors[0].starts_with("--db: cannot be opened: the inbox was written with another key 1"), "{errors:?}");
    // Commands that do not need a key work without it.
    let stats = inbox(&folder, "stats").lines(0);
    assert!(stats[0].ends_with("WITHOUT KEY") && stats[1].ends_with('1'), "{stats:?}");
    inbox(&folder, "list --reveal").lines(0);
    execute(folder.path(), "UPDATE conscent_delivery SET body = headers");
    let errors = with_keys(&folder, KEY, "show 1").ends(2).err;
    assert!(
        errors.starts_with("delivery 1: its body cannot be read: it cannot be decrypted: it was changed"),
        "{errors}"
    );
    assert_eq!(inbox(&folder, "drop 1").lines(0), ["1 delivery dropped"]);
    let secret = &KEY[2..];
    for malformed in [secret, "1:AAAA", ""] {
        let errors = with_keys(&folder, malformed, "list").errors();
        assert!(errors[0].starts_with("CONSCENT_INBOX_KEY: no keys: ") && !errors[0].contains("AAAA"), "{errors:?}");
    }
}

#[test]
fn a_receiver_goes_on_meanwhile() {
    let folder = with_a_dead_one();
    let url = format!("sqlite://{}", folder.path().join("inbox.db").display());
    runtime().block_on(async {
        let receiver = Inbox::open(&url).await.unwrap();
        for n in 0..5 {
            receiver.store(delivery(format!(r#"{{"event": "e", "n": {n}}}"#).as_bytes())).await.unwrap();
            let listed = inbox(&folder, "list --json").ends(0);
            assert_eq!(json_lines(&listed).len(), 3 + n);
            inbox(&folder, &format!("drop {}", 3 + n)).lines(0);
        }
        receiver.store(delivery(b"{\"event\": \"last\"}")).await.unwrap();
    });
    assert_eq!(json_lines(&inbox(&folder, "list --json --state waiting")).len(), 2);
}
