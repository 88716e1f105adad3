//! Adapters, which connect the endpoint to web frameworks.

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

/// Builds the response to a request that was read or rejected.
///
/// When a sender disconnects, a server drops the future of its request, which would stop the handler halfway. So,
/// within a tokio runtime, a handler that has to wait continues in its own task, and the delivery is still handled. A
/// handler that finishes immediately needs no task.
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
        Ok(runtime) => runtime.spawn(dispatch).await.unwrap_or_else(|_stopped| door::failed()), // the runtime is shutting down
        Err(_) => dispatch.await,
    }
}

/// Awaits the rest of a body until the time limit. Most bodies arrive with their head, and need no timer.
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

/// Polls a future once.
async fn at_once<F: Future>(mut future: Pin<&mut F>) -> Poll<F::Output> {
    poll_fn(|context| Poll::Ready(future.as_mut().poll(context))).await
}
