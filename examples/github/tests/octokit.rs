//! Every documented payload of GitHub, through the endpoint over HTTP, signed by GitHub's own library.

use conscent::serve::Server;
use github_example::{Ledger, door, webhooks};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

const SECRET: &str = "It's a Secret to Everybody";

/// The handler that takes an event.
fn handler(event: &str) -> &'static str {
    match event {
        "push" => "push",
        "pull_request.opened" => "opened",
        "pull_request.closed" => "closed",
        _ if event.starts_with("issues.") => "issues",
        _ if webhooks::github::EVENTS.contains(&event) => "no handler",
        _ => "unknown event",
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "slow: it installs npm packages, and needs node"]
async fn every_documented_payload_is_accounted_for() {
    let ledger = Ledger::default();
    let app = axum::Router::new().route("/webhooks", conscent::axum::mount(door(SECRET, ledger.clone()).unwrap()));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/webhooks", listener.local_addr().unwrap());
    let (stop, stopped) = oneshot::channel::<()>();
    let server = tokio::spawn(Server::new().serve(listener, app, async move { stopped.await.unwrap_or_default() }));

    let delivered = tokio::task::spawn_blocking(move || deliver(&url)).await.unwrap();
    stop.send(()).unwrap();
    server.await.unwrap().unwrap();

    let mut expected = BTreeMap::<_, usize>::new();
    for line in &delivered {
        let name = line["name"].as_str().unwrap();
        let event = line["action"].as_str().map_or(name.to_owned(), |action| format!("{name}.{action}"));
        assert_eq!((line["status"].as_u64(), line["forged"].as_u64()), (Some(200), Some(401)), "{event}");
        *expected.entry(handler(&event)).or_default() += 1;
    }
    assert!(delivered.len() > 300, "{} payloads", delivered.len());
    assert_eq!(ledger.counts(), expected);
}

/// Installs the payloads and the library, sends each payload, and returns a line for each.
fn deliver(url: &str) -> Vec<Value> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("octokit");
    fs::create_dir_all(&folder).unwrap();
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/octokit");
    for file in fs::read_dir(sources).unwrap().map(|file| file.unwrap()) {
        fs::copy(file.path(), folder.join(file.file_name())).unwrap();
    }
    let installed = Command::new("npm").args(["ci", "--silent"]).current_dir(&folder).status().unwrap();
    assert!(installed.success(), "npm ci: {installed}");
    let output = Command::new("node").args(["deliver.mjs", url, SECRET]).current_dir(&folder).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines = String::from_utf8(output.stdout).unwrap();
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}
