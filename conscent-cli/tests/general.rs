//! Tests of all commands.

mod command;

use command::{SAMPLES, command, folder, run};
use std::io::Write;
use std::process::Stdio;

const COMMANDS: [&str; 15] = [
    "list",
    "generate",
    "import",
    "diff",
    "release",
    "infer",
    "merge",
    "inspect",
    "catalogue",
    "trigger",
    "replay",
    "record",
    "inbox",
    "completions",
    "man",
];

/// Those that this program was compiled with.
fn commands() -> impl Iterator<Item = &'static str> {
    COMMANDS.into_iter().filter(|name| cfg!(feature = "inbox") || *name != "inbox")
}

#[test]
fn long_help_shows_examples_and_exit_codes() {
    let here = folder(&[]);
    for name in commands() {
        let help = run(here.path(), &format!("{name} --help")).ends(0).out;
        assert!(help.contains(&format!("Examples:\n  conscent {name}")), "{help}");
        assert!(help.contains("Exit codes: 0 "), "{help}");
        assert_eq!(run(here.path(), &format!("help {name}")).ends(0).out, help);
    }
    let help = run(here.path(), "--help").ends(0).out;
    let examples = COMMANDS.into_iter().filter(|name| help.contains(&format!("\n  conscent {name} ")));
    assert!(examples.eq(commands()), "{help}");
    assert!(help.contains("Exit codes"), "{help}");
}

#[test]
fn version_names_the_program() {
    let version = run(folder(&[]).path(), "--version").lines(0);
    assert_eq!(version, [format!("conscent {}", env!("CARGO_PKG_VERSION"))]);
}

#[test]
fn wrong_usage_is_an_error() {
    let here = folder(&[]);
    for wrong in ["", "lost", "generate", "import --samples s", "infer", "infer --threads 0 -", "inspect --strict -"] {
        assert!(run(here.path(), wrong).errors().len() > 1, "{wrong}");
    }
}

#[test]
fn a_closed_pipe_is_not_an_error() {
    let here = folder(&[]);
    for arguments in
        ["list".to_owned(), format!("list --samples {SAMPLES} --json"), "inspect -".to_owned(), "infer -".to_owned()]
    {
        let mut command = command(here.path(), &arguments);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // The commands that read input print nothing before it arrives.
        drop(child.stdout.take());
        let mut input = child.stdin.take().unwrap();
        let _ = input.write_all("{\"event\": \"gift.sent\"}\n".repeat(10_000).as_bytes());
        drop(input);
        let done = child.wait_with_output().unwrap();
        assert_eq!(
            (done.status.code(), String::from_utf8(done.stderr).unwrap().as_str()),
            (Some(0), ""),
            "{arguments}"
        );
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error() {
    let full = std::fs::File::create("/dev/full").unwrap();
    let done = command(folder(&[]).path(), "list").stdout(full).output().unwrap();
    assert_eq!(done.status.code(), Some(2));
    assert!(String::from_utf8(done.stderr).unwrap().starts_with("<stdout>: cannot be written: "));
}
