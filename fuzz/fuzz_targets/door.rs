//! Fuzzes the whole endpoint with a request of arbitrary bytes, from its method to the handler. It shares its assertions with the tests.

#![no_main]

#[path = "../../conscent/tests/door/anything.rs"]
mod anything;

libfuzzer_sys::fuzz_target!(|input: &[u8]| anything::anything(input));
