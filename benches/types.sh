#!/usr/bin/env bash
# Measures the quality of the generated types, for GitHub's payloads and those of other vendors (see corpora.sh): their agreement with curated schemas,
# their stability when samples are added, their coverage of unseen payloads, and the sample values that they publish. Prints a table;
# `<target>/bench/types/<vendor>.txt` has the details behind each figure.
#
#     [CONSCENT=<command line>] benches/types.sh [VENDOR…]       default: all vendors, and `<target>/release/conscent`, which is built first
set -euo pipefail
cd "$(dirname "$0")/.."

target=${CARGO_TARGET_DIR:-target}
benches/corpora.sh "$@" >&2
[[ -n ${CONSCENT:-} ]] || cargo build --quiet --release -p conscent-cli
[[ -x ${CONSCENT:-$target/release/conscent} ]] || { echo "benches/types.sh: $CONSCENT: not a program" >&2 && exit 2; }
PYTHONDONTWRITEBYTECODE=1 python3 benches/types/table.py "${CONSCENT:-$target/release/conscent}" "$target/bench/corpora" "$target/bench/types" "$@"
