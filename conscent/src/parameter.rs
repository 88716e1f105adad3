//! What a handler can take besides the event.

use std::fmt;
use std::ops::Deref;

use bytes::Bytes;

use crate::state::Has;
use crate::{Delivery, Meta, State, Unrouted};

/// The body of a delivery, byte for byte as it arrived. A handler can take it as a parameter. `Debug` shows its length only.
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

/// What every handler can take. `At` says where among the `States` it is, if it is one; it is inferred.
#[diagnostic::on_unimplemented(
    message = "a handler cannot take a `{Self}`",
    label = "not a parameter of a handler",
    note = "besides the event, a handler takes `conscent::State<T>`, `Meta`, `Raw` and `Delivery`, in any order"
)]
pub trait Parameter<States, At> {
    /// Gets it.
    fn take(states: &States, delivery: &Delivery) -> Self;
}

impl<States: Has<T, At>, T, At> Parameter<States, At> for State<T> {
    fn take(states: &States, _: &Delivery) -> Self {
        Self(states.get())
    }
}

impl<States> Parameter<States, ()> for Meta {
    fn take(_: &States, delivery: &Delivery) -> Self {
        delivery.meta().clone()
    }
}

impl<States> Parameter<States, ()> for Raw {
    fn take(_: &States, delivery: &Delivery) -> Self {
        Self(delivery.body().clone())
    }
}

impl<States> Parameter<States, ()> for Delivery {
    fn take(_: &States, delivery: &Delivery) -> Self {
        delivery.clone()
    }
}

/// What a fallback can take: the same, and the reason.
pub trait FallbackParameter<States, At> {
    /// Gets it.
    fn take(states: &States, delivery: &Delivery, why: &Unrouted) -> Self;
}

impl<States, At, P: Parameter<States, At>> FallbackParameter<States, (At,)> for P {
    fn take(states: &States, delivery: &Delivery, _: &Unrouted) -> Self {
        P::take(states, delivery)
    }
}

impl<States> FallbackParameter<States, ()> for Unrouted {
    fn take(_: &States, _: &Delivery, why: &Unrouted) -> Self {
        why.clone()
    }
}
