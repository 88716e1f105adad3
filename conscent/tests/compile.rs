//! What compiles, and what the compiler says of what does not: each mistake once, at the guilty token.

#[test]
fn every_form_of_a_handler_compiles() {
    trybuild::TestCases::new().pass("tests/pass/*.rs");
}

#[test]
fn every_mistake_is_told_once() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}
