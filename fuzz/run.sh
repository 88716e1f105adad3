#!/usr/bin/env bash
# Fuzzes the HTTP endpoint for a number of seconds (60 by default), half of them starting from the documented samples. It needs a
# stable Rust and a C++ compiler. Findings go to fuzz/artifacts. `cargo fuzz run door` does the same with a nightly compiler, and more.
set -euo pipefail
cd "$(dirname "$0")"

# The flags of cargo-fuzz, except for sanitizers, which need a nightly. There is no unsafe code to sanitize.
coverage=(level=4 inline-8bit-counters pc-table trace-compares)
export RUSTFLAGS="--cfg fuzzing -Cpasses=sancov-module -Ccodegen-units=1 -Cdebug-assertions ${coverage[*]/#/-Cllvm-args=-sanitizer-coverage-}"
host=$(rustc -vV | sed -n 's/^host: //p') # explicit, so that build scripts are not instrumented
export CARGO_TARGET_DIR=target
cargo build --release --target "$host"

# The corpus is recreated, so that a run depends only on the code.
rm -rf corpus && mkdir -p corpus/{short,samples} artifacts/door
for sample in ../samples/v?/*/*.json; do
    # Two bytes before the body: the request is valid, and arrives in pieces of 65 bytes.
    { printf '\000@' && cat "$sample"; } >"corpus/samples/$(basename "$(dirname "$sample")")-$(basename "$sample")"
done

# fuzz CORPUS LONGEST: runs for half of the time, with inputs of up to LONGEST bytes.
fuzz() {
    "target/$host/release/door" "corpus/$1" -max_len="$2" -max_total_time=$((seconds / 2)) -timeout=5 -artifact_prefix=artifacts/door/
}
seconds=${1:-60}
fuzz short 256 # starts from nothing: short inputs are tried in many variations quickly
fuzz samples 8192
