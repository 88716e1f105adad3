//! `conscent record`

mod server;
mod store;

use crate::outcome::{Failure, Outcome};
use conscent::door::DEFAULT_BODY_LIMIT;
use conscent_codegen::diagnostic::Place;
use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::path::PathBuf;

/// Receive webhooks, and keep their bodies as files.
///
/// Takes every POST, at any path and with any credentials or none, and answers 200 when its body is on the disk, as
/// <DIR>/<api>/<event>/<number>.json. A v2 body names its event; a v1 body is taken for the likeliest v1 event. A body that
/// names no event, or one that cannot be a folder, is kept under `unnamed`; what is no JSON object is kept as
/// <DIR>/undecodable/<number>.bin. Numbers go on from those that are there. No header is kept.
///
/// Bodies are kept as they arrive, with the personal data in them; only their owner can read the files.
///
/// Each delivery is shown on one line, never with its content. Ctrl-C and SIGTERM end the program, after what is being
/// received is received.
#[derive(Debug, clap::Args)]
#[command(after_long_help = HELP)]
pub(crate) struct Args {
    /// Where to listen: an address of this machine's loopback, and a port; port 0 takes one that is free.
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: SocketAddr,
    /// The folder for the bodies; it is made if there is none.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Refuse bodies of more bytes than this, with status 413.
    #[arg(long, value_name = "N", default_value_t = DEFAULT_LIMIT)]
    max_bytes: NonZeroUsize,
    /// Listen to other machines too. Nothing is encrypted on the way, and everyone there can fill the disk.
    #[arg(long)]
    allow_remote: bool,
    /// Print JSON lines, one for each delivery: {api, event, bytes, file}. `api` and `event` are null where nothing tells them.
    #[arg(long)]
    json: bool,
}

const DEFAULT_LIMIT: NonZeroUsize = NonZeroUsize::new(DEFAULT_BODY_LIMIT).unwrap();

const HELP: &str = "\
Examples:
  conscent record --listen 127.0.0.1:3000 --out recorded
  conscent record --listen '[::1]:3000' --out recorded --max-bytes 1000000 --json
  conscent replay recorded --to http://127.0.0.1:4000/webhooks

Exit codes: 0 ended by Ctrl-C or SIGTERM, 2 an error";

pub(crate) fn run(args: &Args) -> Result<Outcome, Failure> {
    if !args.allow_remote && !args.listen.ip().is_loopback() {
        let why = "other machines could reach it; listen at 127.0.0.1 or [::1], or add --allow-remote";
        return Err(Place::file("--listen").says("not only this machine", why).into());
    }
    server::serve(args)?;
    Ok(Outcome::Done)
}
