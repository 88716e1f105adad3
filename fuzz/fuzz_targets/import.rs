//! Fuzzes the import of pages. It shares its assertions with the tests.

#![no_main]

#[path = "../../conscent-import/tests/law/anything.rs"]
mod anything;

libfuzzer_sys::fuzz_target!(|input: &[u8]| anything::anything(input));
