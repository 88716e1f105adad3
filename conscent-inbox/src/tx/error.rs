//! Why a handler has no transaction.

use std::error::Error;
use std::fmt;

/// A handler could not get its transaction. Nothing was written.
#[derive(Debug)]
#[non_exhaustive]
pub enum TxError {
    /// The delivery did not come from an inbox.
    NoInbox,
    /// The inbox is in another kind of database.
    Database {
        /// The type of the inbox's database.
        inbox: &'static str,
        /// The type of the `Tx`'s database.
        tx: &'static str,
    },
    /// The lease of the delivery expired, and another worker may have the delivery. This attempt no longer has any
    /// effect.
    Lost,
    /// Another `Tx` of the same delivery has the transaction.
    InUse,
    /// The attempt to which the transaction belongs has ended.
    Ended,
    /// The transaction could not begin.
    Begin(sqlx::Error),
    /// The transaction could not be committed, in a test of a handler.
    Commit(sqlx::Error),
}

impl fmt::Display for TxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoInbox => f.write_str(
                "the delivery did not come from an inbox, so it has no transaction; in a test of a handler, add one with \
                 `conscent_inbox::test::attach`",
            ),
            Self::Database { inbox, tx } => {
                write!(f, "the handler takes a transaction of {tx}, but the inbox is in {inbox}: take a `Tx<{inbox}>`")
            }
            Self::Lost => f.write_str(
                "the lease of the delivery expired, and another worker may have the delivery: the handler or its thread was \
                 blocked for too long",
            ),
            Self::InUse => f.write_str("another `Tx` of this delivery has the transaction: take only one in a handler"),
            Self::Ended => f.write_str(
                "the attempt has ended, and its transaction with it: do not move a `Tx` into a task that outlives the \
                 handler",
            ),
            Self::Begin(_) => f.write_str("the transaction could not begin"),
            Self::Commit(_) => f.write_str("the transaction could not be committed"),
        }
    }
}

impl Error for TxError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Begin(error) | Self::Commit(error) => Some(error),
            _ => None,
        }
    }
}
