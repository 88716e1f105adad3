//! `conscent diff`
#![allow(clippy::unwrap_used, reason = "tests and their helpers may fail anywhere")]

mod command;

use command::{BY, HOLDER, SAMPLES, folder, put, run};
use serde_json::json;
use std::path::Path;
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// A folder of samples, and another that has more files.
fn versions(more: &[(&str, &str)]) -> TempDir {
    let here = folder(&[("old/v1/a.b/one.json", "{\"n\": 1}")]);
    put(here.path(), "new/v1/a.b/one.json", "{\"n\": 1}");
    for (path, text) in more {
        put(here.path(), &format!("new/{path}"), text);
    }
    here
}

/// Runs git in the folder, without the settings of the user.
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
fn json_has_all_of_a_change() {
    let here = versions(&[("v1/c/one.json", "{}")]);
    let found = run(here.path(), "diff old new --json").ends(11).json();
    let event = json!({
        "class": "minor", "api": "v1", "events": ["c"], "path": null, "subject": "event", "action": "added",
        "text": "v1 c: + event",
    });
    assert_eq!(found, json!({"class": "minor", "changes": [event]}));
    assert_eq!(run(here.path(), "diff old old --json").ends(0).json(), json!({"class": "none", "changes": []}));
    put(here.path(), "new/v1/a.b/one.json", "{\"n\": 2}");
    std::fs::remove_dir_all(here.path().join("new/v1/c")).unwrap();
    let only_docs = &run(here.path(), "diff old new --json").ends(10).json()["changes"][0];
    assert_eq!((&only_docs["subject"], &only_docs["action"]), (&json!("docs"), &json!("described")));
}

#[test]
fn samples_are_compared_as_the_release_after_the_old_version() {
    let here = folder(&[("old/v1/a/one.json", HOLDER), ("new/v1/a/one.json", HOLDER), ("new/v1/b/one.json", BY)]);
    run(here.path(), "generate --samples old --out types").ends(0);
    run(here.path(), "generate --samples new --out fresh").ends(0);

    // The types of the new samples alone have other names.
    assert!(run(here.path(), "diff types fresh").lines(12).iter().any(|line| line.contains("type Holder → By")));
    let after = run(here.path(), "diff types new").lines(11);
    assert_eq!(after[1..], ["minor  v1 b: + event", "minor: 1 minor change, 1 patch change"]);
    assert_eq!(run(here.path(), "diff old new").lines(11), after);
    let help = run(here.path(), "diff --help").ends(0).out;
    assert!(help.contains("If NEW is a samples folder, it is compared as the next release after OLD"), "{help}");
}

#[test]
fn a_type_that_changes_has_a_cause() {
    let here = versions(&[]);
    let changed = |old: &str, new: &str| {
        put(here.path(), "old/v1/a.b/one.json", format!("{{\"n\": {old}}}"));
        put(here.path(), "new/v1/a.b/one.json", format!("{{\"n\": {old}}}"));
        put(here.path(), "new/v1/a.b/two.json", format!("{{\"n\": {new}}}"));
        let lines = run(here.path(), "diff old new").lines(12);
        let line = lines.into_iter().find(|line| line.starts_with("major  v1 a.b: n: ")).unwrap();
        let found = run(here.path(), "diff old new --json").ends(12).json();
        let change = found["changes"].as_array().unwrap().iter().find(|one| one["class"] == "major").unwrap().clone();
        assert!(line.ends_with(change["text"].as_str().unwrap()), "{line}: {change}");
        (line, change["action"].clone(), change["cause"].clone())
    };
    let (line, action, cause) = changed("null", "1");
    assert!(line.ends_with("Field<Value> → Field<Number> (a sample first reveals it)"), "{line}");
    assert_eq!((action, cause), (json!("retyped"), json!("revealed")));
    let (line, action, cause) = changed("1", "true");
    assert!(line.ends_with(" (a sample contradicts it)"), "{line}");
    assert_eq!((action, cause), (json!("retyped"), json!("contradicted")));
}

