//! The conscent command.
fn main() {}
