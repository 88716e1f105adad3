//! Metrics, spans and events report each delivery, rejection and capture, but nothing from a body or from credentials.
#![cfg(all(feature = "capture", feature = "metrics", feature = "samples", feature = "tracing"))]
use conscent::capture::{Capture, Options};
use conscent::door::Refusal;
use conscent::v2::Purchase;
use conscent::{Auth, Delivery, Door, Router, Sample, Unrouted, observe, samples, unhandled};
use http::{HeaderMap, Method};
use metrics_util::debugging::{DebugValue, DebuggingRecorder, Snapshotter};
use std::fmt::Debug;
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use tracing::Event;
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
        dispatch(&router, body);
    }
}

fn dispatch(router: &Router, body: &'static str) {
    let delivery = Delivery::parse(body.into(), &HeaderMap::new()).unwrap_or_else(conscent::ParseError::into_delivery);
    let done = pin!(router.dispatch(delivery)).poll(&mut Context::from_waker(Waker::noop()));
    assert!(matches!(done, Poll::Ready(Ok(_))));
}

/// One request for each reason to reject it, with a secret and personal data in it.
fn refuse() {
    let router = || Router::with_fallback(|| ()).build().unwrap();
    let door = Door::new(router(), Auth::basic("key", "hunter2").unwrap()).body_limit(10);
    let old = Door::new(router(), Auth::signature_only("hunter3").unwrap()).v1("pass_payment");
    let mut headers = HeaderMap::new();
    headers.insert("authorization", "Basic a2V5Omh1bnRlcjI=".parse().unwrap());
    let too_large = door.admit(&Method::POST, &headers).unwrap().push(&b"I am Jo Doe"[..]).unwrap_err();
    for (door, refusal) in [
        (&door, door.admit(&Method::GET, &headers).unwrap_err()),
        (&door, too_large),
        (&door, Refusal::Incomplete),
        (&old, old.admit(&Method::POST, &headers).unwrap_err()),
    ] {
        let _ = door.refuse(refusal);
    }
}

/// Two captures: one into a file that has room for one line, and one onto a full disk.
#[cfg(target_os = "linux")]
fn capture() {
    let folder = tempfile::tempdir().unwrap();
    let file =
        Capture::create(folder.path().join("capture.jsonl"), Options::default().max_bytes(150).best_effort()).unwrap();
    let full = Capture::create("/dev/full", Options::default().best_effort()).unwrap();
    let router = Router::with_fallback(|| ()).observe(file.observer()).observe(full.observer()).build().unwrap();
    for _ in 0..3 {
        dispatch(&router, BODIES[1]);
    }
}

/// The recorded data: counts by their names and labels, and the fields of spans and events.
///
/// A recorder and a subscriber always come together, because a test without a subscriber would disable the events of
/// concurrent tests.
fn recorded(during: impl FnOnce()) -> (Vec<(String, String, u64)>, Vec<String>) {
    let recorder = DebuggingRecorder::new();
    let snapshotter = recorder.snapshotter();
    let fields = Fields::default();
    tracing::subscriber::with_default(tracing_subscriber::registry().with(fields.clone()), || {
        metrics::with_local_recorder(&recorder, during);
    });
    let counts = counts(&snapshotter);
    (counts, std::mem::take(&mut fields.0.lock().unwrap()))
}

/// The counts that were recorded, by their names and labels.
fn counts(snapshotter: &Snapshotter) -> Vec<(String, String, u64)> {
    let mut counts: Vec<_> = snapshotter
        .snapshot()
        .into_vec()
        .into_iter()
        .map(|(key, _, _, value)| {
            let labels: Vec<_> = key.key().labels().map(|label| format!("{}={}", label.key(), label.value())).collect();
            let count = match value {
                DebugValue::Counter(count) => count,
                DebugValue::Histogram(times) => times.len() as u64,
                DebugValue::Gauge(_) => 0,
            };
            (key.key().name().to_owned(), labels.join(" "), count)
        })
        .collect();
    counts.sort();
    counts
}

/// The counts with one name.
fn each<'a>(name: &'a str, counts: impl IntoIterator<Item = (&'a str, u64)>) -> Vec<(String, String, u64)> {
    counts.into_iter().map(|(labels, count)| (name.to_owned(), labels.to_owned(), count)).collect()
}

/// Records the fields of all spans and events.
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

    fn on_event(&self, event: &Event<'_>, _: LayerContext<'_, S>) {
        self.0.lock().unwrap().push(event.metadata().level().to_string());
        event.record(&mut self.clone());
    }

    fn on_record(&self, _: &Id, values: &Record<'_>, _: LayerContext<'_, S>) {
        values.record(&mut self.clone());
    }
}

