//! Databases that can be opened, and the errors for the others.

use std::fs;
use std::path::{Path, PathBuf};

use conscent_inbox::sqlx::{self, AssertSqlSafe, Executor, PgPool, SqlitePool};
use conscent_inbox::{Inbox, OpenError, Options};
use tempfile::TempDir;

use crate::database::Database;

fn file(folder: &TempDir) -> (PathBuf, String) {
    let path = folder.path().join("inbox.db");
    let url = format!("sqlite://{}", path.display());
    (path, url)
}

/// The error for an address that cannot be opened.
async fn refused(url: &str) -> (OpenError, String) {
    let error = Inbox::open(url).await.expect_err("it cannot be opened");
    let text = error.to_string();
    assert!(!text.contains("secret"), "a password is in the error: {text}");
    (error, text)
}

async fn run(url: &str, sql: &'static str) {
    SqlitePool::connect(url).await.expect("a database").execute(sql).await.expect("a statement");
}

#[tokio::test]
async fn addresses() {
    for (url, part) in [
        ("inbox.db", "must begin with `sqlite://` or `postgres://`"),
        ("mysql://me:secret@host/db", "must begin with"),
        ("", "must begin with"),
        ("sqlite::memory:", "would lose acknowledged deliveries"),
        ("sqlite://inbox.db?mode=memory", "would lose"),
        ("sqlite://inbox.db?mode=other", "unknown value"),
        ("postgres://me:secret@/%%%", "must have the form postgres://user:password@host/database"),
        ("postgres://me:secret@localhost:1/db", "cannot be reached"),
    ] {
        let (_, text) = refused(url).await;
        assert!(text.contains(part), "{url}: {text}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn only_its_owner_can_read_the_file() {
    use std::os::unix::fs::PermissionsExt;
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let folder = tempfile::tempdir().unwrap();
    let (path, url) = file(&folder);
    drop(Inbox::open(&url).await.unwrap());
    assert_eq!(mode(&path), 0o600);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    let inbox = Inbox::open(&url).await.unwrap();
    assert_eq!(mode(&path), 0o600);
    assert_eq!(mode(&folder.path().join("inbox.db-wal")), 0o600, "the log holds what the file will hold");
    drop(inbox);
}

#[cfg(unix)]
#[tokio::test]
async fn a_symbolic_link_is_not_followed() {
    let folder = tempfile::tempdir().unwrap();
    let (path, url) = file(&folder);
    for target in ["missing", "existing"] {
        fs::write(folder.path().join("existing"), "").unwrap();
        std::os::unix::fs::symlink(folder.path().join(target), &path).unwrap();
        let (error, text) = refused(&url).await;
        assert!(matches!(&error, OpenError::File { path: named, .. } if *named == path), "{error:?}");
        assert!(text.contains("symbolic link"), "{text}");
        fs::remove_file(&path).unwrap();
    }
    assert!(!folder.path().join("missing").exists());
}

#[tokio::test]
async fn what_is_in_the_place_of_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let (path, url) = file(&folder);
    fs::create_dir(&path).unwrap();
    assert!(refused(&url).await.1.contains("is not a file"));
    fs::remove_dir(&path).unwrap();
    let (_, text) = refused(&format!("sqlite://{}", folder.path().join("no/such/folder.db").display())).await;
    assert!(text.contains("check that its folder exists"), "{text}");

    let text = "a text that somebody wrote\n".repeat(200);
    fs::write(&path, &text).unwrap();
    let (_, said) = refused(&url).await;
    assert!(said.contains("is not a database, and was not changed; check the path"), "{said}");
    assert_eq!(fs::read_to_string(&path).unwrap(), text);

    fs::write(&path, "").unwrap(); // SQLite takes an empty file for a new database
    drop(Inbox::open(&url).await.unwrap());
}

#[tokio::test]
async fn a_damaged_file_is_named_as_one() {
    let folder = tempfile::tempdir().unwrap();
    let (path, url) = file(&folder);
    drop(Inbox::open(&url).await.unwrap());
    // The file and its log contain everything. The inbox still closes its connections.
    while SqlitePool::connect(&url).await.unwrap().execute("PRAGMA journal_mode = DELETE").await.is_err() {}
    let mut bytes = fs::read(&path).unwrap();
    bytes[100..4096].fill(0xff); // the table of tables
    fs::write(&path, &bytes).unwrap();
    let (_, said) = refused(&url).await;
    assert!(said.contains("the file is damaged; move it away"), "{said}");
    assert_eq!(fs::read(&path).unwrap(), bytes);
}

#[tokio::test]
async fn opening_waits_for_a_locked_file_and_then_fails() {
    let folder = tempfile::tempdir().unwrap();
    let (_, url) = file(&folder);
    drop(Inbox::open(&url).await.unwrap());
    let pool = SqlitePool::connect(&url).await.unwrap();
    let transaction = pool.begin_with("BEGIN IMMEDIATE").await.unwrap();
    let (_, said) = refused(&url).await;
    assert!(said.contains("it is locked by another program"), "{said}");
    drop(transaction);
}

#[tokio::test]
async fn tables_of_another_version() {
    let folder = tempfile::tempdir().unwrap();
    let (_, url) = file(&folder);
    drop(Inbox::open(&url).await.unwrap());
    run(&url, "UPDATE conscent_inbox SET version = 2").await;
    let (error, said) = refused(&url).await;
    assert!(matches!(error, OpenError::Newer { found: 2, known: 1 }), "{error:?}");
    assert!(said.contains("update the program"), "{said}");

    run(&url, "UPDATE conscent_inbox SET version = 0").await;
    let looked = Options::new().existing().open(&url).await.expect_err("it would have to be migrated");
    assert!(matches!(looked, OpenError::Older { found: 0, needed: 1 }), "{looked:?}");
}

#[tokio::test]
async fn a_program_that_looks_makes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (path, url) = file(&folder);
    let missing = Options::new().existing().open(&url).await.expect_err("there is no file");
    assert!(missing.to_string().contains("does not exist; check the path"), "{missing}");
    assert!(!path.exists());
    fs::write(&path, "").unwrap();
    let empty = Options::new().existing().open(&url).await.expect_err("there is no inbox");
    assert!(matches!(empty, OpenError::NoInbox), "{empty:?}");
    let tables: i64 = sqlx::query_scalar("SELECT count(*) FROM sqlite_schema")
        .fetch_one(&SqlitePool::connect(&url).await.unwrap())
        .await
        .unwrap();
    assert_eq!(tables, 0);
}

