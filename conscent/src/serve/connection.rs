//! One connection.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body;
use http_body_util::{Either, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpStream;
use tokio::sync::watch;
use tower_service::Service;

use super::peers::{Member, Peer};
use super::socket::Socket;
use crate::BoxError;
use crate::door::Refusal;

/// The approximate maximum size of a request head, as in other servers. `hyper` accepts a little more if the head arrives
/// in one piece; alone, it would buffer 400 KiB.
const HEAD_LIMIT: usize = 32 * 1024;

/// The stage of a server's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stage {
    Serving,
    /// Running requests are being finished.
    Stopping,
    /// The deadline has passed.
    Over,
}

/// Serves a connection to its end.
pub(super) async fn serve<S, B>(
    stream: TcpStream,
    app: S,
    member: Member,
    [header_timeout, write_timeout]: [Duration; 2],
    mut stage: watch::Receiver<Stage>,
) where
    S: Service<Request<Incoming>, Response = Response<B>> + Clone,
    S::Error: Into<BoxError>,
    B: Body<Data = Bytes> + 'static,
    B::Error: Into<BoxError>,
{
    let peer = &member.peer;
    let _delayed = stream.set_nodelay(true); // if this fails, responses may only be late
    let socket = Socket::new(stream, Arc::clone(peer), write_timeout);
    let app = TowerToHyperService::new(app);
    let requests = AtomicU64::new(0);
    let service = service_fn(move |request| {
        let number = requests.fetch_add(1, Ordering::Relaxed) + 1;
        let answered = Answered(peer);
        let served = if peer.is_ambiguous(number) { None } else { Some(app.call(request)) };
        async move {
            let _answered = answered;
            match served {
                None => Ok(Refusal::Framing.response(None).map(|body| Either::Left(Full::new(body)))),
                Some(served) => served.await.map(|response| response.map(Either::Right)),
            }
        }
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(header_timeout).half_close(true).max_buf_size(HEAD_LIMIT);
    let mut connection = pin!(http.serve_connection(TokioIo::new(socket), service));
    loop {
        tokio::select! {
            biased; // serve what has arrived before closing the connection
            _closed = connection.as_mut() => return, // by the sender, or after an error response to the sender
            () = peer.leave() => return,
            changed = stage.changed() => match *stage.borrow() {
                Stage::Stopping if changed.is_ok() => connection.as_mut().graceful_shutdown(),
                _ => return,
            }
        }
    }
}

/// Counts a request as answered when dropped.
struct Answered<'a>(&'a Peer);

impl Drop for Answered<'_> {
    fn drop(&mut self) {
        self.0.answered.fetch_add(1, Ordering::Relaxed);
        self.0.is_active();
    }
}
