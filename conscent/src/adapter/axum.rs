//! A route for `axum` 0.8.

use std::convert::Infallible;

use ::axum::routing::{MethodRouter, any_service};

use crate::Door;

/// Creates the route of Conscent.ai's new webhooks. Needs the feature `types`.
///
/// ```no_run
/// # async fn serve(router: conscent::Router, auth: conscent::Auth) -> std::io::Result<()> {
/// let app = axum::Router::new().route("/webhooks", conscent::axum::route(router, auth));
/// let listener = tokio::net::TcpListener::bind("0.0.0.0:3000").await?;
/// axum::serve(listener, app).await
/// # }
/// ```
///
/// `conscent::serve` (with its feature) limits the time and the number of connections of senders. `axum::serve` does
/// not.
///
/// For the old webhooks, for another vendor, or for another body limit, use [`mount`].
#[cfg(feature = "types")]
pub fn route<S: Clone>(router: crate::Router, auth: crate::Auth) -> MethodRouter<S, Infallible> {
    mount(Door::new(router, auth))
}

/// Creates the route of any endpoint.
///
/// ```
/// # fn routes(router: conscent::Router, auth: conscent::Auth) -> axum::Router {
/// use conscent::{Door, axum::mount};
///
/// let door = Door::new(router, auth).body_limit(1024 * 1024);
/// axum::Router::new()
///     .route("/webhooks/pass_payment", mount(door.clone().v1("pass_payment")))
///     .route("/webhooks", mount(door))
/// # }
/// ```
pub fn mount<S: Clone>(door: Door) -> MethodRouter<S, Infallible> {
    any_service(door) // every method, because the endpoint itself rejects those that are not allowed
}
