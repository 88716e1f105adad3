//! Deliveries on their way through a router, without HTTP and without an async runtime.

#![expect(clippy::unused_async, reason = "handlers, as users write them")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that fails")]

mod builder;
mod delivery;
mod dispatch;
mod fallback;
mod observe;
mod support;
