//! The databases that `conscent inbox` opens, and those that it must not change.

use super::command::{run, snapshot};
use super::{execute, inbox, runtime, with_a_dead_one};
use conscent_inbox::sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use conscent_inbox::sqlx::{Connection, Executor};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::str::FromStr;
use tempfile::TempDir;

const COMMANDS: [&str; 5] = ["list", "show 1", "retry --all", "drop 1", "stats"];

/// The one error of all commands, for this database.
#[track_caller]
fn error(folder: &Path, url: &str) -> String {
    let of = |arguments: &str| {
        let (name, rest) = arguments.split_once(' ').unwrap_or((arguments, ""));
        let errors = run(folder, &format!("inbox {name} --db {url} {rest}")).errors();
        assert_eq!(errors.len(), 1, "{errors:?}");
        errors[0].clone()
    };
    let errors = COMMANDS.map(of);
    assert!(errors.iter().all(|error| *error == errors[0]), "{errors:?}");
    errors[0].clone()
}

#[test]
fn no_database_is_made() {
    let folder = TempDir::new().unwrap();
    for url in ["sqlite://inbox.db", "sqlite://no/inbox.db", "sqlite://inbox.db?mode=rwc"] {
        let error = error(folder.path(), url);
        assert!(
            error.starts_with("--db: cannot be opened: ") && error.contains("does not exist; check the path"),
            "{error}"
        );
    }
    assert_eq!(snapshot(folder.path()), []);
}

#[test]
fn a_file_of_something_else_stays_as_it_is() {
    let folder = TempDir::new().unwrap();
    for (name, bytes) in [("text", "not a database\n".repeat(1000)), ("empty", String::new())] {
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    // A database of another program, with another kind of log.
    let options = SqliteConnectOptions::from_str(&format!("sqlite://{}/other", folder.path().display())).unwrap();
    runtime().block_on(async {
        let mut connection = SqliteConnection::connect_with(&options.create_if_missing(true)).await.unwrap();
        connection.execute("CREATE TABLE conscent_delivery (id INTEGER)").await.unwrap();
        connection.close().await.unwrap();
    });
    for name in ["text", "empty", "other"] {
        std::fs::set_permissions(folder.path().join(name), PermissionsExt::from_mode(0o644)).unwrap();
    }
    let before = snapshot(folder.path());
    for (name, what) in [("text", "not a database"), ("empty", "no inbox"), ("other", "no inbox")] {
        let error = error(folder.path(), &format!("sqlite://{name}"));
        assert!(error.contains(what), "{error}");
        let mode = std::fs::metadata(folder.path().join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o644, "{name}");
    }
    assert_eq!(snapshot(folder.path()), before);
}

#[test]
fn a_folder_and_a_link_are_refused() {
    let folder = with_a_dead_one();
    std::os::unix::fs::symlink("inbox.db", folder.path().join("link.db")).unwrap();
    assert!(error(folder.path(), "sqlite://link.db").contains("symbolic link"));
    assert!(error(folder.path(), "sqlite://.").contains("not a file"));
}

#[test]
fn another_version_is_not_migrated() {
    let folder = with_a_dead_one();
    execute(folder.path(), "UPDATE conscent_inbox SET version = 7");
    let newer = error(folder.path(), "sqlite://inbox.db");
    assert!(newer.contains("version 7") && newer.ends_with("update the program"), "{newer}");
    execute(folder.path(), "UPDATE conscent_inbox SET version = 0");
    let older = error(folder.path(), "sqlite://inbox.db");
    assert!(older.contains("version 0") && older.contains("start the receiver"), "{older}");
}

#[test]
fn a_locked_database_can_be_read() {
    let folder = with_a_dead_one();
    let url = format!("sqlite://{}", folder.path().join("inbox.db").display());
    runtime().block_on(async {
        let mut connection = SqliteConnection::connect(&url).await.unwrap();
        connection.execute("BEGIN IMMEDIATE").await.unwrap();
        inbox(&folder, "list").lines(0);
        inbox(&folder, "show 1").lines(0);
        inbox(&folder, "stats").lines(0);
        let errors = inbox(&folder, "retry 1").errors();
        assert!(errors[0].starts_with("--db: an operation failed: ") && errors[0].contains("locked"), "{errors:?}");
        connection.execute("ROLLBACK").await.unwrap();
        assert_eq!(inbox(&folder, "retry 1").lines(0), ["1 delivery retried"]);
    });
}

#[test]
fn a_damaged_file_is_an_error() {
    let folder = with_a_dead_one();
    let file = folder.path().join("inbox.db");
    execute(folder.path(), "PRAGMA wal_checkpoint(TRUNCATE)");
    let mut bytes = std::fs::read(&file).unwrap();
    bytes.iter_mut().skip(100).for_each(|byte| *byte = 0xa5);
    std::fs::write(&file, bytes).unwrap();
    let error = error(folder.path(), "sqlite://inbox.db");
    assert!(error.contains("the file is damaged"), "{error}");
}

#[test]
fn a_password_is_never_repeated() {
    let folder = TempDir::new().unwrap();
    for url in [
        "postgres://me:hunter2@127.0.0.1:1/shop",
        "postgresql://me:hunter2@127.0.0.1:1/shop?sslmode=disable",
        "postgres://me:hunter2@127.0.0.1:99999/shop",
        "postgres://me:hunter2@[::1/shop",
        "postgres://me:hunter2@/%%",
        "postgres://me:hunter2@127.0.0.1:1/shop?sslmode=hunter2",
        "postgres://me:hunter2@127.0.0.1:1/shop?sslrootcert=hunter2",
        "mysql://me:hunter2@127.0.0.1/shop",
        "me:hunter2@127.0.0.1",
        "hunter2",
        "",
    ] {
        let url = if url.is_empty() { "''" } else { url };
        let error = error(folder.path(), url);
        assert!(error.starts_with("--db: cannot be opened: ") && !error.contains("hunter2"), "{error}");
    }
}
