//! AWS Lambda, behind an API Gateway, a load balancer or a function URL.

/// Serves Conscent.ai's new webhooks until the runtime stops. Needs the feature `types`.
///
/// ```no_run
/// # fn router() -> conscent::Router { unimplemented!() }
/// # fn auth() -> conscent::Auth { unimplemented!() }
/// #[tokio::main]
/// async fn main() -> Result<(), lambda_http::Error> {
///     conscent::lambda::run(router(), auth()).await
/// }
/// ```
///
/// The signature is checked over the bytes that the sender sent, even if the gateway forwards them as base64. For the
/// old webhooks, for another vendor, or for another body limit, pass a [`Door`](crate::Door) to `lambda_http::run`.
///
/// # Errors
/// The error of `lambda_http::run`: the runtime's API cannot be reached.
#[cfg(feature = "types")]
pub async fn run(router: crate::Router, auth: crate::Auth) -> Result<(), lambda_http::Error> {
    lambda_http::run(crate::Door::new(router, auth)).await
}
