//! `conscent inbox`

pub(crate) mod change;
pub(crate) mod erase;
mod list;
mod select;
pub(crate) mod show;
pub(crate) mod stats;
pub(crate) mod view;

use crate::exit::{Exit, Failure};
use clap::Subcommand;
use conscent_codegen::{Diagnostic, Location};
use conscent_inbox::{Error, Inbox, Keys, Options};
use std::env;
use std::time::Duration;
use tokio::runtime;
use tokio::time::timeout;

/// Show the deliveries in the inbox of a receiver, and retry, drop or erase them.
///
/// A receiver with the crate `conscent-inbox` stores each delivery in a database before it acknowledges it, and runs
/// its handlers until they succeed. A delivery whose last attempt fails is dead: it stays until you retry or drop it.
///
/// The command works while receivers and workers run. It neither creates a database nor changes the version of its
/// tables.
///
/// Personal data is not shown without --reveal: bodies are redacted, errors are hidden, and only the names of headers
/// are shown. The keys that identify duplicates are shown; they may contain ids of entities.
#[derive(Debug, clap::Args)]
#[command(after_long_help = HELP)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

const HELP: &str = "\
Examples:
  conscent inbox list --db sqlite://inbox.db --state dead
  conscent inbox show --db sqlite://inbox.db 17 --reveal
  conscent inbox retry --db sqlite://inbox.db 17 18
  conscent inbox retry --db sqlite://inbox.db --all --event 'purchase.*'
  conscent inbox drop --db sqlite://inbox.db 17
  conscent inbox erase --db sqlite://inbox.db --all --containing-env PERSON
  PGPASSWORD=… conscent inbox stats --db postgres://shop@db.example/shop

Exit codes: 0 done, 1 a delivery could not be retried, dropped or erased, 2 an error
`conscent inbox help COMMAND` shows the examples of a command.";

#[derive(Debug, Subcommand)]
enum Command {
    List(list::Args),
    Show(show::Args),
    Retry(change::RetryArgs),
    Drop(change::DropArgs),
    Erase(erase::Args),
    Stats(stats::Args),
}

/// The option that names the database.
#[derive(Debug, clap::Args)]
struct DatabaseArgs {
    /// The database: `sqlite://inbox.db`, `sqlite:///var/lib/shop/inbox.db`, or `postgres://user@host/database`.
    ///
    /// Other users of the machine can see the arguments of a program, so give the password in the variable PGPASSWORD.
    /// If bodies are encrypted, the variable `CONSCENT_INBOX_KEY` holds the keys: 2:BASE64,1:BASE64.
    #[arg(long = "db", value_name = "URL")]
    url: String,
}

const URL: &str = "--db";

/// The environment variable with the keys.
const KEYS: &str = "CONSCENT_INBOX_KEY";

/// How long a database may take to answer.
const PATIENCE: Duration = Duration::from_secs(20);

pub(crate) fn run(args: &Args) -> Result<Exit, Failure> {
    match &args.command {
        Command::List(args) => list::run(args),
        Command::Show(args) => show::run(args),
        Command::Retry(args) => change::retry(args),
        Command::Drop(args) => change::drop(args),
        Command::Erase(args) => erase::run(args),
        Command::Stats(args) => stats::run(args),
    }
}

impl DatabaseArgs {
    /// Does something with the inbox.
    fn work<T>(&self, work: impl AsyncFnOnce(&Inbox) -> Result<T, Error>) -> Result<T, Diagnostic> {
        let keys = if env::var_os(KEYS).is_some() { Keys::from_env(KEYS) } else { Ok(Keys::default()) };
        let keys = keys.map_err(|error| Location::file(KEYS).error("no keys", error.to_string()))?;
        // The address may hold a password: no error repeats it.
        let failed = |message: &str, help: String| Location::file(URL).error(message, help);
        let runtime = runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| failed("cannot be opened", error.to_string()))?;
        runtime.block_on(async {
            let opened = timeout(PATIENCE, Options::new().keys(keys).existing().open(&self.url)).await;
            let opened =
                opened.map_err(|_| failed("does not answer", "check the address and the network".to_owned()))?;
            let inbox = opened.map_err(|error| failed("cannot be opened", error.to_string()))?;
            work(&inbox).await.map_err(|error| failed("an operation failed", error.to_string()))
        })
    }
}
