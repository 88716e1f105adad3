//! The way to new types: an undocumented event arrives, is captured, imported and built, and then arrives typed.

use crate::readme::{CAPTURED, DEMONSTRATION, block};
use crate::receiver::Receiver;
use crate::workspace::{USER, Workspace};

/// A complete envelope, because programs rely on the fields that all envelopes had so far.
const GIFT: &str = r#"{
    "entity": "event", "user_id": "u-1", "event": "gift.sent", "contains": ["gift"], "created_at": 1709184837,
    "payload": {"gift": {"note": "for Jo Doe", "price": 12.5}}, "client_info": {"deviceType": "desktop"}
}"#;
const CAPTURE: &str = "capture.jsonl";

/// The code that a user writes once the event has a type.
const TYPED: &str = r#"
use conscent::capture::{Capture, Options};
use conscent::v2::GiftSent;
use conscent::{Auth, BoxError, Router, conscent_handler, handlers};

#[conscent_handler(event = "gift.sent")]
async fn gift(event: GiftSent) -> Result<(), BoxError> {
    let gift = event.gift().ok_or("no gift")?;
    println!("{} at {}", gift.note().ok_or("no note")?, gift.price().ok_or("no price")?);
    Ok(())
}

#[conscent_handler(fallback)]
async fn other() {
    println!("to the fallback");
}

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let capture = Capture::create("capture.jsonl", Options::default())?;
    let router = Router::with_fallback(other).handlers(handlers![gift]).observe(capture.observer()).build()?;
    let auth = Auth::basic("demo-key", "demo-secret")?.hmac("demo-webhook-secret")?;
    let app = axum::Router::new().route("/webhooks", conscent::axum::route(router, auth));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    println!("listening on http://{}/webhooks", listener.local_addr()?);
    Ok(axum::serve(listener, app).await?)
}
"#;

#[test]
#[ignore = "slow: it builds a copy of this workspace"]
fn an_unknown_event_is_captured_imported_built_and_then_handled_typed() {
    let copy = Workspace::pristine();
    let mut unaware = copy.command(DEMONSTRATION);
    let (answer, said) = Receiver::start(unaware.args(["serve", "127.0.0.1:0", CAPTURE])).deliver(GIFT);
    assert_eq!(answer, "HTTP/1.1 200 OK");
    assert_eq!(
        said,
        format!("unknown event: no sample documents it, and no handler takes it ({} bytes kept)", GIFT.len())
    );
    let captured = copy.read(CAPTURE);
    assert!(captured.starts_with(r#"{"api":"v2","event":"gift.sent","why":"unknown_event","body":{"#), "{captured}");
    assert!(!captured.contains("Jo"), "{captured}");

    copy.build_conscent();
    copy.write(USER, TYPED);
    let chapter = block(CAPTURED);
    // The other two lines show drift and changes, and their exit codes are not 0.
    let learn = |line: &&str| line.contains(CAPTURED) || *line == "cargo build";
    let commands: Vec<_> = chapter.lines().filter(learn).collect();
    assert_eq!(commands.len(), 2, "{chapter}");
    copy.shell(&commands.join("\n"));
    let (answer, said) = Receiver::start(&mut copy.command("user")).deliver(GIFT);
    assert_eq!(answer, "HTTP/1.1 200 OK");
    assert_eq!(said, "for Jo Doe at 12.5");
    assert_eq!(copy.read(CAPTURE), captured, "a sample explains it now");
}