/// Several programs that start at the same moment create the tables once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs a server: `.ci/slow` runs it"]
async fn postgres_is_migrated_once() {
    let database = Database::postgres().await;
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let url = database.url.clone();
        tasks.spawn(async move { Inbox::open(&url).await.map(drop) });
    }
    for opened in tasks.join_all().await {
        opened.expect("it is opened");
    }
}

#[tokio::test]
#[ignore = "needs a server: `.ci/slow` runs it"]
async fn postgres_says_what_is_wrong() {
    let database = Database::postgres().await;
    let (_, said) = refused(&database.url.replace("/inbox_", "/missing_")).await;
    assert!(said.contains("the database does not exist; create it first"), "{said}");

    let pool = PgPool::connect(&database.url).await.unwrap();
    let name: String = sqlx::query_scalar("SELECT current_database()").fetch_one(&pool).await.unwrap();
    pool.execute(AssertSqlSafe(format!("ALTER DATABASE {name} SET default_transaction_read_only = on"))).await.unwrap();
    let (_, said) = refused(&database.url).await;
    assert!(said.contains("read-only"), "{said}");

    pool.execute(AssertSqlSafe(format!(
        "CREATE DATABASE latin_{name} ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0"
    )))
    .await
    .unwrap();
    let (_, said) = refused(&database.url.replace(&name, &format!("latin_{name}"))).await;
    assert!(said.contains("create one with the encoding UTF8"), "{said}");
}
