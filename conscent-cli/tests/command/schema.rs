//! The documented schemas of JSON output.

use super::Run;
use serde_json::Value;

/// The schema of a command's output, as the book has it.
pub(crate) fn read(command: &str) -> Value {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/src/reference/json");
    let text = std::fs::read_to_string(format!("{folder}/{}.json", command.replace(' ', "-"))).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// Checks a document against the schema of a command's output.
#[track_caller]
pub(crate) fn check(command: &str, document: &Value) {
    let validator = jsonschema::draft202012::new(&read(command)).unwrap();
    let errors: Vec<_> = validator.iter_errors(document).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{command}: {errors:?}\n{document:#}");
}

/// The output of a command, checked against its schema.
#[track_caller]
pub(crate) fn checked(command: &str, run: &Run) -> Value {
    let document = run.json();
    check(command, &document);
    document
}

/// The lines of the output of a command, each checked against its schema.
#[track_caller]
pub(crate) fn checked_lines(command: &str, out: &str) -> Vec<Value> {
    let lines: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for line in &lines {
        check(command, line);
    }
    lines
}
