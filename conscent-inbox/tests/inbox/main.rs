//! The inbox on both databases. `.ci/slow` runs the tests with PostgreSQL, which are ignored otherwise.

#![allow(clippy::panic, reason = "clippy.toml allows panics in tests, but not in the functions that they call")]

mod broken;
mod clock;
mod database;
mod deliveries;
mod disk;
mod erase;
mod handlers;
mod hangup;
mod health;
mod open;
mod poison;
mod restart;
mod said;
mod server;
mod store;
mod worker;
mod workers;
