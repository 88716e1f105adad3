//! A receiver of GitHub's webhooks, with types from a few documented payloads, handlers for some events, and GitHub's
//! signature.

mod handlers;

use conscent::signature::Scheme;
use conscent::{Auth, BoxError, Door, Router, handlers};
use handlers::{closed, issues, opened, other, push};

pub use handlers::Ledger;

// ANCHOR: types
/// The code that the build script generated.
#[allow(clippy::all, clippy::pedantic, missing_docs, reason = "generated")]
pub mod webhooks {
    include!(concat!(env!("OUT_DIR"), "/webhooks.rs"));
}
// ANCHOR_END: types

// ANCHOR: door
/// GitHub sends up to 25 MB.
const BODY_LIMIT: usize = 25 * 1024 * 1024;

/// The endpoint, which accepts requests that are signed with the secret.
///
/// # Errors
/// The secret is empty.
pub fn door(secret: &str, ledger: Ledger) -> Result<Door, BoxError> {
    let router =
        Router::with_fallback(other).state(ledger).handlers(handlers![push, opened, closed, issues]).build()?;
    let auth = Auth::signature(Scheme::GITHUB, secret)?;
    Ok(Door::of(&webhooks::github::API, router, auth).body_limit(BODY_LIMIT))
}
// ANCHOR_END: door
