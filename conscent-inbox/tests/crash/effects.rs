//! The effects of handlers, in a table without a unique key, which would hide a duplicate.

use std::collections::BTreeMap;

use conscent::BoxError;
use conscent_inbox::sqlx::{self, AnyPool, Database, Encode, Executor, IntoArguments, Type};

pub(crate) struct Effects(AnyPool);

impl Effects {
    /// Creates the table in the database of the inbox.
    pub(crate) async fn open(url: &str) -> Result<Self, BoxError> {
        drop(conscent_inbox::Inbox::open(url).await?); // makes the file
        sqlx::any::install_default_drivers();
        let pool = AnyPool::connect(url).await?;
        pool.execute("CREATE TABLE effect (id text NOT NULL)").await?;
        Ok(Self(pool))
    }

    /// The number of effects of each delivery in a round.
    pub(crate) async fn of(&self, round: usize) -> Result<BTreeMap<String, usize>, BoxError> {
        let rows: Vec<(String, i64)> = sqlx::query_as("SELECT id, count(*) FROM effect WHERE id LIKE $1 GROUP BY id")
            .bind(format!("{round}-%"))
            .fetch_all(&self.0)
            .await?;
        Ok(rows.into_iter().map(|(id, count)| (id, usize::try_from(count).unwrap_or(usize::MAX))).collect())
    }
}

/// The effect of a handler, in its transaction.
pub(crate) async fn insert<'c, Db: Database, E: Executor<'c, Database = Db>>(
    id: &str,
    connection: E,
) -> Result<(), sqlx::Error>
where
    for<'q> &'q str: Encode<'q, Db> + Type<Db>,
    Db::Arguments: IntoArguments<Db>,
{
    sqlx::query("INSERT INTO effect (id) VALUES ($1)").bind(id).execute(connection).await?;
    Ok(())
}
