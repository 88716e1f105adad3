//! The log messages of the inbox.

use std::fmt::{self, Write};
use std::sync::{Mutex, MutexGuard, Once, PoisonError};
use std::thread::{self, ThreadId};

use tracing::field::{Field, Visit};
use tracing::{Event, Metadata, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};

/// The messages of all tests. Each test has its own thread, and a single-threaded runtime stays on it.
static SAID: Mutex<Vec<(ThreadId, String)>> = Mutex::new(Vec::new());

static LISTENING: Once = Once::new();

/// Starts recording. A single subscriber for the whole program also records events whose call sites other tests have
/// reached before.
pub(crate) fn listen() {
    LISTENING.call_once(|| {
        tracing::subscriber::set_global_default(tracing_subscriber::registry().with(Ear)).expect("the only subscriber");
    });
}

/// The number of messages with this text that were logged in the thread of this test.
pub(crate) fn times(text: &str) -> usize {
    let here = thread::current().id();
    said().iter().filter(|(thread, message)| *thread == here && message.contains(text)).count()
}

fn said() -> MutexGuard<'static, Vec<(ThreadId, String)>> {
    SAID.lock().unwrap_or_else(PoisonError::into_inner)
}

struct Ear;

impl<S: Subscriber> Layer<S> for Ear {
    fn enabled(&self, metadata: &Metadata<'_>, _: Context<'_, S>) -> bool {
        metadata.target().starts_with("conscent")
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut text = Text(String::new());
        event.record(&mut text);
        said().push((thread::current().id(), text.0));
    }
}

struct Text(String);

impl Visit for Text {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let _ = write!(self.0, "{}={value:?} ", field.name()); // to a string, which cannot fail
    }
}
