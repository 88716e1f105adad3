//! The READMEs' commands, in the copy of the workspace.

use crate::receiver::Receiver;
use crate::workspace::{Workspace, differing};
use serde_json::Value;
use std::fs;
use std::process::Command;

/// What tells each shell block of the READMEs, and so the test that runs it.
const BLOCKS: [(&str, &[&str]); 3] = [
    ("README.md", &["cargo test", "-- serve", TRIGGER, MKDIR, "import page.html", CAPTURED, RELEASED]),
    ("conscent-cli/README.md", &[RECORD]),
    ("samples/README.md", &["import new-page.html"]),
];
/// `cargo run`
pub(crate) const DEMONSTRATION: &str = env!("CARGO_BIN_EXE_conscent-workspace");
const TRIGGER: &str = "trigger purchase.bundle";
const RECORD: &str = "conscent record";
/// Adds a sample by hand.
pub(crate) const MKDIR: &str = "mkdir -p samples/v2/gift.sent";
/// Shows what changed since the last release, three times.
const RELEASED: &str = "diff conscent-types/released samples";
/// Makes samples of what was captured.
pub(crate) const CAPTURED: &str = "import capture.jsonl";

fn blocks(readme: &str) -> Vec<String> {
    let text = fs::read_to_string(format!("{}/{readme}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    text.split("\n```sh\n").skip(1).map(|rest| rest.split_once("```").unwrap().0.to_owned()).collect()
}

/// The block with this in it.
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
#[ignore = "slow: it builds a copy of this workspace"]
fn a_receiver_is_left_running_and_triggered() {
    let copy = Workspace::pristine();
    let mut receiver = Receiver::start(copy.command(DEMONSTRATION).args(["serve", "127.0.0.1:0"]));
    copy.shell(&block(TRIGGER).replace("127.0.0.1:3000", &receiver.address));
    assert_eq!(receiver.line(), "SUBSCRIPTION for 854.05 INR, at 1709548128");
}

#[test]
#[ignore = "slow: it builds a copy of this workspace"]
fn pages_are_imported() {
    let copy = Workspace::pristine();
    copy.build_conscent();
    for (page, part) in [("page", "import page.html"), ("new-page", "import new-page.html")] {
        let payload = r#"{"event": "gift.sent", "payload": {"gift": {"price": 100}}}"#;
        copy.write(&format!("{page}.html"), format!("<h2>Gift.sent</h2><pre>{payload}</pre>"));
        copy.shell(&block(part));
        assert_eq!(copy.read(&format!("samples/v2/gift.sent/{page}.json")).trim_end(), payload);
    }
}

#[test]
#[ignore = "slow: it builds a copy of this workspace"]
fn what_changed_since_the_last_release_is_shown_and_nothing_written() {
    let copy = Workspace::pristine();
    copy.build_conscent();
    let before = copy.files();
    copy.shell(&block(RELEASED).replace("target/catalogue", "catalogue"));
    let page = "catalogue/index.html";
    assert_eq!(differing(&copy.files(), &before), [page]);
    assert!(copy.read(page).contains("conscent-types/released"), "the page says with what it compares");
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
        // It tells where it listens on standard error.
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
