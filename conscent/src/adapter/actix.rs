//! `actix-web` 4: a route.

use std::future::poll_fn;
use std::pin::pin;

use actix_web::web::{self, Payload};
use actix_web::{HttpRequest, HttpResponse, Route};
use bytes::Bytes;
use futures_core::Stream;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Response};

use super::answer;
use crate::Delivery;
use crate::door::{Door, Refusal};

/// Makes the route of an endpoint. `actix-web` makes one for each of its threads, all with the same endpoint:
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
/// A handler runs to its end even if the sender disconnects meanwhile.
#[must_use]
pub fn route(door: Door) -> Route {
    // Every method: the endpoint itself rejects those that are not allowed.
    web::route().to(move |request: HttpRequest, payload: Payload| {
        let door = door.clone();
        async move {
            let delivery = read(&door, &request, payload).await;
            response(answer(&door, delivery).await)
        }
    })
}

async fn read(door: &Door, request: &HttpRequest, payload: Payload) -> Result<Delivery, Refusal> {
    let (method, headers) = head(request).ok_or(Refusal::Incomplete)?;
    let mut admitted = door.admit(&method, &headers)?;
    let mut payload = pin!(payload);
    while let Some(piece) = poll_fn(|context| payload.as_mut().poll_next(context)).await {
        admitted.push(piece.map_err(|_| Refusal::Incomplete)?)?;
    }
    admitted.finish()
}

/// Converts the method and the headers: `actix-web` has the types of http 0.2, which accept the same texts.
fn head(request: &HttpRequest) -> Option<(Method, HeaderMap)> {
    let method = Method::from_bytes(request.method().as_str().as_bytes()).ok()?;
    let mut headers = HeaderMap::new();
    for (name, value) in request.headers() {
        headers.append(HeaderName::from_bytes(name.as_ref()).ok()?, HeaderValue::from_bytes(value.as_bytes()).ok()?);
    }
    Some((method, headers))
}

fn response(response: Response<Bytes>) -> HttpResponse {
    let (head, body) = response.into_parts();
    let status = actix_web::http::StatusCode::from_u16(head.status.as_u16());
    let mut answer = HttpResponse::build(status.unwrap_or(actix_web::http::StatusCode::INTERNAL_SERVER_ERROR));
    for (name, value) in &head.headers {
        answer.append_header((name.as_str(), value.as_bytes()));
    }
    answer.body(body)
}
