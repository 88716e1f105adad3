//! A server for `axum` and every other `tower` service. Slow senders cannot block it, and it loses no delivery when it
//! is stopped. It speaks HTTP/1.1.
//!
//! ```no_run
//! # async fn serve(router: conscent::Router, auth: conscent::Auth) -> std::io::Result<()> {
//! use conscent::serve::Server;
//!
//! let app = axum::Router::new().route("/webhooks", conscent::axum::route(router, auth));
//! let shutdown = Server::new().run("0.0.0.0:3000", app).await?;
//! println!("{shutdown}");
//! # Ok(())
//! # }
//! ```
//!
//! A [`Door`](crate::Door) is a service too, and can be passed instead of `app`. It then responds at every path.
//!
//! # Time and load
//!
//! | subject | limit | default | at the limit |
//! |---|---|---|---|
//! | time without a complete request head, at the start of a connection or between requests | [`Server::header_timeout`] | 10 s | the connection is closed |
//! | the size of a request head | | about 32 KiB | 431, and the connection is closed |
//! | a request head with both `Content-Length` and `Transfer-Encoding` | | | 400, and the connection is closed |
//! | time for a body | [`Door::body_timeout`](crate::Door::body_timeout) | 10 s | 408, and the connection is closed |
//! | bodies and deliveries in flight | [`Door::in_flight`](crate::Door::in_flight) | 16 MiB, 1,024 | 503 |
//! | time during which a sender accepts no part of a response | [`Server::write_timeout`] | 10 s | the connection is closed |
//! | the number of connections | [`Server::connections`] | 1,024 | another connection is closed |
//!
//! When the number of connections is at its limit, or the process has no file descriptors left, a new connection is
//! still served: of the connections that wait for a request head, the one that has waited longest is closed. If no
//! connection waits for a head, the one that has waited longest for the rest of a body is closed. A connection whose
//! request has arrived completely is never closed to make room. With the feature `metrics`, `conscent_evictions_total`
//! counts the connections that were closed to make room.
//!
//! # Shutdown
//!
//! After the signal, the server accepts no more connections. It closes idle connections immediately, and responds to
//! requests that have arrived. Then it waits for deliveries whose senders have disconnected, over all endpoints of the
//! program. All of that takes no longer than [`Server::deadline`], 25 seconds by default, because orchestrators kill a
//! program after 30. [`Shutdown`] says what was finished and what was cut off.

mod connection;
mod framing;
mod peers;
mod socket;

use std::fmt;
use std::io;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body;
use hyper::body::Incoming;
use tokio::net::{TcpListener, TcpStream, ToSocketAddrs};
use tokio::sync::watch;
use tokio::time::timeout;
use tower_service::Service;

use crate::telemetry::report;
use crate::{BoxError, door};
use connection::Stage;
use peers::Peers;

/// The time that a server waits before it tries again to accept a connection.
const PAUSE: Duration = Duration::from_millis(20);

/// Serves an `axum` or `tower` service, within limits for slow senders. See the [module](self).
#[derive(Clone, Debug)]
#[must_use = "call `.run(…)` to start the server"]
pub struct Server {
    header_timeout: Duration,
    write_timeout: Duration,
    connections: usize,
    deadline: Duration,
}

impl Default for Server {
    fn default() -> Self {
        Self::new()
    }
}

impl Server {
    /// Creates a server with the default limits in the [module's table](self).
    pub const fn new() -> Self {
        Self {
            header_timeout: Duration::from_secs(10),
            write_timeout: Duration::from_secs(10),
            connections: 1024,
            deadline: Duration::from_secs(25),
        }
    }

    /// Changes how long a connection may be without a complete request head, before its first request and between
    /// requests.
    pub const fn header_timeout(mut self, time: Duration) -> Self {
        self.header_timeout = time;
        self
    }

    /// Changes how long a sender may go without accepting any part of a response.
    pub const fn write_timeout(mut self, time: Duration) -> Self {
        self.write_timeout = time;
        self
    }

    /// Changes the maximum number of connections, which is at least 1.
    pub const fn connections(mut self, count: usize) -> Self {
        self.connections = if count == 0 { 1 } else { count };
        self
    }

    /// Changes the maximum time for the shutdown after the signal.
    pub const fn deadline(mut self, time: Duration) -> Self {
        self.deadline = time;
        self
    }

