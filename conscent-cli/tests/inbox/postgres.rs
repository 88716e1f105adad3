//! `conscent inbox` with a real PostgreSQL, which `.ci/slow` starts.

use super::command::run;
use super::{PERSON, delivery, runtime};
use conscent_inbox::Inbox;
use conscent_inbox::sqlx::postgres::PgConnection;
use conscent_inbox::sqlx::{AssertSqlSafe, Connection, Executor};
use serde_json::json;
use tempfile::TempDir;

const NEEDS: &str = "CONSCENT_TEST_POSTGRES: `tests/tools/with-postgres` sets it";

/// The address of an empty database with this name.
async fn database(name: &str) -> String {
    let server = std::env::var("CONSCENT_TEST_POSTGRES").expect(NEEDS);
    let mut connection = PgConnection::connect(&server).await.unwrap();
    connection.execute(AssertSqlSafe(format!("DROP DATABASE IF EXISTS {name}"))).await.unwrap();
    connection.execute(AssertSqlSafe(format!("CREATE DATABASE {name}"))).await.unwrap();
    server.replace("/postgres?", &format!("/{name}?"))
}

async fn execute(url: &str, sql: &'static str) {
    PgConnection::connect(url).await.unwrap().execute(sql).await.unwrap();
}

#[test]
#[ignore = "needs a server: `.ci/slow` runs it"]
fn deliveries_are_listed_shown_retried_dropped_and_erased() {
    let folder = TempDir::new().unwrap();
    runtime().block_on(async {
        let url = database("command").await;
        let inbox = |arguments: &str| run(folder.path(), &format!("inbox {arguments} --db {url}"));
        let receiver = Inbox::open(&url).await.unwrap();
        for event in ["purchase.pass", "gift.sent"] {
            let body = format!(r#"{{"event": "{event}", "email": "{PERSON}"}}"#);
            receiver.store(delivery(body.as_bytes())).await.unwrap();
        }
        execute(&url, "UPDATE conscent_delivery SET state = 3, done_at = 5, attempts = 20, error = body WHERE id = 1")
            .await;
        let list = inbox("list --state dead").lines(0);
        assert!(list.len() == 2 && list[1].starts_with("1   dead   v2   purchase.pass"), "{list:?}");
        assert!(!inbox("show 1").ends(0).out.contains(PERSON));
        assert!(inbox("show 1 --reveal").ends(0).out.contains(PERSON));
        assert_eq!(inbox("stats --json").ends(0).json()[1]["count"], 1);
        assert_eq!(inbox("retry 1").lines(0), ["1 delivery retried"]);
        assert_eq!(inbox("drop --all --state waiting --event gift.*").lines(0), ["1 delivery dropped"]);
        assert_eq!(inbox("drop 2 --json").ends(1).json()["unchanged"], json!([{"id": 2, "why": "it is done"}]));
        let erased = inbox(&format!("erase --all --containing {PERSON}")).lines(0);
        assert_eq!(erased, ["1 delivery erased", "1 of them had not been handled, and will not be"]);
        assert_eq!(inbox("erase 1 2 --forget --no-vacuum").lines(0), ["2 deliveries erased"]);
    });
}

#[test]
#[ignore = "needs a server: `.ci/slow` runs it"]
fn tables_are_neither_made_nor_migrated() {
    let folder = TempDir::new().unwrap();
    runtime().block_on(async {
        let url = database("command_empty").await;
        let errors = || run(folder.path(), &format!("inbox list --db {url}")).errors();
        for _ in 0..2 {
            assert!(errors()[0].contains("no inbox"), "{:?}", errors());
        }
        let lost = url.replace("/command_empty?", "/command_lost?");
        let lost = run(folder.path(), &format!("inbox list --db {lost}")).errors();
        assert!(lost[0].contains("the database does not exist"), "{lost:?}");
        Inbox::open(&url).await.unwrap();
        execute(&url, "UPDATE conscent_inbox SET version = 7").await;
        assert!(errors()[0].ends_with("update the program"), "{:?}", errors());
    });
}
