//! The future of a capture.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_channel::oneshot::Receiver;

use super::error::CaptureError;
use super::queue::{Settled, thread_has_ended};

/// The future of a capture. It finishes once the lines are on the disk, or cannot be written.
///
/// It does not depend on an async runtime. If it is dropped, the lines are still written.
#[derive(Debug)]
#[must_use = "the delivery is on the disk only once this future finishes"]
pub struct Capturing {
    waits: Vec<Receiver<Settled>>,
    result: Settled,
    is_best_effort: bool,
}

impl Capturing {
    /// A capture without lines. If it `is_best_effort`, its result is always `Ok`.
    pub(super) fn new(is_best_effort: bool) -> Self {
        Self { waits: Vec::new(), result: Ok(()), is_best_effort }
    }

    /// Adds the result of a line that was handed to the writer.
    pub(super) fn add(&mut self, pushed: Result<Option<Receiver<Settled>>, CaptureError>) {
        match pushed {
            Ok(settled) => self.waits.extend(settled),
            Err(error) => self.fail(error),
        }
    }

    fn fail(&mut self, error: CaptureError) {
        if self.result.is_ok() {
            self.result = Err(error);
        }
    }
}

impl Future for Capturing {
    type Output = Settled;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Settled> {
        while let Some(next) = self.waits.last_mut() {
            // The writer sends a result for each line, unless its thread has ended.
            let settled = ready!(Pin::new(next).poll(context));
            self.waits.pop();
            if let Err(error) = settled.unwrap_or_else(|_| Err(thread_has_ended())) {
                self.fail(error);
            }
        }
        Poll::Ready(if self.is_best_effort { Ok(()) } else { self.result.clone() })
    }
}
