//! The program as its users run it: a process, a socket and a file. It is killed and restarted.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use conscent::samples;
use conscent::test::request;
use conscent_inbox::sqlx::{self, SqlitePool};
use http::StatusCode;
use http_body_util::Full;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::time::{sleep, timeout};

/// The time limit of each step, far longer than it takes on a busy machine.
const LIMIT: Duration = Duration::from_mins(1);

const SECRETS: [(&str, &str); 3] =
    [("CONSCENT_API_KEY", "key"), ("CONSCENT_API_SECRET", "secret"), ("CONSCENT_WEBHOOK_SECRET", "webhook")];

fn program(folder: &Path) -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_axum-sqlite-example"));
    program.current_dir(folder).env_clear().env("LISTEN", "127.0.0.1:0").kill_on_drop(true);
    program
}

struct Receiver {
    process: Child,
    address: String,
}

impl Receiver {
    async fn start(folder: &Path) -> Self {
        let mut process = program(folder).envs(SECRETS).stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let first = timeout(LIMIT, lines.next_line()).await.unwrap().unwrap().expect("a line of the log");
        let address = first.split_once("http://").and_then(|(_, rest)| rest.strip_suffix("/webhooks")).expect(&first);
        let address = address.to_owned();
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Self { process, address }
    }

    async fn send(&self, request: http::Request<bytes::Bytes>) -> StatusCode {
        let client = Client::builder(TokioExecutor::new()).build_http();
        timeout(LIMIT, client.request(request.map(Full::new))).await.unwrap().unwrap().status()
    }

    async fn deliver_a_pass(&self) -> StatusCode {
        let to = format!("http://{}/webhooks", self.address).parse().unwrap();
        self.send(request(&samples::purchase_pass()).to(to).basic("key", "secret").sign("webhook")).await
    }

    /// Sends the same purchase in a different delivery.
    async fn deliver_a_pass_of_another_time(&self) -> StatusCode {
        let to = format!("http://{}/webhooks", self.address).parse().unwrap();
        let mut request = request(&samples::purchase_pass()).to(to).basic("key", "secret").unsigned();
        let text = samples::purchase_pass().text;
        let later = text.replace(r#""created_at": 1738748267"#, r#""created_at": 1"#);
        assert_ne!(later, text);
        *request.body_mut() = later.into();
        self.send(request).await
    }

    async fn get(&self, path: &str) -> StatusCode {
        let url = format!("http://{}{path}", self.address);
        self.send(http::Request::get(url).body(bytes::Bytes::new()).unwrap()).await
    }

    async fn terminate(mut self) {
        let id = self.process.id().unwrap().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().await.unwrap().success());
        assert!(timeout(LIMIT, self.process.wait()).await.unwrap().unwrap().success());
    }
}

/// Waits until the table has rows, and returns them.
async fn rows(folder: &Path) -> Vec<(String, String)> {
    let pool = SqlitePool::connect(&format!("sqlite://{}", folder.join("receiver.db").display())).await.unwrap();
    let rows = async {
        loop {
            let rows = sqlx::query_as("SELECT purchase, price FROM sale").fetch_all(&pool).await.unwrap();
            if !rows.is_empty() {
                break rows;
            }
            sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(LIMIT, rows).await.expect("a row")
}

// ANCHOR: twice
#[tokio::test]
async fn two_equal_deliveries_are_one_row_even_if_it_is_killed_between_them() {
    let folder = tempfile::tempdir().unwrap();
    let pass = [("67a33168b06ceb81ad1a0dbf".to_owned(), "108".to_owned())];

    let mut receiver = Receiver::start(folder.path()).await;
    assert_eq!(receiver.get("/healthz").await, StatusCode::OK);
    assert_eq!(receiver.get("/readyz").await, StatusCode::OK);
    assert_eq!(receiver.deliver_a_pass().await, StatusCode::ACCEPTED);
    receiver.process.kill().await.unwrap();

    let receiver = Receiver::start(folder.path()).await;
    assert_eq!(receiver.deliver_a_pass().await, StatusCode::ACCEPTED);
    assert_eq!(receiver.deliver_a_pass_of_another_time().await, StatusCode::ACCEPTED);
    assert_eq!(rows(folder.path()).await, pass);
    receiver.terminate().await; // finishes the running deliveries
    assert_eq!(rows(folder.path()).await, pass);
}
// ANCHOR_END: twice

#[tokio::test]
async fn a_missing_secret_is_named() {
    let folder = tempfile::tempdir().unwrap();
    for (missing, _) in SECRETS {
        let others = SECRETS.into_iter().filter(|(name, _)| *name != missing);
        let output = program(folder.path()).envs(others).output().await.unwrap();
        assert!(!output.status.success());
        let message = String::from_utf8(output.stdout).unwrap();
        assert!(message.contains(&format!("{missing}: environment variable not found")), "{message}");
    }
}
