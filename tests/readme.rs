//! The README's program is the example of that name, and prints what the README says.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::path::Path;
use std::process::Command;

const README: &str = include_str!("../README.md");
const PROGRAM: &str = include_str!("../examples/receive.rs");

/// The content of the first fenced block of a language.
fn block(language: &str) -> &'static str {
    let start = README.split_once("## A first program\n").unwrap().1;
    let (_, block) = start.split_once(&format!("```{language}\n")).unwrap();
    block.split_once("```").unwrap().0
}

#[test]
fn the_first_program_is_the_example() {
    let (_attributes, program) = PROGRAM.split_once("\n\n").unwrap();
    assert_eq!(block("rust"), program);
}

#[test]
fn the_first_program_prints_what_the_readme_says() {
    let tests = std::env::current_exe().unwrap();
    let examples = tests.parent().and_then(Path::parent).unwrap().join("examples");
    let output = Command::new(examples.join(format!("receive{}", std::env::consts::EXE_SUFFIX))).output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), block("text"));
}
