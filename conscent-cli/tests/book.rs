//! The commands in the book exist, and take the arguments that it gives them.

use std::path::Path;
use std::process::Command;
use test_support::markdown::blocks;

/// What follows a command in a line of shell, and is not an argument.
const ENDS: [&str; 8] = ["|", "&&", "||", "&", ";", ">", "2>", "#"];

/// The words of each command `conscent` in some shell, without its name.
fn commands(shell: &str) -> Vec<Vec<String>> {
    let mut commands = Vec::new();
    for line in shell.replace("\\\n", " ").lines() {
        let words = words(line);
        let starts = words.iter().enumerate().filter(|(_, word)| *word == "conscent").map(|(start, _)| start + 1);
        commands.extend(starts.map(|start| {
            let arguments = words.get(start..).unwrap_or_default().iter();
            arguments.take_while(|word| !ENDS.contains(&word.as_str())).cloned().collect::<Vec<_>>()
        }));
    }
    commands
}

/// Splits a line as a shell does, as far as the book needs it: at spaces that are not quoted.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut quote) = (vec![String::new()], None);
    for c in line.chars() {
        match quote {
            Some(open) if c == open => quote = None,
            None if c == '\'' || c == '"' => quote = Some(c),
            None if c == ' ' || c == '(' || c == ')' => words.push(String::new()),
            _ => words.last_mut().unwrap().push(c),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[test]
fn each_command_of_the_book_is_understood() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/src");
    let mut count = 0;
    let is_chapter = |path: &String| Path::new(path).extension().is_some_and(|extension| extension == "md");
    for path in test_support::files(&source).into_iter().filter(is_chapter) {
        let text = std::fs::read_to_string(source.join(&path)).unwrap();
        for arguments in blocks(&text, "sh").iter().flat_map(|block| commands(block)) {
            // With --help at the end, a command reads its other arguments, and does nothing.
            let mut conscent = Command::new(env!("CARGO_BIN_EXE_conscent"));
            let output = conscent.args(&arguments).arg("--help").output().unwrap();
            let message = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{path}: conscent {}: {message}", arguments.join(" "));
            count += 1;
        }
    }
    assert!(count > 0, "the book has commands");
}
