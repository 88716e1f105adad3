//! Databases for tests. Each test has its own file, or its own database on a real PostgreSQL server.

use std::path::Path;

use conscent_inbox::sqlx::postgres::PgConnection;
use conscent_inbox::sqlx::sqlite::SqliteConnection;
use conscent_inbox::sqlx::{self, AssertSqlSafe, Connection, Executor, query_scalar};
use tempfile::TempDir;

/// An empty database for one test.
pub(crate) struct Database {
    pub(crate) url: String,
    /// The folder of the file, which is deleted at the end.
    _folder: Option<TempDir>,
}

impl Database {
    pub(crate) fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let url = Self::sqlite_in(folder.path()).url;
        Self { url, _folder: Some(folder) }
    }

    pub(crate) fn at(url: String) -> Self {
        Self { url, _folder: None }
    }

    pub(crate) fn sqlite_in(folder: &Path) -> Self {
        Self::at(format!("sqlite://{}", folder.join("inbox.db").display()))
    }

    /// Changes the database without the inbox.
    pub(crate) async fn execute(&self, sql: &str) {
        self.try_execute(sql).await.expect("a statement");
    }

    /// Tries a change that the database may reject.
    pub(crate) async fn try_execute(&self, sql: &str) -> Result<(), sqlx::Error> {
        let sql = AssertSqlSafe(sql.to_owned());
        if self.is_sqlite() {
            SqliteConnection::connect(&self.url).await?.execute(sql).await.map(drop)
        } else {
            PgConnection::connect(&self.url).await?.execute(sql).await.map(drop)
        }
    }

    pub(crate) fn is_sqlite(&self) -> bool {
        self.url.starts_with("sqlite:")
    }

    /// A number that a statement selects.
    pub(crate) async fn number(&self, sql: &str) -> i64 {
        let numbers = self.numbers(sql).await;
        assert_eq!(numbers.len(), 1, "{sql}");
        numbers[0]
    }

    /// The numbers that a statement selects.
    pub(crate) async fn numbers(&self, sql: &str) -> Vec<i64> {
        let sql = AssertSqlSafe(sql.to_owned());
        let numbers = if self.is_sqlite() {
            let mut connection = SqliteConnection::connect(&self.url).await.expect("a file");
            query_scalar(sql).fetch_all(&mut connection).await
        } else {
            let mut connection = PgConnection::connect(&self.url).await.expect("a server");
            query_scalar(sql).fetch_all(&mut connection).await
        };
        numbers.expect("numbers")
    }

    /// Creates the table of the effects of handlers. It has no unique key, which would hide a duplicate.
    pub(crate) async fn create_effects(&self) {
        let id = if self.is_sqlite() { "INTEGER PRIMARY KEY" } else { "bigint GENERATED ALWAYS AS IDENTITY" };
        self.execute(&format!("CREATE TABLE effect (id {id}, n bigint NOT NULL)")).await;
    }

    /// The effects of handlers, in their order.
    pub(crate) async fn effects(&self) -> Vec<i64> {
        self.numbers("SELECT n FROM effect ORDER BY id").await
    }

    /// Closes all connections to a PostgreSQL database.
    pub(crate) async fn cut(&self) {
        if self.url.starts_with("postgres:") {
            let others = "datname = current_database() AND pid <> pg_backend_pid()";
            self.execute(&format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")).await;
        }
    }

    /// `.ci/slow` starts the server, and passes its address.
    pub(crate) async fn postgres() -> Self {
        let server = std::env::var("CONSCENT_TEST_POSTGRES")
            .expect("CONSCENT_TEST_POSTGRES: `tests/tools/with-postgres` sets it");
        Self::postgres_of(&server, "").await
    }

    /// A new database of a server.
    pub(crate) async fn postgres_of(server: &str, options: &str) -> Self {
        let name = format!("inbox_{}", getrandom::u64().expect("random bytes"));
        let mut connection = PgConnection::connect(server).await.expect("a server");
        connection.execute(AssertSqlSafe(format!("CREATE DATABASE {name} {options}"))).await.expect("a database");
        Self::at(server.replace("/postgres?", &format!("/{name}?")))
    }
}

/// Creates two tests from a function that takes a database. The test with PostgreSQL needs a server.
macro_rules! on_each_database {
    ($($test:ident)*) => {
        mod sqlite {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $test() {
                    super::$test(crate::database::Database::sqlite()).await;
                }
            )*
        }

        mod postgres {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                #[ignore = "needs a server: `.ci/slow` runs it"]
                async fn $test() {
                    super::$test(crate::database::Database::postgres().await).await;
                }
            )*
        }
    };
}

pub(crate) use on_each_database;
