//! Handlers that compile, and the compiler's messages for those that do not: one message per mistake, at the offending
//! token.

#[test]
#[ignore = "slow: it compiles 49 programs"]
fn handlers_compile_and_each_mistake_is_reported_once() {
    // Together, because each `TestCases` compiles all dependencies.
    let programs = trybuild::TestCases::new();
    programs.pass("tests/pass/*.rs");
    programs.compile_fail("tests/ui/*.rs");
}
