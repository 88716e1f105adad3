//! Colors, the lines shown below errors, completions and manual pages.
#![allow(clippy::unwrap_used, reason = "helpers of tests may fail anywhere")]

mod command;

use command::{command, folder, put, run, run_with};
use std::path::Path;

const RED: &str = "\u{1b}[1m\u{1b}[31m";
const YELLOW: &str = "\u{1b}[33m";
const GREEN: &str = "\u{1b}[32m";
const BOLD: &str = "\u{1b}[1m";
const RESET: &str = "\u{1b}[0m";

#[test]
fn colors_are_there_if_they_are_wanted() {
    let here = folder(&[("old/a/x/1.json", "{\"n\": 1}"), ("new/a/x/1.json", "{\"n\": \"x\", \"more\": 1}")]);
    let plain = run(here.path(), "diff old new").lines(12);
    for arguments in ["--color always diff old new", "diff old new --color=always"] {
        let colored = run(here.path(), arguments).lines(12);
        assert!(colored.iter().any(|line| line.starts_with(&format!("{RED}major{RESET}  "))), "{colored:?}");
        assert!(colored.iter().any(|line| line.starts_with(&format!("{YELLOW}minor{RESET}  "))), "{colored:?}");
        let stripped: Vec<_> = colored.iter().map(|line| stripped(line)).collect();
        assert_eq!(stripped, plain);
    }
    let mut forced = command(here.path(), "diff old new");
    let forced = forced.env("CLICOLOR_FORCE", "1").env_remove("NO_COLOR").output().unwrap();
    assert!(String::from_utf8(forced.stdout).unwrap().contains(RED));
    for (arguments, variable) in [("diff old new", "NO_COLOR"), ("diff old new --color never", "CLICOLOR_FORCE")] {
        let done = command(here.path(), arguments).env(variable, "1").output().unwrap();
        assert_eq!(String::from_utf8(done.stdout).unwrap().lines().collect::<Vec<_>>(), plain);
    }
    assert!(run(here.path(), "diff old new --color some").errors().len() > 1);
}

fn stripped(text: &str) -> String {
    [RED, YELLOW, GREEN, BOLD, RESET, "\u{1b}[2m"].iter().fold(text.to_owned(), |text, code| text.replace(code, ""))
}

#[test]
fn errors_notes_and_drift_are_colored() {
    let here = folder(&[("a.json", "{\"event\": \"gift.sent\"}")]);
    let error = run(here.path(), "inspect gone.json --color always").ends(2).err;
    assert!(error.starts_with(&format!("{BOLD}gone.json{RESET}: {RED}cannot be read{RESET}: ")), "{error:?}");
    let drift = run(here.path(), "inspect a.json --color always").ends(1).out;
    assert!(drift.contains(&format!(": {YELLOW}drift at 1 place{RESET}\n")), "{drift:?}");
    let wrong = run(here.path(), "lost --color always").ends(2).err;
    assert!(wrong.starts_with(&format!("{RED}error:{RESET} ")), "{wrong:?}");
    let help = run(here.path(), "--color always --help").ends(0).out;
    assert!(help.contains("\u{1b}[1m\u{1b}[32mUsage:"), "{help:?}");
    assert!(!run(here.path(), "--help").ends(0).out.contains('\u{1b}'));
    let (url, _requests) = command::receiver::answering(&[500]);
    let sent = run(here.path(), &format!("trigger login --color always --to {url}")).ends(1).out;
    assert!(sent.contains(&format!("{RED}500: 1{RESET}")), "{sent:?}");
}

/// Standard error of `generate` in a folder.
fn errors(here: &Path) -> String {
    run(here, "generate --samples samples --out out").err
}

