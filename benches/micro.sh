#!/usr/bin/env bash
# Runs the criterion benchmarks on one core and on two, and prints the fastest of several runs.
#
#     benches/micro.sh [ROUNDS]
set -euo pipefail
cd "$(dirname "$0")/.."

target=${CARGO_TARGET_DIR:-target}
benches/corpora.sh github
export SAMPLES=$target/bench/corpora/github/samples
cargo bench --quiet -p conscent-workspace --bench '*' --no-run

# bench CORES NAME...
bench() {
    local cores=$1 round
    shift
    for ((round = 0; round < rounds; round++)); do
        taskset -c "$cores" cargo bench --quiet -p conscent-workspace "${@/#/--bench=}" -- --output-format bencher
    done | awk -f benches/table.awk
}

rounds=${1:-3}
echo "On one core:" && echo
bench 0 decode dispatch infer generate
echo "On two cores:" && echo
bench 0,1 infer generate
