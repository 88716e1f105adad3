#!/usr/bin/env bash
# `conscent generate`, the whole process, for this project's ten samples and for 50 events of a large vendor (see github.sh).
#
#     benches/generate.sh [ROUNDS]
set -euo pipefail
cd "$(dirname "$0")/.."
source benches/race.sh

target=${CARGO_TARGET_DIR:-target}
[[ -d $target/bench/github ]] || benches/github.sh
cargo build --quiet --release -p conscent-cli

out=$target/bench/out
generate=("$target/release/conscent" generate --name types --out "$out" --samples)
ten_samples_1_core=(0 "${generate[@]}" samples)
ten_samples_2_cores=(0,1 "${generate[@]}" samples)
github_1_core=(0 "${generate[@]}" "$target/bench/github")
github_2_cores=(0,1 "${generate[@]}" "$target/bench/github")

empty() {
    rm -rf "$out"
}
race "${1:-11}" empty ten_samples_1_core ten_samples_2_cores github_1_core github_2_cores
