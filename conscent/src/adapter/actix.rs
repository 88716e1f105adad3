//! A route for `actix-web` 4.

use std::convert::Infallible;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};

use actix_web::body::{BodySize, MessageBody};
use actix_web::web::{self, Payload};
use actix_web::{HttpRequest, HttpResponse, Route};
use bytes::Bytes;
use futures_core::Stream;
use http::header::CONNECTION;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Response};

use super::{answer, in_time};
use crate::door::{Arrived, Door, Refusal};

/// Creates the route of an endpoint. `actix-web` calls the closure for each of its threads, and all routes share the
/// endpoint:
///
/// ```no_run
/// # async fn serve(router: conscent::Router, auth: conscent::Auth) -> std::io::Result<()> {
/// use actix_web::{App, HttpServer};
/// use conscent::{Door, actix::route};
///
/// let door = Door::new(router, auth);
/// let app = move || {
///     App::new()
///         .route("/webhooks/pass_payment", route(door.clone().v1("pass_payment")))
///         .route("/webhooks", route(door.clone()))
/// };
/// HttpServer::new(app).bind("0.0.0.0:3000")?.run().await
/// # }
/// ```
///
/// A handler runs to its end even if the sender disconnects meanwhile. The endpoint rejects slow bodies. Set the other
/// limits on `HttpServer`, as [`serve`](crate::serve) sets them for `axum`:
///
/// ```no_run
/// # async fn serve(door: conscent::Door) -> std::io::Result<()> {
/// # use actix_web::{App, HttpServer};
/// # use conscent::{actix::route, door};
/// # use std::time::Duration;
/// let app = move || App::new().route("/webhooks", route(door.clone()));
/// HttpServer::new(app)
///     .client_request_timeout(Duration::from_secs(10)) // for a request head
///     .keep_alive(Duration::from_secs(10)) // between requests
///     .client_disconnect_timeout(Duration::from_secs(1)) // after the response to a body that was not read
///     .max_connections(512) // per worker
///     .shutdown_timeout(25) // seconds
///     .bind("0.0.0.0:3000")?
///     .run()
///     .await?;
/// // Wait for handlers whose senders have disconnected:
/// let _cut_off = tokio::time::timeout(Duration::from_secs(25), door::drained()).await;
/// # Ok(())
/// # }
/// ```
#[must_use]
pub fn route(door: Door) -> Route {
    // The route accepts every method, because the endpoint itself rejects those that are not allowed.
    web::route().to(move |request: HttpRequest, mut payload: Payload| {
        let door = door.clone();
        async move {
            let arrived = read(&door, &request, &mut payload).await;
            response(answer(door, arrived).await, payload)
        }
    })
}

async fn read(door: &Door, request: &HttpRequest, payload: &mut Payload) -> Result<Arrived, Refusal> {
    let (method, headers) = head(request).ok_or(Refusal::Incomplete)?;
    let mut admitted = door.admit(&method, &headers)?;
    let mut payload = pin!(payload);
    in_time(door.body_timeout, async {
        while let Some(piece) = poll_fn(|context| payload.as_mut().poll_next(context)).await {
            admitted.push(piece.map_err(|_| Refusal::Incomplete)?)?;
        }
        Ok(())
    })
    .await?;
    admitted.finish()
}

/// Converts the method and the headers from the types of http 0.2, which `actix-web` uses. Both versions accept the
/// same texts.
fn head(request: &HttpRequest) -> Option<(Method, HeaderMap)> {
    let method = Method::from_bytes(request.method().as_str().as_bytes()).ok()?;
    let mut headers = HeaderMap::new();
    for (name, value) in request.headers() {
        headers.append(HeaderName::from_bytes(name.as_ref()).ok()?, HeaderValue::from_bytes(value.as_bytes()).ok()?);
    }
    Some((method, headers))
}

fn response(response: Response<Bytes>, request: Payload) -> HttpResponse {
    let (head, body) = response.into_parts();
    let status = actix_web::http::StatusCode::from_u16(head.status.as_u16());
    let mut answer = HttpResponse::build(status.unwrap_or(actix_web::http::StatusCode::INTERNAL_SERVER_ERROR));
    for (name, value) in &head.headers {
        if name == CONNECTION {
            answer.force_close(); // setting the header alone would not close the connection
        } else {
            answer.append_header((name.as_str(), value.as_bytes()));
        }
    }
    answer.body(Answer { body, _request: request })
}

/// The body of a response, together with the unread rest of the request. If the rest of a chunked body has been
/// dropped, `actix-web` waits for its end without a time limit. While this value keeps it, `actix-web` closes the
/// connection after the response instead.
struct Answer {
    body: Bytes,
    _request: Payload,
}

impl MessageBody for Answer {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Bytes, Infallible>>> {
        let body = std::mem::take(&mut self.body);
        Poll::Ready((!body.is_empty()).then_some(Ok(body)))
    }
}
