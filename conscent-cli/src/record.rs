//! `conscent record`

mod disk;
mod output;
mod server;
mod store;

use crate::exit::{Exit, Failure};
use crate::vendor::VendorArgs;
use conscent::door::DEFAULT_BODY_LIMIT;
use conscent_codegen::Location;
use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::path::PathBuf;

/// Receive webhooks, and keep their bodies as files.
///
/// The command accepts every POST, at any path and with any credentials or none, and answers 200 when the body is on the
/// disk, as <DIR>/<api>/<event>/<number>.json. The vendor is Conscent, or with `--samples` the one whose documented payloads
/// are in that folder. Where a delivery names its event (in its body, in a header, or in both), hints.toml says. If an api has
/// an endpoint for each event, the body is filed under the documented event from which it drifts least, of those that know at
/// least half of its keys. If an api sends several deliveries in one body, as a list, each becomes a file.
///
/// Any name of an event becomes a folder: characters that a folder cannot have are written as %XX. Of a name that is too
/// long, or differs from another one only in case, the folder has the start and a hash, and <DIR>/events.toml the whole name. A body of no known event is filed under <DIR>/unnamed, and one that is not a JSON object
/// becomes <DIR>/undecodable/<number>.bin. Numbers continue after those in the folder. Headers are not kept: `replay` makes
/// those that name the event and sign the body.
///
/// Bodies are kept as they arrive, with the personal data in them; only the owner of the files and folders can read them. A
/// folder to which others can write is refused.
///
/// A delivery that cannot be kept is answered 500, or 507 if the disk or the folder is full, so that its sender tries again.
/// Each cause is named once on standard error, and recording goes on.
///
/// Each delivery is shown on one line, without its content. No delivery waits for a reader of these lines: those that nobody
/// reads are dropped and counted. Ctrl-C and SIGTERM end the program once the deliveries in progress are finished.
#[derive(Debug, clap::Args)]
#[command(after_long_help = HELP)]
pub(crate) struct Args {
    /// Where to listen: an address of this machine's loopback, and a port; port 0 is any free port.
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: SocketAddr,
    /// The folder for the bodies; it is created if it does not exist.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    #[command(flatten)]
    vendor: VendorArgs,
    /// Take every delivery as one of this api.
    #[arg(long, value_name = "NAME")]
    api: Option<String>,
    /// Reject larger bodies, in bytes, with status 413.
    #[arg(long, value_name = "N", default_value_t = DEFAULT_LIMIT)]
    max_bytes: NonZeroUsize,
    /// How many bytes of the disk the folder may take, counted as `du` does. What would exceed it is answered 507.
    #[arg(long, value_name = "BYTES", default_value_t = DEFAULT_DISK)]
    max_disk: u64,
    /// Accept deliveries from other machines. They are not encrypted on the way, and anyone there can fill the folder.
    #[arg(long)]
    allow_remote: bool,
    /// Print JSON lines, one for each delivery: {api, event, bytes, file}. `api` and `event` are null if nothing names them.
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
        let help = "other machines could reach it; listen at 127.0.0.1 or [::1], or add --allow-remote";
        return Err(Location::file("--listen").error("not only this machine", help).into());
    }
    server::serve(args)?;
    Ok(Exit::Done)
}
