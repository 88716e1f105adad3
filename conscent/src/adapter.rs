//! Adapters: each feeds the endpoint with the requests of a framework.

#[cfg(feature = "actix")]
pub mod actix;
#[cfg(feature = "axum")]
pub mod axum;
#[cfg(feature = "lambda")]
pub mod lambda;
#[cfg(feature = "tower")]
mod tower;

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::Duration;

use bytes::Bytes;
use http::Response;
use tokio::runtime::Handle;

use crate::door::{self, Arrived, Door, Refusal};

/// Answers a request, once it was read or rejected.
///
/// A server drops the future of a request whose sender disconnects, which would stop the handler half-way. So, within a
/// tokio runtime, a handler that has to wait for something goes on as a task of its own: what has arrived is handled.
/// One that is done at once needs no task.
async fn answer(door: Door, arrived: Result<Arrived, Refusal>) -> Response<Bytes> {
    let arrived = match arrived {
        Ok(arrived) => arrived,
        Err(refusal) => return door.refuse(refusal),
    };
    let mut dispatch = Box::pin(async move { door.dispatch(arrived).await });
    if let Poll::Ready(response) = at_once(dispatch.as_mut()).await {
        return response;
    }
    match Handle::try_current() {
        Ok(runtime) => runtime.spawn(dispatch).await.unwrap_or_else(|_stopped| door::failed()), // it is shutting down
        Err(_) => dispatch.await,
    }
}

/// Awaits the rest of a body for as long as it may take. Most bodies arrive with their head, and need no timer.
async fn in_time<T>(time: Duration, reading: impl Future<Output = Result<T, Refusal>>) -> Result<T, Refusal> {
    let mut reading = pin!(reading);
    if let Poll::Ready(read) = at_once(reading.as_mut()).await {
        return read;
    }
    match Handle::try_current() {
        Ok(_) => tokio::time::timeout(time, reading).await.unwrap_or(Err(Refusal::TooSlow)),
        Err(_) => reading.await,
    }
}

/// What a future gives at its first poll.
async fn at_once<F: Future>(mut future: Pin<&mut F>) -> Poll<F::Output> {
    poll_fn(|context| Poll::Ready(future.as_mut().poll(context))).await
}
