//! Runs the commands of the READMEs, and those of the book that need this workspace, in a copy of it.

use crate::receiver::Receiver;
use crate::workspace::{Workspace, differing};
use serde_json::Value;
use std::fs;
use std::process::Command;
use test_support::markdown;

/// A part of each shell block, by which the test that runs it finds it.
const BLOCKS: [(&str, &[&str]); 5] = [
    ("README.md", &["cargo test", MKDIR]),
    ("conscent-cli/README.md", &[RECORD]),
    ("samples/README.md", &[NEW_PAGE]),
    ("docs/src/operations/capture.md", &[CAPTURED]),
    ("docs/src/maintenance/releases.md", &[RELEASED]),
];
/// `cargo run`
pub(crate) const DEMONSTRATION: &str = env!("CARGO_BIN_EXE_conscent-workspace");
/// Triggers the demonstration, with its credentials.
const TRIGGER: &str = "export KEY=demo-key SECRET=demo-secret SIGN=demo-webhook-secret
conscent trigger purchase.bundle --to http://127.0.0.1:3000/webhooks --basic-env KEY:SECRET --sign-env SIGN
";
const RECORD: &str = "conscent record";
/// Adds a sample by hand.
pub(crate) const MKDIR: &str = "mkdir -p samples/v2/gift.sent";
/// Imports a page that is new.
const NEW_PAGE: &str = "import new-page.html";
/// Shows what changed since the last release, and releases it.
const RELEASED: &str = "diff conscent-types/released samples";
/// Imports captures as samples.
pub(crate) const CAPTURED: &str = "import capture.jsonl";

fn blocks(readme: &str) -> Vec<String> {
    let text = fs::read_to_string(format!("{}/{readme}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    markdown::blocks(&text, "sh").iter().map(|block| block.trim_start().to_owned() + "\n").collect()
}

/// The block that contains this text.
pub(crate) fn block(part: &str) -> String {
    let mut found = BLOCKS.iter().flat_map(|(readme, _)| blocks(readme)).filter(|block| block.contains(part));
    found.next().expect(part)
}

#[test]
fn every_shell_block_has_its_test() {
    for (readme, parts) in BLOCKS {
        let blocks = blocks(readme);
        assert_eq!(blocks.len(), parts.len(), "{readme}");
        assert!(blocks.iter().zip(parts).all(|(block, part)| block.contains(part)), "{readme}: {blocks:?}");
    }
}

#[test]
#[ignore = "slow: it builds a copy of this workspace"]
fn the_demonstration_shows_each_documented_payload() {
    let output = Command::new(DEMONSTRATION).output().unwrap();
    assert!(output.status.success());
    let table = String::from_utf8(output.stdout).unwrap();
    assert_eq!(table.lines().filter(|line| line.contains(" 200 ")).count(), conscent::samples::ALL.len(), "{table}");
}

#[test]
fn the_demonstration_refuses_arguments_that_it_does_not_know() {
    for wrong in [&["serv"][..], &["serve", "--port"], &["serve", "a", "b", "c"], &["--version"]] {
        let output = Command::new(DEMONSTRATION).args(wrong).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(2), &b""[..]), "{said}");
        assert!(said.starts_with(&format!("unknown arguments: {}\n", wrong.join(" "))) && said.contains("\nUsage: "));
    }
    let help = Command::new(DEMONSTRATION).arg("--help").output().unwrap();
    assert!(help.status.success() && help.stdout.starts_with(b"Usage: cargo run "));
}

#[test]
#[ignore = "slow: it builds a copy of this workspace"]
fn a_receiver_is_left_running_and_triggered() {
    let copy = Workspace::pristine();
    copy.build_conscent();
    let mut receiver = Receiver::start(copy.command(DEMONSTRATION).args(["serve", "127.0.0.1:0"]));
    copy.shell(&TRIGGER.replace("127.0.0.1:3000", &receiver.address));
    assert_eq!(receiver.line(), "SUBSCRIPTION for 854.05 INR, at 1709548128");
}

#[test]
#[ignore = "slow: it builds a copy of this workspace"]
fn a_page_is_imported() {
    let copy = Workspace::pristine();
    copy.build_conscent();
    let payload = r#"{"event": "gift.sent", "payload": {"gift": {"price": 100}}}"#;
    copy.write("new-page.html", format!("<h2>Gift.sent</h2><pre>{payload}</pre>"));
    copy.shell(&block(NEW_PAGE));
    assert_eq!(copy.read("samples/v2/gift.sent/new-page.json").trim_end(), payload);
}

#[test]
#[ignore = "slow: it builds a copy of this workspace"]
fn without_changes_a_dry_run_of_a_release_writes_nothing() {
    let copy = Workspace::pristine();
    copy.build_conscent();
    let before = copy.files();
    let commands: Vec<_> = block(RELEASED).lines().take(2).map(str::to_owned).collect();
    assert!(commands[1].ends_with("--dry-run"), "{commands:?}");
    copy.shell(&commands.join("\n"));
    assert_eq!(differing(&copy.files(), &before), [""; 0]);
}

#[test]
#[ignore = "slow: it builds a copy of this workspace"]
fn what_is_triggered_is_recorded_and_replayed() {
    let copy = Workspace::pristine();
    copy.build_conscent();
    let block = block(RECORD);
    let [record, trigger, replay]: [&str; 3] = block.lines().collect::<Vec<_>>().try_into().unwrap();
    let start = |folder| {
        let record = record.replace("127.0.0.1:3000", "127.0.0.1:0").replace("recorded", folder);
        // It prints its address on standard error.
        Receiver::start(copy.command("sh").args(["-euc", &format!("exec 2>&1\nexec {record}")]))
    };
    let first = start("recorded");
    copy.shell(&trigger.replace("127.0.0.1:3000", &first.address));
    let second = start("again");
    copy.shell(&replay.replace("127.0.0.1:4000", &second.address));
    for folder in ["recorded", "again"] {
        let body = copy.read(&format!("{folder}/v2/purchase.pass/000001.json"));
        let sample: Value = serde_json::from_str(conscent::samples::purchase_pass().text).unwrap();
        assert_eq!(serde_json::from_str::<Value>(&body).unwrap(), sample);
    }
}
