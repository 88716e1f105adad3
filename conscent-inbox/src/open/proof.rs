//! Makes sure that the keys are those with which the inbox was written.
//!
//! With a different key of the same number, a worker would mistake stored deliveries for changed ones, and the right
//! key could not decrypt new ones. So the database stores a text for each number that only the right key decrypts.

use crate::database::{Database, Value};
use crate::error::OpenError;
use crate::keys::{KeyError, Keys};

/// Checks the keys. Stores a proof for each new key, unless the database must not be changed.
pub(super) async fn check(database: &Database, keys: &Keys, is_existing: bool) -> Result<(), OpenError> {
    if keys.numbers().next().is_none() {
        return Ok(());
    }
    let mut tx = if is_existing { database.begin_reading().await? } else { database.begin().await? };
    for number in keys.numbers() {
        let id = || Value::from(i64::from(number));
        if !is_existing {
            let proof = keys.prove(number).map_err(|error| OpenError::Unsuitable(error.to_string()))?;
            let sql = "INSERT INTO conscent_key (number, proof) VALUES ($1, $2) ON CONFLICT (number) DO NOTHING";
            tx.execute(sql, &[id(), Value::from(&*proof)]).await?;
        }
        let rows = tx.rows("SELECT proof FROM conscent_key WHERE number = $1", &[id()]).await?;
        if let Some(row) = rows.first() {
            let proof = row.optional_bytes("proof")?.unwrap_or_default();
            if keys.check(number, &proof) == Err(KeyError::Wrong) {
                return Err(OpenError::Key { number });
            }
        }
    }
    Ok(tx.commit().await?)
}
