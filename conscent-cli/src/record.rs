//! `conscent record`

mod disk;
mod output;
mod server;
pub(crate) mod store;

use crate::exit::{Exit, Failure};
use crate::vendor::VendorArgs;
use conscent::door::DEFAULT_BODY_LIMIT;
use conscent_codegen::Location;
use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::path::PathBuf;

/// Receive webhooks, and keep their bodies as files.
///
/// The command accepts every POST, at any path and with or without credentials, and answers 200 when the body is on the
/// disk, as <DIR>/<api>/<event>/<number>.json. The vendor is Conscent, or with `--samples` the one whose documented
/// payloads are in that folder. hints.toml says where a delivery names its event: in its body, in a header, or in both.
/// If an api has a separate endpoint for each event, the command guesses: among the events that have at least half of
/// the body's keys, it takes the one with the least drift. If an api sends a list of deliveries in one body, each
/// becomes a file.
///
/// The folder has the name of the event. Characters that a folder name cannot have are written as %XX. If a name is too
/// long, or differs from another one only in case, the folder's name is the start of the event's name and a hash, and
/// <DIR>/events.toml has the full name. A body whose event cannot be identified is kept in <DIR>/unnamed, and one that
/// is not a JSON object as <DIR>/undecodable/<number>.bin. Numbers continue after those in the folder. Headers are not
/// kept: `replay` creates those that name the event and sign the body.
///
/// Bodies are kept as they arrive, including personal data. Only the owner of the files and folders can read them. It
/// is an error if others can write to the folder.
///
/// A delivery that cannot be kept gets the response 500, or 507 if the disk or the folder is full, so that its sender
/// retries. Each cause is reported once on standard error, and recording continues.
///
/// Each delivery is shown on one line, without its content. A slow reader of these lines does not delay deliveries:
/// unread lines are dropped and counted. Ctrl-C and SIGTERM end the program once the deliveries in progress are
/// finished.
#[derive(Debug, clap::Args)]
#[command(after_long_help = HELP)]
pub(crate) struct Args {
    /// The address to listen on: a loopback address and a port; port 0 selects any free port.
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: SocketAddr,
    /// The folder for the bodies; it is created if it does not exist.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    #[command(flatten)]
    vendor: VendorArgs,
    /// Read every delivery as one of this api.
    #[arg(long, value_name = "NAME")]
    api: Option<String>,
    /// Reject larger bodies, in bytes, with status 413.
    #[arg(long, value_name = "N", default_value_t = DEFAULT_LIMIT)]
    max_bytes: NonZeroUsize,
    /// The disk space that the folder may take, in bytes, as `du` counts it. A delivery that would exceed it
    /// gets the response 507.
    #[arg(long, value_name = "BYTES", default_value_t = DEFAULT_DISK)]
    max_disk: u64,
    /// Accept deliveries from other machines. The connections are not encrypted, and anyone who reaches the port can
    /// fill the folder.
    #[arg(long)]
    allow_remote: bool,
    /// Print JSON lines, one for each delivery: {api, event, bytes, file}. `api` and `event` are null if they are not
    /// known.
    #[arg(long)]
    json: bool,
}

const DEFAULT_LIMIT: NonZeroUsize = NonZeroUsize::new(DEFAULT_BODY_LIMIT).unwrap();

/// 1 GiB.
const DEFAULT_DISK: u64 = 1 << 30;

const HELP: &str = "\
Examples:
  conscent record --listen 127.0.0.1:3000 --out recorded
  conscent record --listen '[::1]:3000' --out recorded --max-bytes 1000000 --json
  conscent replay recorded --to http://127.0.0.1:4000/webhooks
  conscent record --listen 127.0.0.1:3000 --out recorded --samples github-samples

Exit codes: 0 ended by Ctrl-C or SIGTERM, 2 the address or the folder cannot be used";

pub(crate) fn run(args: &Args) -> Result<Exit, Failure> {
    if !args.allow_remote && !args.listen.ip().is_loopback() {
        let help = "other machines could reach it; listen on 127.0.0.1 or [::1], or add --allow-remote";
        return Err(Location::file("--listen").error("not a loopback address", help).into());
    }
    server::serve(args)?;
    Ok(Exit::Done)
}
