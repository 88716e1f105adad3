//! The server of these tests, in this process or in its own process.

use std::env;
use std::net::SocketAddr;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::routing::get;
use conscent::serve::{Server, terminated};
use conscent::v2::PurchaseBundle;
use conscent::{Auth, BoxError, Door, Router, State, conscent_handler, handlers};
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::net::TcpListener;
use tokio::process::{Child, ChildStdout, Command};
use tokio::sync::Semaphore;

/// Waiting deliveries, and permits for those that may end.
#[derive(Clone)]
struct Waits(Arc<(AtomicUsize, Semaphore)>);

#[conscent_handler(event = "purchase.bundle")]
fn bundle(_event: PurchaseBundle) {}

#[conscent_handler(raw_event = "test.wait")]
async fn wait(State(waits): State<Waits>) -> Result<(), BoxError> {
    waits.0.0.fetch_add(1, Ordering::SeqCst);
    waits.0.1.acquire().await?.forget();
    Ok(())
}

#[conscent_handler(raw_event = "test.sleep")]
async fn sleep(State(waits): State<Waits>) {
    waits.0.0.fetch_add(1, Ordering::SeqCst);
    tokio::time::sleep(Duration::from_millis(700)).await;
    say("slept");
}

/// An endpoint, and the permits that its handlers wait for.
pub(crate) struct Endpoint(Door, Waits);

pub(crate) fn door() -> Endpoint {
    let waits = Waits(Arc::new((AtomicUsize::new(0), Semaphore::new(0))));
    let handlers = handlers![bundle, wait, sleep];
    let router = Router::with_fallback(|| ()).state(waits.clone()).handlers(handlers).build().unwrap();
    Endpoint(Door::new(router, Auth::basic("key", "secret").unwrap().hmac("webhook").unwrap()), waits)
}

impl Endpoint {
    pub(crate) fn body_timeout(self, time: Duration) -> Self {
        Self(self.0.body_timeout(time), self.1)
    }

    pub(crate) fn in_flight(self, limits: conscent::door::Limits) -> Self {
        Self(self.0.in_flight(limits), self.1)
    }

    pub(crate) fn app(self) -> axum::Router {
        let Self(door, waits) = self;
        let waiting = waits.clone();
        axum::Router::new()
            .route("/webhooks", conscent::axum::mount(door))
            .route("/waiting", get(async move || waiting.0.0.load(Ordering::SeqCst).to_string()))
            .route("/release", get(async move || waits.0.1.add_permits(1)))
    }
}

/// Starts a server in this program.
pub(crate) async fn start(server: Server, endpoint: Endpoint) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(server.serve(listener, endpoint.app(), std::future::pending()));
    address
}

/// A server in its own process.
pub(crate) struct Process {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
    pub(crate) address: SocketAddr,
}

impl Process {
    /// Starts this program again, as the test below, after this shell command.
    pub(crate) async fn start(shell: &str, environment: &[(&str, &str)]) -> Self {
        let program = env::current_exe().unwrap();
        let mut child = Command::new("bash")
            .args(["-c", &format!("{shell} \"$0\" --exact server::a_program --nocapture --quiet")])
            .arg(program)
            .env("THIS_PROGRAM_IS_THE_SERVER", "yes")
            .envs(environment.iter().copied())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        loop {
            let line = lines.next_line().await.unwrap().expect("the address");
            if let Some(address) = line.strip_prefix("listening on ") {
                return Self { child, lines, address: address.parse().unwrap() };
            }
        }
    }

    pub(crate) async fn terminate(&self) {
        let id = self.child.id().expect("it runs").to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().await.unwrap().success());
    }

    /// Its output until it ends.
    pub(crate) async fn end(mut self) -> Vec<String> {
        let mut said = Vec::new();
        while let Some(line) = self.lines.next_line().await.unwrap() {
            said.push(line);
        }
        assert!(self.child.wait().await.unwrap().success());
        let end = said.iter().position(|line| line.starts_with("stopped")).expect("a report");
        said.truncate(end + 1); // the test harness prints its summary after that
        said
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program() {
    if env::var_os("THIS_PROGRAM_IS_THE_SERVER").is_none() {
        return;
    }
    let time = |name| Some(Duration::from_millis(env::var(name).ok()?.parse().unwrap()));
    let mut server = Server::new().header_timeout(time("HEADER_MS").unwrap_or(Duration::from_millis(1500)));
    if let Some(deadline) = time("DEADLINE_MS") {
        server = server.deadline(deadline);
    }
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    say(&format!("listening on {}", listener.local_addr().unwrap()));
    let endpoint = door().body_timeout(Duration::from_millis(1500));
    let shutdown = server.serve(listener, endpoint.app(), terminated().unwrap()).await.unwrap();
    say(&shutdown.to_string());
}

#[expect(clippy::print_stdout, reason = "its parent reads it")]
fn say(line: &str) {
    println!("{line}");
}
