//! Why a handler has no transaction.

use std::error::Error;
use std::fmt;

/// A handler has no transaction. Nothing was written.
#[derive(Debug)]
#[non_exhaustive]
pub enum TxError {
    /// The delivery did not come from an inbox.
    NoInbox,
    /// The inbox is in another kind of database.
    Database {
        /// That of the inbox.
        inbox: &'static str,
        /// That of the `Tx`.
        tx: &'static str,
    },
    /// The lease of the delivery ran out, and another worker may have it. This attempt has no effect any more.
    Lost,
    /// Another `Tx` of the same delivery has the transaction.
    InUse,
    /// The attempt that the transaction belongs to has ended.
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
                "there is no transaction: the delivery did not come from an inbox. In a test of a handler, \
                 `conscent_inbox::test::attach` gives it one",
            ),
            Self::Database { inbox, tx } => {
                write!(f, "the handler takes a transaction of {tx}, and the inbox is in {inbox}: take a `Tx<{inbox}>`")
            }
            Self::Lost => f.write_str(
                "the lease of the delivery ran out, and another worker may have it: the handler, or its thread, stood \
                 still for too long",
            ),
            Self::InUse => f.write_str("another `Tx` of this delivery has the transaction: a handler takes one only"),
            Self::Ended => f.write_str(
                "the attempt has ended, and with it its transaction: a `Tx` must not be moved into a task that outlives \
                 the handler",
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
