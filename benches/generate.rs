//! Generates a crate's files from samples: those of this project, and those of a much larger vendor.
//!
//! If the environment variable `SAMPLES` names a folder of samples, it is measured, too.

mod vendor;

use conscent_codegen::{Package, generate};
use criterion::{Criterion, SamplingMode, Throughput, criterion_group, criterion_main};
use serde_json::Value;
use std::hint::black_box;
use std::path::Path;
use std::{fs, io};

fn generating(criterion: &mut Criterion) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    measure(criterion, "ten_samples", &root.join("samples"));
    let synthetic = Path::new(env!("CARGO_TARGET_TMPDIR")).join("vendor");
    vendor::write(&synthetic).expect("the target folder can be written");
    measure(criterion, "vendor", &synthetic);
    if let Some(samples) = std::env::var_os("SAMPLES") {
        measure(criterion, "samples", &root.join(samples));
    }
}

/// The generator beside what reading the same files costs anyone.
fn measure(criterion: &mut Criterion, name: &str, samples: &Path) {
    let payloads = payloads(samples).expect("the samples can be read");
    let bytes = payloads.iter().map(|payload| payload.len() as u64).sum();
    let mut group = criterion.benchmark_group(format!("generate_{name}"));
    group.throughput(Throughput::Bytes(bytes)).sample_size(20).sampling_mode(SamplingMode::Flat);
    group.bench_function("value", |bench| bench.iter(|| parse(black_box(&payloads))));
    group.bench_function("generate", |bench| {
        bench.iter(|| generate(black_box(samples), &Package::new("types")).expect("good samples"));
    });
    group.finish();
}

/// The texts of `<api>/<event>/<name>.json` below `samples`.
fn payloads(samples: &Path) -> io::Result<Vec<String>> {
    let mut payloads = Vec::new();
    for entry in fs::read_dir(samples)? {
        let path = entry?.path();
        if path.is_dir() {
            payloads.extend(self::payloads(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "json") {
            payloads.push(fs::read_to_string(path)?);
        }
    }
    Ok(payloads)
}

fn parse(payloads: &[String]) -> Vec<Value> {
    payloads.iter().map(|payload| serde_json::from_str(payload).expect("samples are JSON")).collect()
}

criterion_group!(benches, generating);
criterion_main!(benches);
