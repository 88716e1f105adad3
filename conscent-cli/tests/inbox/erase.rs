//! Finding and erasing the data of a person.

use super::command::{Run, command};
use super::{KEY, PERSON, PHONE, delivery, execute, filled, inbox, json_lines, with_a_dead_one, with_keys};
use conscent_inbox::Keys;
use conscent_inbox::sqlx::sqlite::SqliteConnection;
use conscent_inbox::sqlx::{Connection, Executor};
use serde_json::json;
use tempfile::TempDir;

/// The program with the text to search for in its environment.
fn with_person(folder: &TempDir, person: &str, arguments: &str) -> Run {
    let (name, rest) = arguments.split_once(' ').unwrap();
    let line = format!("inbox {name} --db sqlite://inbox.db --containing-env PERSON {rest}");
    let done = command(folder.path(), &line).env("PERSON", person).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Run { code: done.status.code().unwrap(), out: text(done.stdout), err: text(done.stderr) }
}

fn ids(list: &Run) -> Vec<i64> {
    json_lines(list).iter().map(|line| line["id"].as_i64().unwrap()).collect()
}

#[test]
fn a_person_is_found_and_erased() {
    let folder = with_a_dead_one();
    assert_eq!(ids(&inbox(&folder, &format!("list --json --containing {PHONE}")).ends(0)), [1]);
    assert_eq!(ids(&with_person(&folder, "JO@mail", "list --json").ends(0)), [1, 2]);
    assert_eq!(ids(&with_person(&folder, PERSON, "list --json --state dead").ends(0)), [1]);
    let erased = with_person(&folder, PERSON, "erase --all --event purchase.*").lines(0);
    assert_eq!(erased, ["1 delivery erased", "1 of them had not been handled, and will not be"]);
    let erased = with_person(&folder, PERSON, "erase --all --json --forget").ends(0).json();
    assert_eq!(erased, json!({"erased": 1, "dropped": 1, "unchanged": [], "unclean": null}));
    assert_eq!(ids(&inbox(&folder, "list --json")), [1]);
    let left = inbox(&folder, "show 1 --reveal").lines(0);
    assert!(
        left.contains(&"event     (unnamed)".to_owned()) && left.contains(&"body      deleted".to_owned()),
        "{left:?}"
    );
    for file in ["inbox.db", "inbox.db-wal"] {
        let bytes = std::fs::read(folder.path().join(file)).unwrap_or_default();
        assert!(!String::from_utf8_lossy(&bytes).contains(PERSON), "{file}");
    }
}

#[test]
fn deliveries_are_erased_by_number() {
    let folder = with_a_dead_one();
    let runs = "state = 1, lease = 7, lease_until = arrived_at + 60000, worker = 'host 5'";
    execute(folder.path(), &format!("UPDATE conscent_delivery SET {runs} WHERE id = 2"));
    let erased = inbox(&folder, "erase 1 2 9 1").ends(1);
    assert_eq!(erased.out, "1 delivery erased\n1 of them had not been handled, and will not be\n");
    let errors = [
        "delivery 2: not erased: a worker is running it; try again when it has finished",
        "delivery 9: not erased: no delivery has this number",
    ];
    assert_eq!(erased.err.lines().collect::<Vec<_>>(), errors);
    // One that is done can be erased, too.
    assert_eq!(inbox(&folder, "erase 1").lines(0), ["1 delivery erased"]);
}

#[test]
fn encrypted_bodies_are_searched_with_their_key() {
    let body = format!(r#"{{"event": "e", "email": "{PERSON}"}}"#);
    let folder = filled(Keys::parse(KEY).unwrap(), &[body.as_bytes()]);
    let without = with_person(&folder, PERSON, "erase --all").ends(1);
    assert_eq!(without.out, "0 deliveries erased\n");
    assert!(without.err.contains("delivery 1: not erased: its content cannot be searched: "), "{}", without.err);
    assert_eq!(with_person(&folder, PERSON, "list --json").ends(2).out, "");
    let found = with_keys(&folder, KEY, &format!("list --json --containing {PERSON}"));
    assert_eq!(json_lines(&found)[0]["dedupe_key"], delivery(body.as_bytes()).dedupe_key());
    let erased = with_keys(&folder, KEY, &format!("erase --json --all --containing {PERSON}"));
    assert_eq!(erased.json()["erased"], 1);
}

#[test]
fn nothing_is_erased_by_mistake() {
    let folder = with_a_dead_one();
    for wrong in [
        "erase",
        "erase --all",
        "erase --all --event purchase.*",
        "erase --containing x",
        "erase 1 --containing x",
        "erase 1 --containing-env PERSON",
        "erase 1 --state dead",
        "erase 1 --dedupe-key x",
        "erase --all --containing x --containing-env PERSON",
        "erase --all --containing-env NOT_SET",
        "list --containing-env NOT_SET",
    ] {
        assert!(!inbox(&folder, wrong).errors().is_empty(), "{wrong}");
    }
    let empty = with_person(&folder, "", "erase --all");
    assert_eq!(empty.errors(), ["--containing: the text is empty: name an e-mail address or an id"]);
    // The user may have given the text instead of the name.
    let error = inbox(&folder, &format!("list --containing-env {PERSON}")).errors().concat();
    assert!(error.contains("the variable is not set") && !error.contains(PERSON), "{error}");
    assert_eq!(json_lines(&inbox(&folder, "list --json"))[0]["state"], "dead");
}

#[test]
fn a_file_that_is_in_use_is_reported() {
    let folder = with_a_dead_one();
    let url = format!("sqlite://{}", folder.path().join("inbox.db").display());
    super::runtime().block_on(async {
        let mut reader = SqliteConnection::connect(&url).await.unwrap();
        reader.execute("BEGIN; SELECT count(*) FROM conscent_delivery").await.unwrap();
        let erased = inbox(&folder, "erase 1 --json").ends(1);
        assert_eq!((&erased.json()["erased"], erased.json()["unclean"].is_string()), (&json!(1), true));
        assert!(erased.err.starts_with("--db: the file may still hold deleted bytes; erase again: "), "{}", erased.err);
        reader.execute("COMMIT").await.unwrap();
    });
    assert_eq!(inbox(&folder, "erase 1 --json").ends(0).json()["unclean"], json!(null));
}
