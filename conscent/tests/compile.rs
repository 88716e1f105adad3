//! Handlers that compile, and the compiler's messages for those that do not: one message per mistake, at the offending
//! token.

#[test]
#[ignore = "slow: it compiles programs"]
fn every_form_of_a_handler_compiles() {
    trybuild::TestCases::new().pass("tests/pass/*.rs");
}

#[test]
#[ignore = "slow: it compiles 45 programs"]
fn every_mistake_is_reported_once() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}