    /// Listens at `address`, and serves until Ctrl-C or SIGTERM. Then it finishes the requests that are running.
    ///
    /// # Errors
    /// The address cannot be used, or the process cannot listen for signals. An error of one connection does not affect
    /// the others.
    pub async fn run<S, B>(self, address: impl ToSocketAddrs, app: S) -> io::Result<Shutdown>
    where
        S: Service<Request<Incoming>, Response = Response<B>> + Clone + Send + 'static,
        S::Future: Send,
        S::Error: Into<BoxError>,
        B: Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        let signal = terminated()?;
        self.serve(TcpListener::bind(address).await?, app, signal).await
    }

    /// Serves until `signal`, a future, completes; [`terminated`] is one. Then it finishes the requests that are
    /// running.
    ///
    /// # Errors
    /// The listener cannot be used. An error of one connection does not affect the others.
    pub async fn serve<S, B>(
        self,
        listener: TcpListener,
        app: S,
        signal: impl Future<Output = ()>,
    ) -> io::Result<Shutdown>
    where
        S: Service<Request<Incoming>, Response = Response<B>> + Clone + Send + 'static,
        S::Future: Send,
        S::Error: Into<BoxError>,
        B: Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        listener.local_addr()?;
        let peers = Arc::new(Peers::new());
        let (stages, stage) = watch::channel(Stage::Serving);
        let mut signal = pin!(signal);
        let mut connections = 0_u64;
        while let Some(stream) = self.next(&listener, &peers, signal.as_mut()).await {
            connections += 1;
            let timeouts = [self.header_timeout, self.write_timeout];
            let member = peers.add();
            tokio::spawn(connection::serve(stream, app.clone(), member, timeouts, stage.clone()));
        }
        drop(listener);
        let ended = door::ended();
        stages.send_replace(Stage::Stopping);
        let finished = async {
            peers.none().await;
            door::drained().await;
        };
        let is_cut_off = timeout(self.deadline, finished).await.is_err();
        let shutdown = Shutdown {
            connections,
            finished: door::ended() - ended,
            cut_off: door::running(),
            unanswered: if is_cut_off { peers.len() } else { 0 },
        };
        stages.send_replace(Stage::Over);
        Ok(shutdown)
    }

    /// The next connection, once there is room for it. `None` after the signal.
    async fn next(
        &self,
        listener: &TcpListener,
        peers: &Peers,
        mut signal: Pin<&mut impl Future<Output = ()>>,
    ) -> Option<TcpStream> {
        let accepting = async {
            let stream = loop {
                match listener.accept().await {
                    Ok((stream, _)) => break stream,
                    Err(error) if is_of_one_connection(&error) => {}
                    // The process has no file descriptors or no memory left. Handlers may need some too, so this makes
                    // room for more than the one connection.
                    Err(_) => {
                        report::evicted(peers.evict(1 + peers.len() / 8));
                        let _still_full = timeout(PAUSE, peers.left()).await;
                    }
                }
            };
            // Connections also close by themselves, so the number of open ones is read once in each round.
            while let Some(excess @ 1..) = (peers.len() + 1).checked_sub(self.connections) {
                report::evicted(peers.evict(excess));
                let _still_full = timeout(PAUSE, peers.left()).await;
            }
            stream
        };
        tokio::select! {
            biased;
            () = signal.as_mut() => None,
            stream = accepting => Some(stream),
        }
    }
}

/// Whether the error concerns one connection, so that the next one may succeed.
fn is_of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, Interrupted};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset | Interrupted)
}

/// How a server has stopped. `Display` summarizes it in a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Shutdown {
    /// The total number of connections that were served.
    pub connections: u64,
    /// The number of deliveries that were finished after the signal, over all endpoints of the program.
    pub finished: usize,
    /// The number of deliveries whose handlers were still running at the deadline. They end halfway, with the program.
    pub cut_off: usize,
    /// The number of connections that were still open at the deadline.
    pub unanswered: usize,
}

impl fmt::Display for Shutdown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { connections, finished, cut_off, unanswered } = self;
        write!(f, "stopped after {connections} connections: finished {finished} deliveries")?;
        if *cut_off > 0 || *unanswered > 0 {
            write!(f, ", cut off {cut_off} deliveries and {unanswered} connections")?;
        }
        Ok(())
    }
}

/// Waits for the usual signals to stop: Ctrl-C or, on Unix, SIGTERM. Signals are noticed from this call on, not only
/// once the future is polled.
///
/// ```no_run
/// # fn listen() -> std::io::Result<()> {
/// let stop = conscent::serve::terminated()?;
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// The process cannot listen for signals.
///
/// # Panics
/// Called outside of a tokio runtime.
pub fn terminated() -> io::Result<impl Future<Output = ()> + Send> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};

        let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        Ok(async move {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
        })
    }
    #[cfg(not(unix))]
    Ok(async {
        // If the signal cannot be received, the program does not stop by itself.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending().await
        }
    })
}