#[test]
fn an_error_in_a_hint_shows_its_place() {
    let hint = "[[hint]]\napi = \"a\"\nat = \"/n\"\nkind = \"mop\"\nreason = \"a test\"\n";
    let here = folder(&[("samples/a/x/1.json", "{\"n\": 1}"), ("samples/hints.toml", hint)]);
    let shown = errors(here.path());
    let (line, snippet) = shown.split_once('\n').unwrap();
    assert!(
        line.starts_with("samples/hints.toml:4:8: unknown kind of hint: did you mean `map`? a kind is one of map, "),
        "{shown}"
    );
    assert_eq!(snippet, "  |\n4 | kind = \"mop\"\n  |        ^\n");
    put(here.path(), "samples/hints.toml", hint.replace("mop", "map").replace("/n", "/gone"));
    let shown = errors(here.path());
    assert!(shown.starts_with("samples/hints.toml:3:6: hint for `/gone` does not apply: "), "{shown}");
    assert!(shown.ends_with("\n  |\n3 | at = \"/gone\"\n  |      ^\n"), "{shown}");
}

#[test]
fn an_error_in_a_sample_shows_its_place_unless_it_is_a_delivery() {
    let broken = "{\n\t\"購入\": \"secret\" \"b\": 2\n}\n";
    let here = folder(&[("samples/a/x/1.json", "{}"), ("samples/a/x/page.json", broken)]);
    let shown = errors(here.path());
    assert!(shown.contains("samples/a/x/page.json:2:21: left out, not JSON: "), "{shown}");
    assert!(shown.contains("\n  |\n2 |     \"購入\": \"secret\" \"b\": 2\n  |                      ^\n"), "{shown}");
    for delivery in ["samples/a/x/capture-12.json", "samples/a/x/000001.json", "samples/a/x/captured.json"] {
        std::fs::remove_dir_all(here.path().join("samples/a/x")).unwrap();
        put(here.path(), "samples/a/x/1.json", "{}");
        put(here.path(), delivery, broken);
        let origin = "[\"a/x/captured.json\"]\npage = \"c.jsonl\"\nline = 1\n";
        put(here.path(), "samples/provenance.toml", origin);
        let shown = errors(here.path());
        assert!(shown.contains(&format!("{delivery}:2:21: ")) && !shown.contains("secret"), "{shown}");
    }
    // What is inspected or sent is a delivery, wherever it is.
    for arguments in ["inspect samples/a/x/captured.json", "infer samples/a/x/captured.json"] {
        let shown = run(here.path(), arguments).ends(2).err;
        assert!(shown.contains("captured.json:2:21: not JSON: ") && !shown.contains("secret"), "{shown}");
    }
}

#[test]
fn input_that_cannot_be_read_is_an_error_and_nothing_else() {
    let here = folder(&[]);
    for arguments in
        ["replay gone.json --to http://127.0.0.1:1", "inspect gone.json more.json", "infer gone.json more.json"]
    {
        let errors = run(here.path(), arguments).errors();
        assert!(errors.iter().all(|error| error.contains(": cannot be read: ")), "{errors:?}");
    }
}

#[test]
fn completions_know_the_commands() {
    let here = folder(&[]);
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = run(here.path(), &format!("completions {shell}")).ends(0).out;
        assert!(["trigger", "completions", "dry-run"].iter().all(|word| script.contains(word)), "{shell}");
    }
    assert!(run(here.path(), "completions tcsh").errors().len() > 1);
}

#[test]
fn each_command_has_a_manual_page() {
    let here = folder(&[]);
    let lines = run(here.path(), "man pages").lines(0);
    assert!(lines.contains(&"wrote pages/conscent.1".to_owned()), "{lines:?}");
    let page = std::fs::read_to_string(here.path().join("pages/conscent-diff.1")).unwrap();
    assert!(page.contains("conscent diff HEAD samples") && page.contains("\\-\\-json"), "{page}");
    let pages = std::fs::read_dir(here.path().join("pages")).unwrap().count();
    assert!(lines.len() == pages && !lines.iter().any(|line| line.contains("help")), "{lines:?}");
    put(here.path(), "file", "");
    assert!(run_with(here.path(), "man file", "").errors()[0].starts_with("file: cannot be written: "));
}
