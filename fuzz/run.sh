#!/usr/bin/env bash
# Fuzzes the HTTP endpoint and the import of pages, each for a number of seconds (60 by default). Half of that time starts from documented
# inputs. Needs stable Rust and a C++ compiler. Findings go to fuzz/artifacts. With a nightly compiler, `cargo fuzz run door` does the same,
# with sanitizers.
set -euo pipefail
cd "$(dirname "$0")"
targets=(door import)

# The flags of cargo-fuzz, except for sanitizers, which need a nightly compiler. The crates have no unsafe code to sanitize.
coverage=(level=4 inline-8bit-counters pc-table trace-compares)
export RUSTFLAGS="--cfg fuzzing -Cpasses=sancov-module -Ccodegen-units=1 -Cdebug-assertions ${coverage[*]/#/-Cllvm-args=-sanitizer-coverage-}"
host=$(rustc -vV | sed -n 's/^host: //p') # explicit, so that build scripts are not instrumented
export CARGO_TARGET_DIR=target
cargo build --release --target "$host" "${targets[@]/#/--bin=}"

# The corpora are recreated, so that a run depends only on the code.
rm -rf corpus && mkdir -p corpus/{door,import}/{short,documented}
for sample in ../samples/v?/*/*.json; do
    # The two bytes before the body say that the request is valid, and arrives in pieces of 65 bytes.
    { printf '\000@' && cat "$sample"; } >"corpus/door/documented/$(basename "$(dirname "$sample")")-$(basename "$sample")"
done
kinds=(md html txt)
for kind in "${!kinds[@]}"; do
    for page in ../conscent-import/tests/pages/*."${kinds[$kind]}"; do
        # The byte before the page is its kind.
        { printf "\\$(printf %03o "$kind")" && cat "$page"; } >"corpus/import/documented/$(basename "$page")"
    done
done

# fuzz TARGET CORPUS LONGEST: runs for half of the time, with inputs of at most LONGEST bytes.
fuzz() {
    mkdir -p "artifacts/$1"
    "target/$host/release/$1" "corpus/$1/$2" -max_len="$3" -max_total_time=$((seconds / 2)) -timeout=5 -artifact_prefix="artifacts/$1/"
}
seconds=${1:-60}
for target in "${targets[@]}"; do
    fuzz "$target" short 256 # starts from nothing: short inputs are tried in many variations quickly
    fuzz "$target" documented 8192
done
