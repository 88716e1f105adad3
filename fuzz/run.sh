#!/usr/bin/env bash
# Fuzzes the door for so many seconds (60 unless told otherwise), half of them beginning with the documented samples. It takes a stable Rust and a C++
# compiler; what it finds is in fuzz/artifacts. `cargo fuzz run door` does the same with a nightly one, and more.
set -euo pipefail
cd "$(dirname "$0")"

# What cargo-fuzz asks of the compiler, but for sanitizers, which only a nightly has. Here is no unsafe code to sanitize.
coverage=(level=4 inline-8bit-counters pc-table trace-compares)
export RUSTFLAGS="--cfg fuzzing -Cpasses=sancov-module -Ccodegen-units=1 -Cdebug-assertions ${coverage[*]/#/-Cllvm-args=-sanitizer-coverage-}"
host=$(rustc -vV | sed -n 's/^host: //p') # named, so that build scripts are not instrumented
export CARGO_TARGET_DIR=target
cargo build --release --target "$host"

# The corpus is made anew, so that a run depends on nothing but the code.
rm -rf corpus && mkdir -p corpus/{short,samples} artifacts/door
for sample in ../samples/v?/*/*.json; do
    # Two bytes before the body: nothing is wrong with the request, and it comes in pieces of 65 bytes.
    { printf '\000@' && cat "$sample"; } >"corpus/samples/$(basename "$(dirname "$sample")")-$(basename "$sample")"
done

# fuzz CORPUS LONGEST: half of the time.
fuzz() {
    "target/$host/release/door" "corpus/$1" -max_len="$2" -max_total_time=$((seconds / 2)) -timeout=5 -artifact_prefix=artifacts/door/
}
seconds=${1:-60}
fuzz short 256 # of nothing: few bytes are soon tried in many ways
fuzz samples 8192
