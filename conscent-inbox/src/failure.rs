//! What a worker learns from the error of a handler: when to try again, and what to store of it.

use std::error::Error;
use std::fmt::{self, Write};
use std::iter;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use conscent::BoxError;

/// An error of a handler after which no other attempt is made: the delivery is a dead letter at once.
///
/// A worker finds it anywhere along [`source`](Error::source).
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

/// An error of a handler that says when to try again: after so long, and not after what the
/// [back-off](crate::worker::Backoff) says. It is a day at most, and the attempt counts as any other.
///
/// A worker finds it anywhere along [`source`](Error::source).
#[derive(Debug)]
pub struct RetryAfter(Duration, BoxError);

/// The longest time for which a handler can put a delivery off.
pub(crate) const LONGEST_DELAY: Duration = Duration::from_hours(24);

/// The most that is stored of an error, in bytes.
const LONGEST_TEXT: usize = 4096;

/// The most errors of one chain that are looked at.
const LONGEST_CHAIN: usize = 64;

impl GiveUp {
    /// Makes it of the error that is the reason.
    pub fn new(reason: impl Into<BoxError>) -> Self {
        Self(reason.into())
    }
}

impl RetryAfter {
    /// Makes it of a delay, and of the error that is the reason.
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
        write!(f, "to be tried again after {} s", self.0.as_secs())
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
    /// Nothing: the worker's back-off decides.
    None,
    After(Duration),
    GiveUp,
}

/// The errors of a chain, the outermost first.
fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    iter::successors(Some(error), |&error| error.source()).take(LONGEST_CHAIN)
}

/// What the outermost error of a chain that says something says.
pub(crate) fn advice(error: &(dyn Error + 'static)) -> Advice {
    let advice = |error: &(dyn Error + 'static)| {
        if error.is::<GiveUp>() {
            return Some(Advice::GiveUp);
        }
        error.downcast_ref::<RetryAfter>().map(|error| Advice::After(error.0.min(LONGEST_DELAY)))
    };
    catch_unwind(AssertUnwindSafe(|| chain(error).find_map(advice))).ok().flatten().unwrap_or(Advice::None)
}

/// The texts of a chain of errors, `outer: inner: innermost`, as much as is stored.
pub(crate) fn text(error: &(dyn Error + 'static)) -> String {
    let mut text = Bounded(String::new());
    let write = |text: &mut Bounded| {
        for (place, error) in chain(error).enumerate() {
            let colon = if place == 0 { "" } else { ": " };
            write!(text, "{colon}{error}")?;
        }
        Ok::<_, fmt::Error>(())
    };
    // It ends early if the text is full. The code of the errors is the user's, and may panic: what it has written remains.
    let _ = catch_unwind(AssertUnwindSafe(|| write(&mut text)));
    text.0
}

/// A text that takes no more than it may have.
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
