//! The whole door: a request of any bytes, from its method to the handler. What is asserted is what the tests assert.

#![no_main]

#[path = "../../conscent/tests/door/anything.rs"]
mod anything;

libfuzzer_sys::fuzz_target!(|input: &[u8]| anything::anything(input));
