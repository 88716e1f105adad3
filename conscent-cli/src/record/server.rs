//! The receiver.

use super::Args;
use super::store::{Kept, Store};
use crate::outcome::{Failure, tell};
use crate::show::{count, printable};
use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use conscent_codegen::diagnostic::{Diagnostic, Place};
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::runtime;
use tokio::sync::watch;

/// How long the end of the program waits for senders that are not done. What is not whole by then is not kept, and not answered.
const PATIENCE: Duration = Duration::from_secs(5);

/// What all requests share.
struct Recorder {
    taken: Mutex<Taken>,
    /// Tells that nothing more is to be taken.
    stop: watch::Sender<bool>,
    json: bool,
}

struct Taken {
    store: Store,
    number: usize,
    /// Why the program ends before it is asked to.
    failure: Option<Failure>,
}

/// Receives until the program is asked to end.
pub(super) fn serve(args: &Args) -> Result<(), Failure> {
    let store = Store::new(args.out.clone()).map_err(|error| unwritable(&args.out, &error))?;
    let taken = Mutex::new(Taken { store, number: 0, failure: None });
    let recorder = Arc::new(Recorder { taken, stop: watch::Sender::new(false), json: args.json });
    // One thread: a body is on the disk before the next one is looked at.
    let runtime = runtime::Builder::new_current_thread().enable_all().build();
    runtime
        .and_then(|runtime| runtime.block_on(listen(args, &recorder)))
        .map_err(|error| Place::file(args.listen.to_string()).says("cannot be listened at", error.to_string()))?;
    let mut taken = recorder.taken.lock().unwrap_or_else(PoisonError::into_inner);
    match taken.failure.take() {
        Some(failure) => Err(failure),
        None if args.json => Ok(()),
        None => Ok(writeln!(io::stdout(), "{} recorded", count(taken.number, "webhook"))?),
    }
}

async fn listen(args: &Args, recorder: &Arc<Recorder>) -> io::Result<()> {
    // Heard from here on: who reads that it listens may end it at once.
    let end = signals()?;
    let listener = TcpListener::bind(args.listen).await?;
    // Where nobody listens there is nobody to tell.
    let _ = writeln!(io::stderr(), "listening on http://{}; Ctrl-C ends", listener.local_addr()?);
    let route = post(take).layer(DefaultBodyLimit::max(args.max_bytes.get())).with_state(Arc::clone(recorder));
    let asked = Arc::clone(recorder);
    tokio::spawn(async move {
        end.await;
        asked.stop.send_replace(true);
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

/// Waits until nothing more is to be taken.
fn stopped(recorder: &Recorder) -> impl Future<Output = ()> + Send + 'static {
    let mut stop = recorder.stop.subscribe();
    async move {
        // The sender lives as long as the server, which ends after this.
        let _ = stop.wait_for(|stop| *stop).await;
    }
}

/// Ends with the first Ctrl-C or SIGTERM.
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
async fn take(State(recorder): State<Arc<Recorder>>, body: Result<Bytes, BytesRejection>) -> Response {
    let body = match body {
        Ok(body) => body,
        Err(refused) => {
            let hint = if refused.status() == StatusCode::PAYLOAD_TOO_LARGE { "; see --max-bytes" } else { "" };
            tell(&Place::file("a delivery").says("refused", format!("{}{hint}", refused.body_text())));
            return refused.into_response();
        }
    };
    let mut taken = recorder.taken.lock().unwrap_or_else(PoisonError::into_inner);
    let kept = match taken.store.keep(&body) {
        Ok(kept) => kept,
        Err(error) => {
            taken.failure = Some(unwritable(taken.store.root(), &error).into());
            recorder.stop.send_replace(true);
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        }
    };
    taken.number += 1;
    if let Err(error) = print(&kept, recorder.json) {
        taken.failure = Some(error.into());
        recorder.stop.send_replace(true);
    }
    StatusCode::OK.into_response()
}

fn print(kept: &Kept, as_json: bool) -> io::Result<()> {
    let mut out = io::stdout().lock();
    if as_json {
        serde_json::to_writer(&mut out, kept)?;
        return writeln!(out);
    }
    let event = match (kept.api, &kept.event) {
        (Some(api), Some(event)) => format!("{api} {}", printable(event)),
        (Some(api), None) => format!("{api} unnamed event"),
        (None, _) => "undecodable".to_owned(),
    };
    writeln!(out, "{event}: {} -> {}", count(kept.bytes, "byte"), printable(&kept.file.to_string_lossy()))
}

fn unwritable(folder: &Path, error: &io::Error) -> Diagnostic {
    Place::file(folder).says("cannot be written", error.to_string())
}
