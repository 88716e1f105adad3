//! How a worker treats the error of a handler: when it tries again, and what it stores of the error.

use std::error::Error;
use std::fmt::{self, Write};
use std::iter;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use conscent::BoxError;

/// A handler's error that prevents further attempts: the delivery becomes a dead letter immediately.
///
/// A worker finds it anywhere in the chain of [`source`](Error::source)s.
///
/// ```
/// use conscent::{BoxError, conscent_handler, v2::PurchasePass};
/// use conscent_inbox::GiveUp;
///
/// #[conscent_handler(event = "purchase.pass")]
/// async fn on_pass(event: PurchasePass) -> Result<(), BoxError> {
///     let purchase = event.purchase().ok_or_else(|| GiveUp::new("no purchase"))?; // another attempt would not find it either
///     println!("{}", purchase.require_id()?);
///     Ok(())
/// }
/// ```
#[derive(Debug)]
pub struct GiveUp(BoxError);

/// A handler's error that sets the delay until the next attempt, instead of the [back-off](crate::worker::Backoff). The
/// delay is at most a day, and the attempt counts like any other.
///
/// A worker finds it anywhere in the chain of [`source`](Error::source)s.
#[derive(Debug)]
pub struct RetryAfter(Duration, BoxError);

/// The longest delay that a handler can set.
pub(crate) const LONGEST_DELAY: Duration = Duration::from_hours(24);

/// The maximum length of a stored error, in bytes.
const LONGEST_TEXT: usize = 4096;

/// The maximum number of errors read from one chain.
const LONGEST_CHAIN: usize = 64;

impl GiveUp {
    /// Creates the error from its reason.
    pub fn new(reason: impl Into<BoxError>) -> Self {
        Self(reason.into())
    }
}

impl RetryAfter {
    /// Creates the error from a delay and a reason.
    pub fn new(delay: Duration, reason: impl Into<BoxError>) -> Self {
        Self(delay, reason.into())
    }

    /// The delay.
    #[must_use]
    pub fn delay(&self) -> Duration {
        self.0
    }
}

impl fmt::Display for GiveUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("gave up")
    }
}

impl fmt::Display for RetryAfter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "retry after {} s", self.0.as_secs())
    }
}

impl Error for GiveUp {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(self.0.as_ref())
    }
}

impl Error for RetryAfter {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(self.1.as_ref())
    }
}

/// What an error says about the next attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Advice {
    /// Nothing, so the worker's back-off decides.
    None,
    After(Duration),
    GiveUp,
}

/// The errors of a chain, the outermost first.
fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    iter::successors(Some(error), |&error| error.source()).take(LONGEST_CHAIN)
}

/// The advice of the outermost error in a chain that gives any.
pub(crate) fn advice(error: &(dyn Error + 'static)) -> Advice {
    let advice = |error: &(dyn Error + 'static)| {
        if error.is::<GiveUp>() {
            return Some(Advice::GiveUp);
        }
        error.downcast_ref::<RetryAfter>().map(|error| Advice::After(error.0.min(LONGEST_DELAY)))
    };
    catch_unwind(AssertUnwindSafe(|| chain(error).find_map(advice))).ok().flatten().unwrap_or(Advice::None)
}

/// The texts of a chain of errors, `outer: inner: innermost`, up to the stored length.
pub(crate) fn text(error: &(dyn Error + 'static)) -> String {
    let mut text = Bounded(String::new());
    let write = |text: &mut Bounded| {
        for (place, error) in chain(error).enumerate() {
            let colon = if place == 0 { "" } else { ": " };
            write!(text, "{colon}{error}")?;
        }
        Ok::<_, fmt::Error>(())
    };
    // The text ends early if it is full, or if the errors' own code panics. What has been written by then remains.
    let _ = catch_unwind(AssertUnwindSafe(|| write(&mut text)));
    text.0
}

/// A text with a maximum length.
struct Bounded(String);

impl Write for Bounded {
    fn write_str(&mut self, more: &str) -> fmt::Result {
        let room = LONGEST_TEXT - self.0.len();
        self.0.push_str(&more[..more.floor_char_boundary(room)]);
        if more.len() > room { Err(fmt::Error) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests;
