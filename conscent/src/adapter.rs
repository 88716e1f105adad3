//! Adapters: each feeds the endpoint with the requests of a framework.

#[cfg(feature = "actix")]
pub mod actix;
#[cfg(feature = "axum")]
pub mod axum;
#[cfg(feature = "lambda")]
pub mod lambda;
#[cfg(feature = "tower")]
mod tower;

use bytes::Bytes;
use http::Response;
use tokio::runtime::Handle;

use crate::Delivery;
use crate::door::{self, Door, Refusal};

/// Answers a request, once it was read or rejected.
///
/// A server drops the future of a request whose sender disconnects, which would stop the handler half-way. So the
/// handler runs as a task of its own, within a tokio runtime: what has arrived is handled.
async fn answer(door: &Door, delivery: Result<Delivery, Refusal>) -> Response<Bytes> {
    let delivery = match delivery {
        Ok(delivery) => delivery,
        Err(refusal) => return door.refuse(refusal),
    };
    let Ok(runtime) = Handle::try_current() else { return door.dispatch(delivery).await };
    let door = door.clone();
    let task = runtime.spawn(async move { door.dispatch(delivery).await });
    task.await.unwrap_or_else(|_stopped| door::failed()) // the runtime is shutting down
}
