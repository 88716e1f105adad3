//! Infers the shape of webhook-like JSON lines in memory, compared with only reading them.

#[expect(dead_code, reason = "its main is for the command line")]
#[path = "../conscent-shape/examples/corpus.rs"]
mod corpus;

use conscent_shape::{self as shape, Options, Shape};
use criterion::{Criterion, SamplingMode, Throughput, criterion_group, criterion_main};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;
use std::hint::black_box;
use std::num::NonZeroUsize;

const BYTES: u64 = 20_000_000;
const SEED: u64 = 1;

fn inferring(criterion: &mut Criterion) {
    let mut lines = Vec::new();
    corpus::write(BYTES, SEED, &mut lines).expect("memory takes every byte");
    let mut group = criterion.benchmark_group("infer");
    group.throughput(Throughput::Bytes(lines.len() as u64)).sample_size(20).sampling_mode(SamplingMode::Flat);
    group.bench_function("value", |bench| bench.iter(|| read::<Value>(black_box(&lines))));
    group.bench_function("ignored", |bench| bench.iter(|| read::<IgnoredAny>(black_box(&lines))));
    group.bench_function("1_thread", |bench| bench.iter(|| infer(black_box(&lines), 1)));
    group.bench_function("2_threads", |bench| bench.iter(|| infer(black_box(&lines), 2)));
    group.finish();
}

fn infer(lines: &[u8], threads: usize) -> Shape {
    let options = Options { threads: NonZeroUsize::new(threads), ..Options::default() };
    shape::stream(lines, &options).expect("the corpus is JSON")
}

/// What any program that reads JSON lines has to do at least.
fn read<'de, T: Deserialize<'de>>(lines: &'de [u8]) {
    for line in lines.split_inclusive(|byte| *byte == b'\n') {
        black_box(serde_json::from_slice::<T>(line).expect("the corpus is JSON"));
    }
}

criterion_group!(benches, inferring);
criterion_main!(benches);
