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

/// A parameter that every handler can take. `At` is the position of a state among the `States`; the compiler infers it.
#[diagnostic::on_unimplemented(
    message = "a handler cannot take a `{Self}`",
    label = "not a parameter of a handler",
    note = "after the event, a handler takes `conscent::State<T>`, `Meta`, `Raw` and `Delivery`, in any order"
)]
pub trait FromDeliveryParts<States, At> {
    /// Extracts the parameter from a delivery or from the states of the router.
    fn extract(states: &States, delivery: &Delivery) -> Self;
}

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

/// A parameter that a fallback can take: those of a handler, and the reason why the delivery was not routed.
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
