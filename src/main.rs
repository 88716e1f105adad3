//! A user's program: a receiver with a typed handler for each documented event.
//!
//! `cargo run` delivers every documented payload to it, over HTTP with credentials, and shows what happened to each.
//! `cargo run -- serve [ADDRESS [CAPTURE]]` keeps it running, for `conscent trigger` from a second terminal. Deliveries
//! that differ from the samples are redacted and written to the file CAPTURE, for `conscent import`.

// Input must never cause a panic. Tests may panic anywhere, so this lint is not in the workspace's table.
#![warn(clippy::panic, clippy::unwrap_used)]
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program that shows something")]

mod deliver;
mod handlers;

use conscent::axum::mount;
use conscent::capture::{Capture, Options};
use conscent::serve::{Server, terminated};
use conscent::{Auth, BoxError, Door, Router, Sample, handlers, samples};
use handlers::{
    Ledger, banner, bundle, cancelled, close, complete, failed, login, micro_payment, other, pass, pass_payment,
    pay_per_use, paywall, refunded, sign_up, subscription, view,
};
use std::env;
use std::process::ExitCode;
use tokio::net::TcpListener;
use unicode_width::UnicodeWidthStr;

const USAGE: &str = "\
Usage: cargo run                               deliver every documented payload, and show what happened to each
       cargo run -- serve [ADDRESS [CAPTURE]]  receive deliveries at ADDRESS (127.0.0.1:3000) until Ctrl-C; write
                                               deliveries that differ from the samples to CAPTURE, redacted
       cargo run -- --help                     show this";

/// Where `serve` listens by default.
const ADDRESS: &str = "127.0.0.1:3000";

/// The demonstration's credentials. A real receiver reads them from its environment.
const KEY: &str = "demo-key";
const SECRET: &str = "demo-secret";
const WEBHOOK_SECRET: &str = "demo-webhook-secret";

/// The command that the arguments give.
enum Command<'a> {
    Deliver,
    Serve { address: &'a str, capture: Option<&'a str> },
    Help,
}

#[tokio::main]
async fn main() -> Result<ExitCode, BoxError> {
    let arguments: Vec<String> = env::args_os().skip(1).map(|one| one.to_string_lossy().into_owned()).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match parse(&arguments) {
        Some(Command::Deliver) => deliver_all().await?,
        Some(Command::Serve { address, capture }) => {
            let capture = capture.map(|path| Capture::create(path, Options::default()));
            serve(address, capture.transpose()?).await?;
        }
        Some(Command::Help) => println!("{USAGE}"),
        None => {
            eprintln!("unknown arguments: {}\n\n{USAGE}", arguments.join(" "));
            return Ok(ExitCode::from(2));
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Reads the arguments. `None` if they do not match the usage.
fn parse<'a>(arguments: &[&'a str]) -> Option<Command<'a>> {
    match arguments {
        [] => Some(Command::Deliver),
        ["-h" | "--help"] | ["serve", "-h" | "--help"] => Some(Command::Help),
        ["serve", rest @ ..] if rest.len() <= 2 && rest.iter().all(|one| !one.starts_with('-')) => {
            let mut rest = rest.iter().copied();
            Some(Command::Serve { address: rest.next().unwrap_or(ADDRESS), capture: rest.next() })
        }
        _ => None,
    }
}

/// Delivers every documented payload to a receiver, and shows what happened to each.
async fn deliver_all() -> Result<(), BoxError> {
    let ledger = Ledger::default();
    let app = app(ledger.clone(), None, None)?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let server = tokio::spawn(Server::new().serve(listener, app, std::future::pending()));
    let widest = |texts: fn(&Sample) -> &str| samples::ALL.iter().map(|one| texts(one).width()).max().unwrap_or(0);
    let widths = [widest(|one| one.api).max("api".len()), widest(|one| one.event), "status".len()];
    println!("{}what its handler understood", row(["api", "event", "status"], widths));
    let mut refused = 0;
    for sample in samples::ALL {
        let status = deliver::to(address, sample).await?;
        refused += usize::from(!status.is_success());
        println!("{}{}", row([sample.api, sample.event, status.as_str()], widths), ledger.read());
    }
    server.abort();
    if refused > 0 {
        return Err(format!("{refused} documented payloads were rejected").into());
    }
    println!("\nPut another payload into samples/<api>/<event>/ and run `cargo build`: that build has its type.");
    Ok(())
}

/// Cells in columns of these widths, each followed by two spaces.
fn row(cells: [&str; 3], widths: [usize; 3]) -> String {
    let columns = cells.into_iter().zip(widths);
    columns.map(|(cell, width)| cell.to_owned() + &" ".repeat(width.saturating_sub(cell.width()) + 2)).collect()
}

/// Shows what happens to each delivery, until it is stopped.
async fn serve(address: &str, capture: Option<Capture>) -> Result<(), BoxError> {
    let ledger = Ledger::default();
    let lines = ledger.clone();
    let app = app(ledger, Some(lines), capture.as_ref())?;
    let listener = TcpListener::bind(address).await?;
    println!("listening on http://{}/webhooks; Ctrl-C stops it", listener.local_addr()?);
    Server::new().serve(listener, app, terminated()?).await?;
    Ok(())
}

/// One route for the new webhooks, and one for each event of the old ones, whose bodies do not name it.
fn app(ledger: Ledger, printed: Option<Ledger>, capture: Option<&Capture>) -> Result<axum::Router, BoxError> {
    let mut builder = Router::with_fallback(other).state(ledger).handlers(handlers![
        pass,
        subscription,
        pay_per_use,
        bundle,
        view,
        close,
        complete,
        failed,
        cancelled,
        refunded,
        banner,
        paywall,
        login,
        sign_up,
        micro_payment,
        pass_payment
    ]);
    if let Some(lines) = printed {
        builder = builder.observe(move |_| println!("{}", lines.read()));
    }
    if let Some(capture) = capture {
        builder = builder.observe(capture.observer());
    }
    let door = Door::new(builder.build()?, Auth::basic(KEY, SECRET)?.hmac(WEBHOOK_SECRET)?);
    let old = conscent::v1::EVENTS.iter().fold(axum::Router::new(), |app, event| {
        app.route(&format!("/webhooks/{event}"), mount(door.clone().v1(event)))
    });
    Ok(old.route("/webhooks", mount(door)))
}
