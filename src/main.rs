//! A user's program: a receiver with a typed handler for each documented event.
//!
//! `cargo run` delivers every documented payload to it, over HTTP with credentials, and shows what happened to each.
//! `cargo run -- serve [ADDRESS [CAPTURE]]` leaves it running, for `conscent trigger` from a second terminal. What no sample explains goes
//! to the file CAPTURE, redacted, for `conscent import`.

// Input must never cause a panic. Tests may fail anywhere, so this is not a lint of the workspace.
#![warn(clippy::panic, clippy::unwrap_used)]
#![expect(clippy::print_stdout, reason = "a program that shows something")]

mod deliver;
mod handlers;

use conscent::axum::mount;
use conscent::capture::{Capture, Options};
use conscent::serve::{Server, terminated};
use conscent::{Auth, BoxError, Door, Router, handlers, samples};
use handlers::{
    Ledger, banner, bundle, cancelled, close, complete, failed, login, micro_payment, other, pass, pass_payment,
    pay_per_use, paywall, refunded, sign_up, subscription, view,
};
use tokio::net::TcpListener;

/// Where `serve` listens by default.
const ADDRESS: &str = "127.0.0.1:3000";

/// The demonstration's credentials. A real receiver reads them from its environment.
const KEY: &str = "demo-key";
const SECRET: &str = "demo-secret";
const WEBHOOK_SECRET: &str = "demo-webhook-secret";

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let mut arguments = std::env::args().skip(1);
    if arguments.next().as_deref() == Some("serve") {
        let capture = |path| Capture::create(path, Options::default());
        let (address, path) = (arguments.next(), arguments.next());
        return serve(address.as_deref().unwrap_or(ADDRESS), path.map(capture).transpose()?).await;
    }

    let ledger = Ledger::default();
    let app = app(ledger.clone(), None, None)?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let server = tokio::spawn(Server::new().serve(listener, app, std::future::pending()));
    println!("{:<5}{:<25}{:<8}what its handler understood", "api", "event", "status");
    let mut refused = 0;
    for sample in samples::ALL {
        let status = deliver::to(address, sample).await?;
        refused += usize::from(!status.is_success());
        println!("{:<5}{:<25}{:<8}{}", sample.api, sample.event, status.as_u16(), ledger.read());
    }
    server.abort();
    if refused > 0 {
        return Err(format!("{refused} documented payloads were refused").into());
    }
    println!("\nPut another payload into samples/<api>/<event>/ and run `cargo build`: that build has its type.");
    Ok(())
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