#[test]
fn deliveries_by_event_and_outcome() {
    let (counts, fields) = recorded(deliver);
    let labels = [
        ("api=v2 event=purchase.pass outcome=no_handler", 1),
        ("api=v2 event=unknown outcome=undecodable", 1),
        ("api=v2 event=unknown outcome=unknown_event", 2),
    ];
    let expected = ["conscent_deliveries_total", "conscent_delivery_seconds"].map(|name| each(name, labels));
    assert_eq!(counts, expected.concat());
    assert_eq!(
        fields.join(" "),
        "delivery api=\"v2\" event=\"purchase.pass\" outcome=\"no_handler\" elapsed_us=_ \
         delivery api=\"v2\" outcome=\"unknown_event\" elapsed_us=_ \
         delivery api=\"v2\" outcome=\"unknown_event\" elapsed_us=_ \
         delivery api=\"v2\" outcome=\"undecodable\" elapsed_us=_"
    );
}

#[test]
fn refusals_by_reason() {
    let (counts, fields) = recorded(refuse);
    let labels = [
        ("api=v1 reason=unauthorized cause=no_signature", 1),
        ("api=v2 reason=incomplete cause=-", 1),
        ("api=v2 reason=method cause=-", 1),
        ("api=v2 reason=too_large cause=-", 1),
    ];
    assert_eq!(counts, each("conscent_refusals_total", labels));
    assert_eq!(
        fields.join(" "),
        "WARN message=a request was rejected api=\"v2\" reason=\"method\" status=405 \
         WARN message=a request was rejected api=\"v2\" reason=\"too_large\" status=413 \
         WARN message=a request was rejected api=\"v2\" reason=\"incomplete\" status=400 \
         WARN message=a request was rejected api=\"v1\" reason=\"unauthorized\" cause=\"no_signature\" status=401"
    );
}

/// The writer threads of captures report to the recorder and the subscriber of the whole program, because these threads
/// do not set their own. All other tests use thread-local ones.
#[cfg(target_os = "linux")]
#[test]
fn captures_whether_or_not_they_could_be_written() {
    let recorder = DebuggingRecorder::new();
    let snapshotter = recorder.snapshotter();
    let fields = Fields::default();
    recorder.install().unwrap();
    tracing::subscriber::set_global_default(tracing_subscriber::registry().with(fields.clone())).unwrap();
    capture();
    let labels = [("outcome=captured", 1), ("outcome=failed", 3), ("outcome=left_out", 2)];
    assert_eq!(counts(&snapshotter), each("conscent_captures_total", labels));
    let fields = fields.0.lock().unwrap();
    let mut warnings: Vec<_> = fields.iter().filter_map(|field| field.strip_prefix("message=")).collect();
    warnings.sort_unstable();
    let failed = "a delivery was not captured, and more may follow: No space left on device (os error 28)";
    let full = "a delivery was not captured, and more may follow: the file is full; import it and create another one";
    assert_eq!(warnings, [failed, full], "each is reported once");
}

#[test]
fn a_missing_field_is_named() {
    let (_, fields) = recorded(|| {
        let router = Router::with_fallback(|| Purchase::default().require_price().map(drop)).build().unwrap();
        let delivery = Delivery::parse(BODIES[0].into(), &HeaderMap::new()).unwrap();
        let done = pin!(router.dispatch(delivery)).poll(&mut Context::from_waker(Waker::noop()));
        assert!(matches!(done, Poll::Ready(Err(_))));
    });
    assert!(fields.iter().any(|field| field.starts_with("field=Purchase: /price: this key is missing")), "{fields:?}");
}

#[test]
fn a_failure_is_seen_without_its_content() {
    let (_, fields) = recorded(|| {
        let router = Router::with_fallback(|| Err::<(), _>("Jo Doe cannot pay")).build().unwrap();
        for body in [
            r#"{"event": "purchase.pass", "payload": {"purchase": {"_id": "65e5"}}}"#,
            r#"{"event": "gift for jo@doe"}"#,
        ] {
            let delivery = Delivery::parse(body.into(), &HeaderMap::new()).unwrap();
            let done = pin!(router.dispatch(delivery)).poll(&mut Context::from_waker(Waker::noop()));
            assert!(matches!(done, Poll::Ready(Err(_))));
        }
    });
    let events: Vec<_> = fields.split(|field| field == "ERROR").skip(1).map(|event| event.join(" ")).collect();
    let [documented, other] = events.as_slice() else { panic!("{events:?}") };
    let of = |why: &str, key: &str| {
        format!(" handler=\"fallback\" unrouted=\"{why}\" failure=\"error\" dedupe_key=\"{key}:")
    };
    let both = "message=a delivery was not handled api=\"v2\"";
    assert!(
        documented.starts_with(&format!("{both} event=\"purchase.pass\"{}", of("no_handler", "purchase.pass:65e5:-"))),
        "{documented}"
    );
    assert!(other.starts_with(&format!("{both}{}", of("unknown_event", "-:-:-"))), "{other}");
    assert!(!fields.join(" ").contains("Jo") && !fields.join(" ").contains("jo@doe"));
}

