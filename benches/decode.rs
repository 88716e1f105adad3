//! Decodes and encodes one documented purchase as compact JSON, as a server gets it, and finds its drift.

mod purchase;
mod strict;

use conscent_core::decode;
use conscent_types::v2::{AnyEvent, Envelope, PurchaseBundle};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use purchase::{body, parsed};
use serde_json::Value;
use std::hint::black_box;

fn typed(body: &[u8]) -> Envelope<PurchaseBundle> {
    decode(body).expect("a documented sample decodes")
}

fn decoding(criterion: &mut Criterion) {
    let body = body();
    let mut group = criterion.benchmark_group("decode");
    group.throughput(Throughput::Bytes(body.len() as u64));
    group.bench_function("strict", |bench| bench.iter(|| parsed::<strict::Envelope>(black_box(&body))));
    group.bench_function("types", |bench| bench.iter(|| typed(black_box(&body))));
    group.bench_function("any_event", |bench| bench.iter(|| AnyEvent::decode("purchase.bundle", black_box(&body))));
    group.bench_function("value", |bench| bench.iter(|| parsed::<Value>(black_box(&body))));
    group.finish();
}

fn encoding(criterion: &mut Criterion) {
    let body = body();
    let (strict, types, value) = (parsed::<strict::Envelope>(&body), typed(&body), parsed::<Value>(&body));
    let mut group = criterion.benchmark_group("encode");
    group.throughput(Throughput::Bytes(body.len() as u64));
    group.bench_function("strict", |bench| bench.iter(|| serde_json::to_vec(black_box(&strict))));
    group.bench_function("types", |bench| bench.iter(|| serde_json::to_vec(black_box(&types))));
    group.bench_function("value", |bench| bench.iter(|| serde_json::to_vec(black_box(&value))));
    group.finish();
}

fn drift(criterion: &mut Criterion) {
    let event = typed(&body());
    assert!(event.drift().is_empty(), "the samples know their own sample");
    criterion.bench_function("drift/types", |bench| bench.iter(|| black_box(&event).drift()));
}

criterion_group!(benches, decoding, encoding, drift);
criterion_main!(benches);
