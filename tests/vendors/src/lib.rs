//! Vendors that differ from Conscent.ai, and handlers for all of them in one program.

/// What the build script generated.
#[allow(clippy::all, clippy::pedantic, missing_docs, unreachable_pub, reason = "generated")]
pub mod webhooks {
    include!(concat!(env!("OUT_DIR"), "/webhooks.rs"));
}

pub mod handlers;
