//! Dispatching deliveries through a router, without HTTP and without an async runtime.

#![expect(clippy::unused_async, reason = "handlers, as users write them")]

mod attempt;
mod builder;
mod dedupe;
mod delivery;
mod dispatch;
mod failed;
mod fallback;
mod observe;
mod support;
