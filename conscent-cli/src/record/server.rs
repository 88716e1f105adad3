//! The HTTP server that receives webhooks.

use super::Args;
use super::store::{Kept, Store};
use crate::exit::{Failure, print_error};
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
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::runtime;
use tokio::sync::watch;

/// How long the program waits at its end for deliveries in progress. Those that need longer are neither kept nor answered.
/// A body of the default limit, 64 KiB, takes about half a second at 1 Mbit/s.
const PATIENCE: Duration = Duration::from_secs(5);

/// The state that all requests share.
struct Recorder {
    log: Mutex<Log>,
    /// Turns true when the program is about to end.
    stop: watch::Sender<bool>,
    json: bool,
}

struct Log {
    store: Store,
    number: usize,
    /// The error that ends the program.
    failure: Option<Failure>,
}

/// Receives until a signal or an error ends the program.
pub(super) fn serve(args: &Args) -> Result<(), Failure> {
    let store = Store::new(args.vendor.read()?, args.api.clone(), args.out.clone())?;
    let log = Mutex::new(Log { store, number: 0, failure: None });
    let recorder = Arc::new(Recorder { log, stop: watch::Sender::new(false), json: args.json });
    // One thread is enough: bodies are written one after another.
    let runtime = runtime::Builder::new_current_thread().enable_all().build();
    runtime
        .and_then(|runtime| runtime.block_on(listen(args, &recorder)))
        .map_err(|error| Location::file(args.listen.to_string()).error("cannot listen there", error.to_string()))?;
    let mut log = recorder.log.lock().unwrap_or_else(PoisonError::into_inner);
    match log.failure.take() {
        Some(failure) => Err(failure),
        None if args.json => Ok(()),
        None => Ok(writeln!(io::stdout(), "{} recorded", count(log.number, "webhook"))?),
    }
}

async fn listen(args: &Args, recorder: &Arc<Recorder>) -> io::Result<()> {
    // Installed first: a program that reads the line below may send a signal at once.
    let end = signals()?;
    let listener = TcpListener::bind(args.listen).await?;
    // If standard error is closed, the address is not shown.
    let _ = writeln!(io::stderr(), "listening on http://{}; Ctrl-C ends", listener.local_addr()?);
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
        // An error would mean that the sender is dropped, but the recorder outlives the server.
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
            print_error(&Location::file("a delivery").error("rejected", format!("{}{hint}", rejection.body_text())));
            return rejection.into_response();
        }
    };
    let mut log = recorder.log.lock().unwrap_or_else(PoisonError::into_inner);
    let header = |name: &str| headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    let kept = match log.store.keep(header, &body) {
        Ok(kept) => kept,
        Err(error) => {
            log.failure = Some(error.into());
            recorder.stop.send_replace(true);
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        }
    };
    log.number += kept.len();
    if let Err(error) = kept.iter().try_for_each(|kept| print(kept, recorder.json)) {
        log.failure = Some(error.into());
        recorder.stop.send_replace(true);
    }
    StatusCode::OK.into_response()
}

fn print(kept: &Kept, as_json: bool) -> io::Result<()> {
    if let Some(why @ (IdentifyError::Unnamed(_) | IdentifyError::Ambiguous(_))) = &kept.why {
        print_error(&Location::file(&kept.file).error(why.to_string(), why.help()));
    }
    let mut out = io::stdout().lock();
    if as_json {
        serde_json::to_writer(&mut out, kept)?;
        return writeln!(out);
    }
    let event = match (&kept.api, &kept.event, &kept.why) {
        (Some(api), Some(event), _) => format!("{api} {}", printable(event)),
        (.., Some(IdentifyError::Undecodable(_))) => "undecodable".to_owned(),
        _ => "unnamed event".to_owned(),
    };
    writeln!(out, "{event}: {} -> {}", count(kept.bytes, "byte"), printable(&kept.file.to_string_lossy()))
}