#[test]
fn a_dispatch_that_is_dropped_while_an_observer_is_awaited_is_a_failure() {
    let (_, fields) = recorded(|| {
        let router = Router::with_fallback(|| ()).observe(|_| std::future::pending::<()>()).build().unwrap();
        let delivery = Delivery::parse(BODIES[0].into(), &HeaderMap::new()).unwrap();
        assert!(pin!(router.dispatch(delivery)).poll(&mut Context::from_waker(Waker::noop())).is_pending());
    });
    let errors: Vec<_> = fields.split(|field| field == "ERROR").skip(1).map(|event| event.join(" ")).collect();
    let [error] = errors.as_slice() else { panic!("{errors:?}") };
    assert!(error.contains("handler=\"observer\" unrouted=\"no_handler\" failure=\"stopped\""), "{error}");
}

/// A fallback that returns an error, or panics.
#[test]
fn the_reason_of_a_failed_fallback_is_counted() {
    let (counts, _) = recorded(|| {
        let panics = |why: Unrouted| assert_eq!(why, Unrouted::UnknownEvent);
        let routers = [
            Router::with_fallback(unhandled).observe(observe::metrics).build().unwrap(),
            Router::with_fallback(panics).observe(observe::metrics).build().unwrap(),
        ];
        for (router, bodies) in routers.iter().zip([&BODIES[..], &BODIES[..1]]) {
            for body in bodies {
                let delivery = Delivery::parse((*body).into(), &HeaderMap::new())
                    .unwrap_or_else(conscent::ParseError::into_delivery);
                let done = pin!(router.dispatch(delivery)).poll(&mut Context::from_waker(Waker::noop()));
                assert!(matches!(done, Poll::Ready(Err(_))));
            }
        }
    });
    let labels = [
        ("api=v2 event=purchase.pass outcome=no_handler_failed", 1),
        ("api=v2 event=purchase.pass outcome=panic", 1),
        ("api=v2 event=unknown outcome=undecodable_failed", 1),
        ("api=v2 event=unknown outcome=unknown_event_failed", 2),
    ];
    let expected = ["conscent_deliveries_total", "conscent_delivery_seconds"].map(|name| each(name, labels));
    assert_eq!(counts, expected.concat());
}

/// Documented payloads with one change each, and deliveries that other observers count.
#[test]
fn drift_is_counted_and_logged_without_personal_data() {
    let changed = |sample: &Sample, pointer: &str, value: serde_json::Value| {
        Sample::with(sample, pointer, value).unwrap().to_string()
    };
    let pass = samples::purchase_pass();
    let twice = changed(&pass, "/payload/purchase/Jo Doe", 1.into()).replacen('{', r#"{"jo@mail.in": "\ud83d", "#, 1);
    let bodies = [
        pass.text.to_owned(),
        changed(&pass, "/payload/purchase/price", "Jo Doe".into()),
        changed(&pass, "/payload/purchase/9821828889", "Jo Doe".into()),
        changed(&pass, "/jo@mail.in", serde_json::json!({"name": 1})),
        twice,
        BODIES[1].to_owned(),
        BODIES[3].to_owned(),
    ];
    let (counts, fields) = recorded(|| {
        let router = Router::with_fallback(|| ()).observe(observe::drift).build().unwrap();
        for (body, attempt) in bodies.iter().map(|body| (body, 1)).chain([(&bodies[1], 2)]) {
            let delivery = Delivery::parse(body.clone().into(), &HeaderMap::new());
            let delivery = delivery.unwrap_or_else(conscent::ParseError::into_delivery);
            let done = pin!(router.attempt(delivery, attempt)).poll(&mut Context::from_waker(Waker::noop()));
            assert!(matches!(done, Poll::Ready(Ok(_))));
        }
    });
    let labels = [
        ("api=v2 event=purchase.pass kind=mismatch", 1),
        ("api=v2 event=purchase.pass kind=unknown_key", 3),
        ("api=v2 event=purchase.pass kind=unrepresentable", 1),
    ];
    assert_eq!(counts, each("conscent_drift_total", labels));
    let events: Vec<_> = fields.split(|field| field == "INFO").skip(1).map(|event| event[..6].join(" ")).collect();
    let event = |places: usize, first: &str, kind: &str| {
        format!(
            "message=a delivery goes beyond the samples api=\"v2\" event=\"purchase.pass\" places={places} first={first:?} kind={kind:?}"
        )
    };
    assert_eq!(
        events,
        [
            event(1, "/payload/purchase/price", "mismatch"),
            event(1, "/payload/purchase", "unknown_key"),
            event(1, "", "unknown_key"),
            event(3, "/payload/purchase", "unknown_key"),
        ]
    );
    let all = fields.join(" ");
    assert!(!["Jo", "jo@", "9821828889"].iter().any(|word| all.contains(word)), "{all}");
}
