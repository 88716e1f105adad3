//! `reference/command-line.md` has every command and exit code.

use crate::book::{chapter, read, root, sources, span, table};
use std::collections::BTreeMap;

const CHAPTER: &str = "reference/command-line";

/// The names in the enum of commands.
fn variants(file: &str) -> Vec<String> {
    let source = read(file);
    let (_, rest) = source.split_once("enum Command {").unwrap();
    let lines = rest.split("\n}").next().unwrap_or_default().lines().map(str::trim);
    let variants = lines.filter(|line| line.starts_with(|c: char| c.is_ascii_uppercase()));
    variants.map(|line| line.split(['(', ',', ' ']).next().unwrap_or_default().to_lowercase()).collect()
}

#[test]
fn every_command_is_in_the_chapter() {
    let rows = table(&chapter(CHAPTER), &["command", "what it does", "`--json`"]);
    let documented: Vec<_> = rows.iter().map(|row| span(&row[0])).collect();
    let of = |inside: &str, file: &str| {
        variants(file).into_iter().map(|name| format!("conscent {inside}{name}")).collect::<Vec<_>>()
    };
    let mut commands = of("", "conscent-cli/src/main.rs");
    commands.retain(|command| command != "conscent inbox");
    commands.extend(of("inbox ", "conscent-cli/src/inbox.rs"));
    for command in commands {
        let is_it = |row: &&String| row.as_str() == command || row.starts_with(&format!("{command} "));
        assert!(documented.iter().any(|row| is_it(&row)), "{command}");
    }
}

#[test]
fn every_exit_code_is_in_the_chapter() {
    let source = read("conscent-cli/src/exit.rs");
    let (_, rest) = source.split_once("enum Exit {").unwrap();
    let codes = rest.split("\n}").next().unwrap_or_default().lines().filter_map(|line| line.trim().split_once(" = "));
    let codes: BTreeMap<_, _> =
        codes.map(|(name, code)| (code.trim_end_matches(',').to_owned(), name.to_owned())).collect();
    let rows = table(&chapter(CHAPTER), &["exit code", "meaning", "which commands"]);
    let documented: Vec<_> = rows.iter().map(|row| row[0].clone()).collect();
    let mut known: Vec<_> = codes.keys().cloned().collect();
    known.sort_by_key(|code| code.parse::<u8>().unwrap());
    assert_eq!(documented, known, "{codes:?}");
}

#[test]
fn workflows_may_read_only_and_pin_their_actions() {
    for file in ["docs/code/webhooks.yml", "docs/code/drift.yml"] {
        let text = read(file);
        assert!(text.contains("\npermissions:\n  contents: read\n\n") && !text.contains("write"), "{file}");
        let uses = text.lines().filter_map(|line| line.split_once("uses: ")).map(|(_, action)| action);
        for action in uses {
            let (action, version) = action.split_once(" # v").unwrap_or_else(|| panic!("{file}: {action}"));
            let (_, commit) = action.split_once('@').unwrap();
            assert!(commit.len() == 40 && commit.bytes().all(|byte| byte.is_ascii_hexdigit()) && !version.is_empty());
        }
    }
}

/// The lines of a workflow that call the command are lines whose options the sources have.
#[test]
fn workflows_use_options_that_exist() {
    for file in ["docs/code/webhooks.yml", "docs/code/drift.yml"] {
        let text = read(file);
        for line in text.lines().filter_map(|line| line.split_once("run: conscent ")).map(|(_, line)| line) {
            let name = line.split(' ').next().unwrap_or_default();
            let inner = format!("conscent-cli/src/{name}");
            let files = sources("conscent-cli/src").into_iter().filter(|file| file.starts_with(root().join(&inner)));
            let mut source = read(format!("{inner}.rs"));
            files.for_each(|file| source.push_str(&read(file)));
            for shared in ["source", "samples", "vendor"] {
                source.push_str(&read(format!("conscent-cli/src/{shared}.rs")));
            }
            for option in line.split(' ').filter_map(|word| word.strip_prefix("--")) {
                assert!(source.contains(&format!(" {}: ", option.replace('-', "_"))), "{file}: {name} --{option}");
            }
        }
    }
}
