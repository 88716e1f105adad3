//! The HTTP server that receives webhooks.

use super::Args;
use super::output::Output;
use super::store::{KeepError, Kept, Store};
use crate::exit::{Failure, print_note};
use crate::identify::IdentifyError;
use crate::show::printable;
use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use conscent_codegen::Location;
use conscent_codegen::text::count;
use std::collections::BTreeSet;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::runtime;
use tokio::sync::watch;

/// How long the program waits for deliveries in progress before it ends. Those that need longer are neither kept nor
/// answered. A body of the default limit, 64 KiB, takes about half a second at 1 Mbit/s.
const PATIENCE: Duration = Duration::from_secs(5);

/// The state that all requests share.
struct Recorder {
    log: Mutex<Log>,
    /// Becomes true when the program is about to end.
    stop: watch::Sender<bool>,
    json: bool,
}

struct Log {
    store: Store,
    output: Output,
    number: usize,
    /// How many deliveries were not kept, and the causes that were reported: each is reported once.
    failed: usize,
    causes: BTreeSet<String>,
}

/// Receives until a signal ends the program, or it can no longer listen.
pub(super) fn serve(args: &Args) -> Result<(), Failure> {
    let store = Store::new(args.vendor.read()?, args.api.clone(), &args.out, args.max_disk)?;
    let log = Log { store, output: Output::new()?, number: 0, failed: 0, causes: BTreeSet::new() };
    let recorder = Arc::new(Recorder { log: Mutex::new(log), stop: watch::Sender::new(false), json: args.json });
    // One thread is enough: bodies are written one after another.
    let runtime = runtime::Builder::new_current_thread().enable_all().build();
    runtime
        .and_then(|runtime| runtime.block_on(listen(args, &recorder)))
        .map_err(|error| Location::file(args.listen.to_string()).error("cannot listen there", error.to_string()))?;
    let mut log = recorder.log();
    let kept = count(log.number, "webhook");
    if !args.json {
        log.output.show(format!("{kept} recorded"));
    }
    if log.failed > 0 {
        let verb = if log.failed == 1 { "was" } else { "were" };
        let failed = count(log.failed, "request");
        log.output.say(format!("{failed} {verb} not recorded"));
    }
    log.output.end();
    Ok(())
}

async fn listen(args: &Args, recorder: &Arc<Recorder>) -> io::Result<()> {
    // Installed first: a program that reads the line below may send a signal at once.
    let end = signals()?;
    let listener = TcpListener::bind(args.listen).await?;
    // If standard error is closed, the address is not shown.
    let _ = writeln!(io::stderr(), "listening on http://{}; Ctrl-C ends", listener.local_addr()?);
    if recorder.log().store.is_visible() {
        let folder = printable(&args.out.to_string_lossy());
        print_note(format!(
            "{folder}: other users can list this folder, but not the folders in it; `chmod go-rwx` makes it private"
        ));
    }
    let route = post(receive).layer(DefaultBodyLimit::max(args.max_bytes.get())).with_state(Arc::clone(recorder));
    let on_signal = Arc::clone(recorder);
    tokio::spawn(async move {
        end.await;
        on_signal.stop.send_replace(true);
    });
    let app = Router::new().fallback_service(route);
    let server = axum::serve(listener, app).with_graceful_shutdown(stopped(recorder));
    let out_of_patience = async {
        stopped(recorder).await;
        tokio::time::sleep(PATIENCE).await;
    };
    tokio::select! {
        result = server.into_future() => result,
        () = out_of_patience => Ok(()),
    }
}

/// Waits until the program is about to end.
fn stopped(recorder: &Recorder) -> impl Future<Output = ()> + Send + 'static {
    let mut stop = recorder.stop.subscribe();
    async move {
        // It fails only if the sender is dropped, but the recorder outlives the server.
        let _ = stop.wait_for(|stop| *stop).await;
    }
}

/// Waits for the first Ctrl-C or SIGTERM.
fn signals() -> io::Result<impl Future<Output = ()> + Send> {
    #[cfg(unix)]
    let mut terminated = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    #[cfg(unix)]
    let mut interrupted = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::interrupt())?;
    #[cfg(windows)]
    let mut interrupted = tokio::signal::windows::ctrl_c()?;
    Ok(async move {
        #[cfg(unix)]
        tokio::select! {
            _ = terminated.recv() => {}
            _ = interrupted.recv() => {}
        }
        #[cfg(windows)]
        let _ = interrupted.recv().await;
    })
}

/// Answers one request.
async fn receive(
    State(recorder): State<Arc<Recorder>>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let body = match body {
        Ok(body) => body,
        Err(rejection) => {
            let hint = if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE { "; see --max-bytes" } else { "" };
            let error = Location::file("a delivery").error("rejected", format!("{}{hint}", rejection.body_text()));
            recorder.log().output.report(&error);
            return rejection.into_response();
        }
    };
    let header = |name: &str| headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    let mut log = recorder.log();
    match log.store.keep(header, &body) {
        Ok(kept) => {
            log.number += kept.len();
            for kept in &kept {
                log.show(kept, recorder.json);
            }
            StatusCode::OK.into_response()
        }
        Err(error) => {
            log.fail(&error);
            let is_full = matches!(error, KeepError::Limit(..) | KeepError::Full(_));
            let status = if is_full { StatusCode::INSUFFICIENT_STORAGE } else { StatusCode::INTERNAL_SERVER_ERROR };
            status.into_response()
        }
    }
}

impl Recorder {
    fn log(&self) -> MutexGuard<'_, Log> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Log {
    /// Reports the cause of a failure, unless it was reported before.
    fn fail(&mut self, error: &KeepError) {
        self.failed += 1;
        let (KeepError::Limit(error) | KeepError::Full(error) | KeepError::Other(error)) = error;
        if self.causes.insert(format!("{}: {}", error.message, error.help)) {
            self.output.report(error);
        }
    }

    /// Shows a body that was kept.
    fn show(&mut self, kept: &Kept, as_json: bool) {
        if let Some(why) = kept.why.as_ref().filter(|why| !matches!(why, IdentifyError::Undecodable(_))) {
            self.output.report(&Location::file(&kept.file).error(why.to_string(), why.help()));
        }
        self.output.show(if as_json { kept.to_json() } else { kept.to_string() });
    }
}
