//! The metrics, spans and events of a worker, which contain nothing from a body or from a handler's error.
#![cfg(all(feature = "sqlite", feature = "metrics", feature = "tracing"))]

use std::collections::BTreeMap;
use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use conscent::{BoxError, Delivery, Router, samples, v2};
use conscent_inbox::worker::Backoff;
use conscent_inbox::{GiveUp, Inbox, State, Tx};
use http::HeaderMap;
use metrics_util::debugging::{DebugValue, DebuggingRecorder, Snapshotter};
use tokio::time::sleep;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id};
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};

const PERSON: &str = "jo@mail.in";

/// The spans and events of the inbox, a line for each.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<String>>>);

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        // Writing to a text cannot fail.
        let _ = match field.name() {
            "dedupe_key" | "message" => write!(self.0, " {value:?}"),
            "id" => write!(self.0, " id"),
            name => write!(self.0, " {name}={value:?}"),
        };
    }
}

impl<S: Subscriber> Layer<S> for Lines {
    fn on_new_span(&self, attributes: &Attributes<'_>, _: &Id, _: Context<'_, S>) {
        if attributes.metadata().target().starts_with("conscent_inbox") {
            let mut line = Line(attributes.metadata().name().to_owned());
            attributes.record(&mut line);
            self.0.lock().unwrap().push(line.0);
        }
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if event.metadata().target().starts_with("conscent_inbox") {
            let mut line = Line(event.metadata().level().to_string());
            event.record(&mut line);
            self.0.lock().unwrap().push(line.0);
        }
    }
}

/// The counters, the number of records in each histogram, and the gauges that exist, by name and labels.
fn numbers(snapshotter: &Snapshotter) -> BTreeMap<String, usize> {
    let of = |value: &DebugValue| match value {
        DebugValue::Counter(count) => usize::try_from(*count).unwrap(),
        DebugValue::Histogram(values) => values.len(),
        DebugValue::Gauge(_) => 0,
    };
    let snapshot = snapshotter.snapshot().into_vec();
    let inbox = snapshot.iter().filter(|(key, ..)| key.key().name().starts_with("conscent_inbox_"));
    let named = inbox.map(|(key, _, _, value)| {
        let labels: Vec<_> = key.key().labels().map(|label| format!("{}={}", label.key(), label.value())).collect();
        (format!("{} {}", key.key().name(), labels.join(" ")), of(value))
    });
    named.collect()
}

async fn settled(inbox: &Inbox) {
    for _ in 0..500 {
        let stats = inbox.stats().await.unwrap();
        if stats.count(State::Waiting) + stats.count(State::Running) == 0 {
            return;
        }
        sleep(Duration::from_millis(20)).await;
    }
    panic!("every delivery is done or dead in 10 seconds");
}

fn delivery(event: &str) -> Delivery {
    let body = format!(r#"{{"event": "{event}", "email": "{PERSON}"}}"#);
    Delivery::parse(body.into(), &HeaderMap::new()).unwrap()
}

#[tokio::test]
async fn a_worker_reports_what_it_does() {
    let (recorder, lines) = (DebuggingRecorder::new(), Lines::default());
    let snapshotter = recorder.snapshotter();
    let _metrics = metrics::set_default_local_recorder(&recorder);
    let _tracing = tracing::subscriber::set_default(tracing_subscriber::registry().with(lines.clone()));

    let folder = tempfile::tempdir().unwrap();
    let inbox = Inbox::open(&format!("sqlite://{}", folder.path().join("inbox.db").display())).await.unwrap();
    let router = Router::with_fallback(async |delivery: Delivery, mut tx: Tx<conscent_inbox::Sqlite>| {
        if delivery.event() == "poison" {
            return Err(GiveUp::new(format!("{PERSON} is unknown")).into());
        }
        tx.conn().await?;
        Ok::<(), BoxError>(())
    });
    let nothing = Duration::ZERO;
    let worker = inbox.worker(router.build().unwrap()).api(&v2::API).backoff(Backoff::new(nothing, nothing));
    let worker = worker.start().unwrap();
    for one in [delivery("poison"), delivery("gift.sent"), conscent::test::delivery(&samples::purchase_pass())] {
        inbox.store(one.clone()).await.unwrap();
        inbox.store(one).await.unwrap();
    }
    settled(&inbox).await;
    worker.stop().await;

    let expected = [
        ("conscent_inbox_attempts_total api=v2 outcome=dead", 1),
        ("conscent_inbox_attempts_total api=v2 outcome=done", 2),
        ("conscent_inbox_dead ", 0),
        ("conscent_inbox_oldest_seconds ", 0),
        ("conscent_inbox_running ", 0),
        ("conscent_inbox_seconds api=v2", 2),
        ("conscent_inbox_stored_total api=v2 outcome=duplicate", 3),
        ("conscent_inbox_stored_total api=v2 outcome=new", 3),
        ("conscent_inbox_waiting ", 0),
    ];
    assert_eq!(numbers(&snapshotter), expected.map(|(name, count)| (name.to_owned(), count)).into());

    let lines = lines.0.lock().unwrap();
    let has = |start: &str| assert!(lines.iter().any(|line| line.starts_with(start)), "{start}: {lines:#?}");
    has("attempt id api=\"v2\" \"poison:-:-:");
    has("attempt id api=\"v2\" \"gift.sent:-:-:");
    has("attempt id api=\"v2\" event=\"purchase.pass\" \"purchase.pass:");
    has("ERROR a delivery is dead id api=\"v2\" \"poison:-:-:");
    assert_eq!(lines.len(), 4, "{lines:#?}");
    assert!(!lines.iter().any(|line| line.contains(PERSON)), "{lines:#?}");
}
