//! The files in `docs/code/deploy` that users copy.

use crate::book::read;
use conscent::serve::Server;
use std::process::Command;

fn file(name: &str) -> String {
    read(format!("docs/code/deploy/{name}"))
}

/// The number after this text.
fn number(text: &str, after: &str) -> u64 {
    let (_, rest) = text.split_once(after).unwrap_or_else(|| panic!("{after}"));
    let digits: String = rest.chars().skip_while(|c| *c == ' ').take_while(char::is_ascii_digit).collect();
    digits.parse().unwrap()
}

#[test]
fn each_process_manager_waits_for_longer_than_the_program() {
    let claims = read("conscent-inbox/src/worker/claims.rs");
    let worker = read("conscent-inbox/src/worker.rs");
    let server = format!("{:?}", Server::new());
    let needed = number(&server, "deadline:")
        + number(&worker, "shutdown: Duration::from_secs(")
        + number(&claims, "GIVING_BACK: Duration = Duration::from_secs(");
    let kubernetes = file("kubernetes.yaml");
    let before = number(&kubernetes, "sleep: { seconds:");
    assert!(number(&kubernetes, "terminationGracePeriodSeconds:") > before + needed, "{needed}");
    assert!(number(&file("compose.yaml"), "stop_grace_period:") > needed, "{needed}");
    assert!(number(&file("receiver.service"), "\nTimeoutStopSec=") > needed, "{needed}");
}

/// A shell around the program would not pass SIGTERM on, and a name of a user cannot be checked by Kubernetes.
#[test]
fn the_image_runs_the_program_itself_without_root() {
    let image = file("Dockerfile");
    let (_, last) = image.rsplit_once("\nFROM ").unwrap();
    assert!(last.contains("\nENTRYPOINT [\"/receiver\"]\n"));
    assert!(number(last, "\nUSER ") > 0);
    // The compiler is new enough for all crates.
    let minimum = number(&read("conscent-inbox/Cargo.toml"), "rust-version = \"1.");
    assert!(number(&image, "FROM rust:1.") >= minimum);
}

/// Asks systemd, where it is installed, as on GitHub's machines.
#[test]
fn systemd_has_no_complaint_about_the_unit() {
    let folder = tempfile::tempdir().unwrap();
    let unit = folder.path().join("receiver.service");
    // It also looks for the program.
    std::fs::write(&unit, file("receiver.service").replace("/usr/local/bin/receiver", "/bin/true")).unwrap();
    let Ok(output) = Command::new("systemd-analyze").arg("verify").arg(&unit).output() else { return };
    let complaints = String::from_utf8_lossy(&output.stderr);
    let ours: Vec<_> = complaints.lines().filter(|line| line.contains("receiver.service")).collect();
    assert!(output.status.success() && ours.is_empty(), "{complaints}");
}
