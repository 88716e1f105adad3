#!/usr/bin/env bash
# Measures the whole process `conscent generate`, for this project's samples and for all payloads that GitHub documents (see corpora.sh).
#
#     benches/generate.sh [ROUNDS]
set -euo pipefail
cd "$(dirname "$0")/.."
source benches/race.sh

target=${CARGO_TARGET_DIR:-target}
benches/corpora.sh github
cargo build --quiet --release -p conscent-cli

out=$target/bench/out
generate=("$target/release/conscent" generate --name types --out "$out" --samples)
ten_samples_1_core=(0 "${generate[@]}" samples)
ten_samples_2_cores=(0,1 "${generate[@]}" samples)
github_1_core=(0 "${generate[@]}" "$target/bench/corpora/github/samples")
github_2_cores=(0,1 "${generate[@]}" "$target/bench/corpora/github/samples")

empty() {
    rm -rf "$out"
}
race "${1:-11}" empty ten_samples_1_core ten_samples_2_cores github_1_core github_2_cores
