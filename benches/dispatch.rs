//! Dispatches one documented purchase from its bytes to a handler, compared with only decoding it.

mod purchase;
mod strict;

use bytes::Bytes;
use conscent::auth::{SIGNATURE_HEADER, sign};
use conscent::v2::{Envelope, PurchaseBundle};
use conscent::{Ack, Auth, Delivery, Door, Handler, Router, conscent_handler, handlers};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HOST, USER_AGENT};
use http::{HeaderMap, Method};
use std::hint::black_box;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

/// What the bare decode gives, envelope included.
#[conscent_handler(event = "purchase.bundle")]
fn on_envelope(event: Envelope<PurchaseBundle>) {
    black_box(&event);
}

#[conscent_handler(event = "purchase.bundle")]
fn on_payload(event: PurchaseBundle) {
    black_box(&event);
}

/// What a client and a proxy send along.
fn headers(body: &[u8]) -> HeaderMap {
    let signature = sign("webhook secret", body);
    let length = body.len().to_string();
    [
        (HOST, "webhooks.example.com"),
        (USER_AGENT, "axios/1.7.2"),
        (ACCEPT, "application/json, text/plain, */*"),
        (CONTENT_TYPE, "application/json"),
        (CONTENT_LENGTH, &length),
        (AUTHORIZATION, "Basic a2V5OnNlY3JldA=="), // key:secret
        (SIGNATURE_HEADER.parse().expect("a name"), &signature),
    ]
    .map(|(name, value)| (name, value.parse().expect("a value")))
    .into_iter()
    .collect()
}

/// The output of a future that waits for nothing.
fn ready<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => unreachable!("the handlers wait for nothing"),
    }
}

fn dispatch(criterion: &mut Criterion) {
    let body = Bytes::from(purchase::body());
    let headers = headers(&body);
    let router =
        |handlers: [Handler<_>; 1]| Router::with_fallback(|| ()).handlers(handlers).build().expect("one handler");
    let (envelope, payload) = (router(handlers![on_envelope]), router(handlers![on_payload]));
    let auth = Auth::basic("key", "secret").and_then(|auth| auth.hmac("webhook secret")).expect("good credentials");
    let door = Door::new(envelope.clone(), auth);
    let parse = || Delivery::parse(black_box(&body).clone(), &headers).expect("it names its event");

    let mut group = criterion.benchmark_group("dispatch");
    group.throughput(Throughput::Bytes(body.len() as u64));
    group.bench_function("strict", |bench| bench.iter(|| purchase::parsed::<strict::Envelope>(black_box(&body))));
    group.bench_function("parse", |bench| bench.iter(parse));
    for (name, router) in [("envelope", &envelope), ("payload", &payload)] {
        group.bench_function(name, |bench| {
            bench.iter(|| assert_eq!(ready(router.dispatch(parse())).ok(), Some(Ack::OK)));
        });
    }
    group.bench_function("door", |bench| {
        bench.iter(|| {
            let mut admitted = door.admit(&Method::POST, &headers).expect("good headers");
            admitted.push(black_box(&body).clone()).expect("a small body");
            let delivery = admitted.finish().expect("a good signature");
            assert_eq!(ready(door.dispatch(delivery)).status(), 200);
        });
    });
    group.finish();
}

criterion_group!(benches, dispatch);
criterion_main!(benches);
