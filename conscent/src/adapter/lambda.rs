//! AWS Lambda, behind an API Gateway, a load balancer or a function URL.

use lambda_http::Error;

use crate::{Auth, Door, Router};

/// Serves the new webhooks until the runtime stops.
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
/// old webhooks, and for another limit of the body, give a [`Door`] to `lambda_http::run`.
///
/// # Errors
/// Those of `lambda_http::run`: the runtime's API cannot be reached.
pub async fn run(router: Router, auth: Auth) -> Result<(), Error> {
    lambda_http::run(Door::new(router, auth)).await
}
