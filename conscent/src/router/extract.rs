//! The parameters that a handler can take in addition to the event.

use std::fmt;
use std::ops::Deref;

use bytes::Bytes;

use super::state::{Selector, State};
use super::unrouted::Unrouted;
use crate::{Delivery, Meta};

/// The body of a delivery, byte for byte as it arrived. A handler can take it as a parameter. `Debug` shows only its
/// length.
#[derive(Clone, PartialEq, Eq)]
pub struct Raw(pub Bytes);

impl Deref for Raw {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Raw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Raw(<{} bytes>)", self.0.len())
    }
}

/// A type that every handler and every fallback can take as a parameter: `State<T>`, `Meta`, `Raw`, `Delivery`, and
/// types of other crates, such as `Tx` of `conscent-inbox`.
///
/// Implement it for your own type to give handlers something that belongs to the delivery, such as a value from its
/// headers, or a value that the caller of the router attached to it. `At` is the position of a state among the
/// `States`, which only `State<T>` has. For your own type, use `()` as `At`, and implement the trait for all `States`.
///
/// ```
/// use conscent::{BoxError, Delivery, FromDeliveryParts, Router, conscent_handler, handlers};
///
/// /// The id that a proxy gave the request, for the log.
/// struct RequestId(String);
///
/// impl<States> FromDeliveryParts<States, ()> for RequestId {
///     fn extract(_: &States, delivery: &Delivery) -> Self {
///         Self(delivery.meta().header("x-request-id").unwrap_or("none").to_owned())
///     }
/// }
///
/// #[conscent_handler(raw_event = "gift.sent")]
/// async fn on_gift(RequestId(id): RequestId) -> Result<(), BoxError> {
///     if id == "42" { Ok(()) } else { Err(id.into()) }
/// }
///
/// # async fn example() -> Result<(), BoxError> {
/// let router = Router::with_fallback(|| ()).handlers(handlers![on_gift]).build()?;
/// let headers = http::HeaderMap::from_iter([("x-request-id".parse()?, "42".parse()?)]);
/// router.dispatch(Delivery::parse(r#"{"event": "gift.sent"}"#.into(), &headers)?).await?;
/// # Ok(())
/// # }
/// # let mut context = std::task::Context::from_waker(std::task::Waker::noop());
/// # assert!(matches!(std::pin::pin!(example()).poll(&mut context), std::task::Poll::Ready(Ok(()))));
/// ```
///
/// The extraction cannot fail. If the value may be missing, the type must express that, as `Option` does.
#[diagnostic::on_unimplemented(
    message = "handlers and fallbacks cannot take `{Self}`",
    label = "not a valid parameter type",
    note = "they take `State<T>`, `Meta`, `Raw`, `Delivery` and `Tx` of `conscent-inbox`, in any order; a handler takes its event first",
    note = "to take another type, implement `conscent::FromDeliveryParts` for it"
)]
pub trait FromDeliveryParts<States, At> {
    /// Extracts the parameter from a delivery or from the states of the router.
    fn extract(states: &States, delivery: &Delivery) -> Self;
}

/// Compiles only if a handler may take `P`, which is not a `State`.
pub const fn is_parameter<P: FromDeliveryParts<(), ()>>() {}

impl<States: Selector<T, At>, T, At> FromDeliveryParts<States, At> for State<T> {
    fn extract(states: &States, _: &Delivery) -> Self {
        Self(states.get())
    }
}

impl<States> FromDeliveryParts<States, ()> for Meta {
    fn extract(_: &States, delivery: &Delivery) -> Self {
        delivery.meta().clone()
    }
}

impl<States> FromDeliveryParts<States, ()> for Raw {
    fn extract(_: &States, delivery: &Delivery) -> Self {
        Self(delivery.body().clone())
    }
}

impl<States> FromDeliveryParts<States, ()> for Delivery {
    fn extract(_: &States, delivery: &Delivery) -> Self {
        delivery.clone()
    }
}

/// A type that a fallback can take as a parameter: the parameters of handlers, and the reason why the delivery was not
/// routed.
pub trait FromFallbackParts<States, At> {
    /// Extracts the parameter from an unrouted delivery or from the states of the router.
    fn extract(states: &States, delivery: &Delivery, why: &Unrouted) -> Self;
}

impl<States, At, P: FromDeliveryParts<States, At>> FromFallbackParts<States, (At,)> for P {
    fn extract(states: &States, delivery: &Delivery, _: &Unrouted) -> Self {
        <P as FromDeliveryParts<States, At>>::extract(states, delivery)
    }
}

impl<States> FromFallbackParts<States, ()> for Unrouted {
    fn extract(_: &States, _: &Delivery, why: &Unrouted) -> Self {
        why.clone()
    }
}