#[test]
fn the_payload_of_other_events_is_compared() {
    let both = [("old/v1/a/one.json", "{\"n\": 1}"), ("old/v1/b/one.json", "{\"n\": 1}")];
    let here = folder(&both);
    put(here.path(), "new/v1/a/one.json", "{\"n\": 1}");
    put(here.path(), "new/v1/b/one.json", "{}");
    run(here.path(), "generate --samples old --out a").ends(0);
    run(here.path(), "generate --samples new --out b").ends(0);
    let lines = run(here.path(), "diff a b").lines(12);
    assert!(lines.contains(&"major  v1: - AnyPayload.n".to_owned()), "{lines:?}");
    let lines = run(here.path(), "diff b a").lines(11);
    assert!(lines.contains(&"minor  v1: + AnyPayload: 1 key that events share".to_owned()), "{lines:?}");

    for (event, payload) in [("a", r#"{"n": 1, "m": 1}"#), ("b", r#"{"n": 1, "m": 1}"#)] {
        put(here.path(), &format!("new/v1/{event}/one.json"), payload);
    }
    let lines = run(here.path(), "diff old new").lines(11);
    assert!(lines.contains(&"minor  v1: + AnyPayload.m (known from other events)".to_owned()), "{lines:?}");
}

#[test]
fn only_a_terminal_gets_colors() {
    let here = versions(&[]);
    put(here.path(), "new/v1/a.b/one.json", "{\"m\": \"text\"}");
    let lines = ["major  v1 a.b: - n", "minor  v1 a.b: + m (seen in 1 of 1)", "major: 1 major change, 1 minor change"];
    assert_eq!(run(here.path(), "diff old new").lines(12), lines);
    // As if it were a terminal.
    let colored = command::command(here.path(), "diff old new").env("CLICOLOR_FORCE", "1").output().unwrap().stdout;
    let colored = String::from_utf8(colored).unwrap();
    assert!(
        colored.starts_with("\u{1b}[1m\u{1b}[31mmajor\u{1b}[0m  v1 a.b: - n\n\u{1b}[33mminor\u{1b}[0m  "),
        "{colored:?}"
    );
}

#[test]
fn samples_crates_and_interfaces_are_versions() {
    let here = folder(&[]);
    run(here.path(), &format!("generate --samples {SAMPLES} --out my-webhooks")).ends(0);
    let sides = [SAMPLES, "my-webhooks", "my-webhooks/schemas", "my-webhooks/schemas/interface.json"];
    for old in sides {
        for new in sides {
            assert_eq!(run(here.path(), &format!("diff {old} {new}")).lines(0), ["none: both give the same types"]);
        }
    }
    // The samples of a crate are corrected, and have no hints: they are another version.
    run(here.path(), &format!("diff {SAMPLES} my-webhooks/samples")).ends(12);
}

#[test]
fn schemas_without_an_interface_are_an_error() {
    let here = versions(&[]);
    run(here.path(), "generate --samples old --out types").ends(0);
    std::fs::remove_file(here.path().join("types/schemas/interface.json")).unwrap();
    for side in ["types", "types/schemas"] {
        let [error] = run(here.path(), &format!("diff {side} new")).errors().try_into().unwrap();
        assert!(error.starts_with(&format!("{side}: no interface.json: an older generator wrote ")), "{error}");
    }
    for format in [2, 4] {
        put(here.path(), "types/schemas/interface.json", format!("{{\"format\": {format}}}"));
        let [error] = run(here.path(), "diff types new").errors().try_into().unwrap();
        let expected = format!("types/schemas/interface.json: unsupported interface format {format}, expected 3: ");
        assert!(error.starts_with(&expected), "{error}");
    }
}

#[test]
fn a_version_can_be_in_git() {
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
    // A path is relative to the root of the repository, also in a folder below.
    assert_eq!(run(&here.path().join("new"), "diff HEAD ../samples").lines(11), added);
    assert_eq!(run(here.path(), "diff HEAD HEAD:new").lines(11), ["minor  v1 c: + event", "minor: 1 minor change"]);
    git(here.path(), &["tag", "new"]);
    assert_eq!(run(here.path(), "diff HEAD new").lines(11)[1], "minor: 1 minor change", "a folder comes first");

    run(here.path(), "generate --samples samples --out types").ends(0);
    git(here.path(), &["add", "."]);
    git(here.path(), &["commit", "--quiet", "-m", "types"]);
    for new in ["HEAD:types", "HEAD:types/schemas", "HEAD:types/schemas/interface.json"] {
        assert_eq!(run(here.path(), &format!("diff HEAD~1 {new}")).lines(11), added, "{new}");
    }

    put(here.path(), "samples/v1/a.b/one.json", "{");
    git(here.path(), &["commit", "--quiet", "--all", "-m", "broken"]);
    let errors = run(here.path(), "diff HEAD~1 HEAD").errors();
    assert!(errors[0].starts_with("HEAD:samples/v1/a.b/one.json:1:1: not JSON: "), "{errors:?}");
}

#[cfg(unix)]
#[test]
fn files_in_git_keep_their_bytes_and_lead_nowhere() {
    let here = folder(&[
        ("secret.json", "{\"secret\": 1}"),
        ("repository/samples/v1/a.b/one.json", "{\"n\": 1}\n"),
        ("repository/linked/v1/a.b/one.json", "{\"n\": 1}\n"),
    ]);
    let repository = here.path().join("repository");
    std::os::unix::fs::symlink("../../../../secret.json", repository.join("linked/v1/a.b/two.json")).unwrap();
    git(&repository, &["init", "--quiet"]);
    git(&repository, &["config", "core.autocrlf", "true"]);
    git(&repository, &["add", "."]);
    git(&repository, &["commit", "--quiet", "-m", "first"]);
    let index = std::fs::read(repository.join(".git/index")).unwrap();
    std::fs::remove_file(repository.join("samples/v1/a.b/one.json")).unwrap();
    // The link is read as a file, whose content is not JSON.
    let [error] = run(&repository, "diff HEAD HEAD:linked").errors().try_into().unwrap();
    assert!(error.starts_with("HEAD:linked/v1/a.b/two.json:1:1: not JSON: "), "{error}");
    assert_eq!(run(&repository, "diff HEAD HEAD").lines(0), ["none: both give the same types"]);
    assert_eq!(std::fs::read(repository.join(".git/index")).unwrap(), index);
}

#[test]
fn an_argument_that_is_not_a_version_is_an_error() {
    let here = versions(&[]);
    let error = |arguments: &str| run(here.path(), &format!("diff {arguments}")).errors().remove(0);
    // Keeps git from finding a repository in a folder above.
    put(here.path(), ".git", "gitdir: nowhere\n");
    assert!(error("old lost").starts_with("lost: no such folder, and git failed: "));
    std::fs::remove_file(here.path().join(".git")).unwrap();

    git(here.path(), &["init", "--quiet"]);
    git(here.path(), &["add", "."]);
    git(here.path(), &["commit", "--quiet", "-m", "first"]);
    assert!(error("old lost").starts_with("lost: neither a folder nor a revision: "));
    assert!(error("HEAD new").starts_with("HEAD: no such path in git: the revision has no HEAD:samples; "));
    assert!(error("old HEAD:lost").starts_with("HEAD:lost: no such path in git: "));
    assert!(error("old HEAD:old/v1/a.b/one.json").starts_with("HEAD:old/v1/a.b/one.json:1:8: not an interface: "));
    assert!(error("-- --output=stolen old").starts_with("--output=stolen: neither a folder nor a revision: "));
    assert!(!here.path().join("stolen").exists());
    put(here.path(), "empty/README.md", "");
    assert!(error("empty new").starts_with("empty: no samples: "));
    // The errors of both sides are reported.
    assert_eq!(run(here.path(), "diff lost gone").errors().len(), 2);
}

#[test]
fn a_closed_pipe_keeps_the_exit_code() {
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
