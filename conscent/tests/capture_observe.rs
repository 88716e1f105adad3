//! Metrics and spans tell of each delivery, and nothing of a body.
#![cfg(all(feature = "metrics", feature = "tracing"))]
#![allow(clippy::unwrap_used, reason = "a test may fail wherever it likes, its helpers too")]

use conscent::{Delivery, Router, observe};
use http::HeaderMap;
use metrics_util::debugging::{DebugValue, DebuggingRecorder};
use std::fmt::Debug;
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing_subscriber::layer::{Context as LayerContext, Layer, SubscriberExt};

const BODIES: [&str; 4] = [
    r#"{"event": "purchase.pass", "payload": {"user": {"name": "Jo Doe"}}}"#,
    r#"{"event": "gift.for.jo", "payload": {"user": {"name": "Jo Doe"}}}"#,
    r#"{"event": "gift.for.jo", "payload": null}"#,
    r#"{"name": "Jo Do"#,
];

fn deliver() {
    let router = Router::with_fallback(|| ()).observe(observe::metrics).build().unwrap();
    for body in BODIES {
        let delivery =
            Delivery::parse(body.into(), &HeaderMap::new()).unwrap_or_else(conscent::ParseError::into_delivery);
        let done = pin!(router.dispatch(delivery)).poll(&mut Context::from_waker(Waker::noop()));
        assert!(matches!(done, Poll::Ready(Ok(_))));
    }
}

#[test]
fn counters_by_event_and_outcome() {
    let recorder = DebuggingRecorder::new();
    let snapshotter = recorder.snapshotter();
    metrics::with_local_recorder(&recorder, deliver);
    let mut counted: Vec<_> = snapshotter
        .snapshot()
        .into_vec()
        .into_iter()
        .map(|(key, _, _, value)| {
            let labels: Vec<_> = key.key().labels().map(|label| label.value().to_owned()).collect();
            let count = match value {
                DebugValue::Counter(count) => count,
                DebugValue::Histogram(times) => times.len() as u64,
                DebugValue::Gauge(_) => 0,
            };
            (key.key().name().to_owned(), labels.join(" "), count)
        })
        .collect();
    counted.sort();
    let labels = [("v2 purchase.pass no_handler", 1), ("v2 unknown undecodable", 1), ("v2 unknown unknown_event", 2)];
    let expected: Vec<_> = ["conscent_deliveries_total", "conscent_delivery_seconds"]
        .into_iter()
        .flat_map(|name| labels.map(|(labels, count)| (name.to_owned(), labels.to_owned(), count)))
        .collect();
    assert_eq!(counted, expected);
}

/// Writes down the fields of all spans.
#[derive(Clone, Default)]
struct Fields(Arc<Mutex<Vec<String>>>);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let value = if field.name() == "elapsed_us" { "_".to_owned() } else { format!("{value:?}") };
        self.0.lock().unwrap().push(format!("{}={value}", field.name()));
    }
}

impl<S: tracing::Subscriber> Layer<S> for Fields {
    fn on_new_span(&self, attributes: &Attributes<'_>, _: &Id, _: LayerContext<'_, S>) {
        self.0.lock().unwrap().push(attributes.metadata().name().to_owned());
        attributes.record(&mut self.clone());
    }

    fn on_record(&self, _: &Id, values: &Record<'_>, _: LayerContext<'_, S>) {
        values.record(&mut self.clone());
    }
}

#[test]
fn one_span_a_delivery() {
    let fields = Fields::default();
    tracing::subscriber::with_default(tracing_subscriber::registry().with(fields.clone()), deliver);
    let told = fields.0.lock().unwrap().join(" ");
    assert_eq!(
        told,
        "delivery api=\"v2\" event=\"purchase.pass\" outcome=\"no_handler\" elapsed_us=_ \
         delivery api=\"v2\" outcome=\"unknown_event\" elapsed_us=_ \
         delivery api=\"v2\" outcome=\"unknown_event\" elapsed_us=_ \
         delivery api=\"v2\" outcome=\"undecodable\" elapsed_us=_"
    );
}
