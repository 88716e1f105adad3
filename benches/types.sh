#!/usr/bin/env bash
# What the generated types say: how they agree with schemas that people curated, whether they stay put as samples are added, what they know of payloads that they have not seen, and what of the
# samples' values they publish. For GitHub's payloads and those of other vendors (see corpora.sh), as a table; the reasons behind each figure are in `<target>/bench/types/<vendor>.txt`.
#
#     [CONSCENT=<command line>] benches/types.sh [VENDOR…]       default: all vendors, `<target>/release/conscent`, which is built
set -euo pipefail
cd "$(dirname "$0")/.."

target=${CARGO_TARGET_DIR:-target}
benches/corpora.sh "$@" >&2
[[ -n ${CONSCENT:-} ]] || cargo build --quiet --release -p conscent-cli
[[ -x ${CONSCENT:-$target/release/conscent} ]] || { echo "benches/types.sh: $CONSCENT: not a program" >&2 && exit 2; }
PYTHONDONTWRITEBYTECODE=1 python3 benches/types/table.py "${CONSCENT:-$target/release/conscent}" "$target/bench/corpora" "$target/bench/types" "$@"
