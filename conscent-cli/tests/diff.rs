//! `conscent diff`
#![allow(clippy::unwrap_used, reason = "a test may fail wherever it likes, its helpers too")]

mod command;

use command::{SAMPLES, folder, put, run};
use serde_json::json;
use std::path::Path;
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// A folder of samples, and another with what is more in it.
fn versions(more: &[(&str, &str)]) -> TempDir {
    let here = folder(&[("old/v1/a.b/one.json", "{\"n\": 1}")]);
    put(here.path(), "new/v1/a.b/one.json", "{\"n\": 1}");
    for (path, text) in more {
        put(here.path(), &format!("new/{path}"), text);
    }
    here
}

/// Runs git in the folder, as someone who has no settings.
fn git(folder: &Path, arguments: &[&str]) {
    let identity = ["-c", "user.name=t", "-c", "user.email=t@t", "-c", "commit.gpgsign=false"];
    let mut git = Command::new("git");
    git.args(identity).args(arguments).current_dir(folder).env("GIT_CONFIG_GLOBAL", "/dev/null");
    assert!(git.stdout(Stdio::null()).status().unwrap().success());
}

#[test]
fn each_class_has_its_line_and_its_exit_code() {
    let here = versions(&[]);
    assert_eq!(run(here.path(), "diff old new").lines(0), ["none: both give the same types"]);

    put(here.path(), "new/v1/a.b/one.json", "{\"n\": 2}");
    assert_eq!(
        run(here.path(), "diff old new").lines(10),
        ["patch  v1 a.b: docs: 1 place was seen in other samples, or have other examples", "patch: 1 patch change"]
    );
    put(here.path(), "new/v1/a.b/one.json", "{\"n\": 1, \"m\": 1}");
    assert_eq!(
        run(here.path(), "diff old new").lines(11),
        ["minor  v1 a.b: + m (seen in 1 of 1)", "minor: 1 minor change"]
    );
    assert_eq!(run(here.path(), "diff new old").lines(12), ["major  v1 a.b: - m", "major: 1 major change"]);
}

#[test]
fn json_tells_all_of_it() {
    let here = versions(&[("v1/c/one.json", "{}")]);
    let found = run(here.path(), "diff old new --json").ends(11).json();
    let event = json!({
        "class": "minor", "api": "v1", "events": ["c"], "path": null, "subject": "event", "action": "added", "text": "v1 c: + event",
    });
    assert_eq!(found, json!({"class": "minor", "changes": [event]}));
    assert_eq!(run(here.path(), "diff old old --json").ends(0).json(), json!({"class": "none", "changes": []}));
}

#[test]
fn samples_schemas_and_crates_are_versions_alike() {
    let here = folder(&[]);
    run(here.path(), &format!("generate --samples {SAMPLES} --out my-webhooks")).ends(0);
    let sides = [SAMPLES, "my-webhooks", "my-webhooks/schemas", "my-webhooks/samples"];
    // The samples of a crate are corrected, and come without hints: they are another version.
    for old in &sides[..3] {
        for new in &sides[..3] {
            assert_eq!(run(here.path(), &format!("diff {old} {new}")).lines(0), ["none: both give the same types"]);
        }
        run(here.path(), &format!("diff {old} {}", sides[3])).ends(12);
    }
}

#[test]
fn git_has_versions_too() {
    let here = versions(&[("v1/c/one.json", "{}")]);
    git(here.path(), &["init", "--quiet"]);
    std::fs::rename(here.path().join("old"), here.path().join("samples")).unwrap();
    git(here.path(), &["add", "."]);
    git(here.path(), &["commit", "--quiet", "-m", "first"]);
    put(here.path(), "samples/v1/a.b/one.json", "{\"n\": 1, \"m\": 1}");

    let added = ["minor  v1 a.b: + m (seen in 1 of 1)", "minor: 1 minor change"];
    for old in ["HEAD", "HEAD:samples", "HEAD:./samples", "HEAD:samples/"] {
        assert_eq!(run(here.path(), &format!("diff {old} samples")).lines(11), added, "{old}");
    }
    // A path starts at the root of the repository, wherever one is.
    assert_eq!(run(&here.path().join("new"), "diff HEAD ../samples").lines(11), added);
    assert_eq!(run(here.path(), "diff HEAD HEAD:new").lines(11), ["minor  v1 c: + event", "minor: 1 minor change"]);
    git(here.path(), &["tag", "new"]);
    assert_eq!(run(here.path(), "diff HEAD new").lines(11)[1], "minor: 1 minor change", "a folder comes first");

    put(here.path(), "samples/v1/a.b/one.json", "{");
    git(here.path(), &["commit", "--quiet", "--all", "-m", "broken"]);
    let errors = run(here.path(), "diff HEAD~1 HEAD").errors();
    assert!(errors[0].starts_with("HEAD:samples/v1/a.b/one.json:1:1: not JSON: "), "{errors:?}");
}

#[test]
fn what_is_no_version_is_an_error() {
    let here = versions(&[]);
    let error = |arguments: &str| run(here.path(), &format!("diff {arguments}")).errors().remove(0);
    // No folder above it is a repository: git must not find one that is there by chance.
    put(here.path(), ".git", "gitdir: nowhere\n");
    assert!(error("old lost").starts_with("lost: no such folder, and git does not help: "));
    std::fs::remove_file(here.path().join(".git")).unwrap();

    git(here.path(), &["init", "--quiet"]);
    git(here.path(), &["add", "."]);
    git(here.path(), &["commit", "--quiet", "-m", "first"]);
    assert!(error("old lost").starts_with("lost: neither a folder nor a revision: "));
    assert!(error("HEAD new").starts_with("HEAD: no such path in git: HEAD:samples names none; "));
    assert!(error("old HEAD:lost").starts_with("HEAD:lost: no such path in git: "));
    assert!(error("old HEAD:old/v1/a.b/one.json").starts_with("HEAD:old/v1/a.b/one.json: no folder in git: "));
    assert!(error("-- --output=stolen old").starts_with("--output=stolen: neither a folder nor a revision: "));
    assert!(!here.path().join("stolen").exists());
    put(here.path(), "empty/README.md", "");
    assert!(error("empty new").starts_with("empty: no samples: "));
    // Both sides are told at once.
    assert_eq!(run(here.path(), "diff lost gone").errors().len(), 2);
}

#[test]
fn a_reader_that_goes_away_still_has_the_exit_code() {
    let here = versions(&[]);
    for n in 0..200 {
        put(here.path(), &format!("new/v1/event{n}/one.json"), "{}");
    }
    let mut command = command::command(here.path(), "diff old new --json");
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let done = child.wait_with_output().unwrap();
    assert_eq!((done.status.code(), done.stderr.as_slice()), (Some(11), b"".as_slice()));
}
