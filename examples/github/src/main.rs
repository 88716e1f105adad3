//! Serves the endpoint until it is stopped.
//!
//! ```sh
//! GITHUB_SECRET=secret cargo run -p github-example
//! ```

use conscent::BoxError;
use conscent::serve::{Server, terminated};
use github_example::{Ledger, door};
use std::env;
use tokio::net::TcpListener;

#[tokio::main]
#[expect(clippy::print_stdout, reason = "a program that shows what it does")]
async fn main() -> Result<(), BoxError> {
    let secret = env::var("GITHUB_SECRET").map_err(|_| "GITHUB_SECRET: set it to the secret of the webhook")?;
    let ledger = Ledger::default();
    let app = axum::Router::new().route("/webhooks", conscent::axum::mount(door(&secret, ledger.clone())?));

    let listener = TcpListener::bind(env::var("LISTEN").as_deref().unwrap_or("127.0.0.1:3000")).await?;
    println!("listening on http://{}/webhooks", listener.local_addr()?);
    Server::new().serve(listener, app, terminated()?).await?;
    println!("{}", ledger.summary());
    Ok(())
}
