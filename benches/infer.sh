#!/usr/bin/env bash
# Measures `conscent infer` on 200 MB of JSON lines, on one core and on two, compared with genson-cli and with only reading.
#
#     benches/infer.sh [ROUNDS]
set -euo pipefail
cd "$(dirname "$0")/.."
source benches/race.sh

target=${CARGO_TARGET_DIR:-target}
tools=$target/bench/tools
lines=$target/bench/lines.jsonl
mkdir -p "$target/bench"

cargo build --quiet --release -p conscent-cli
cargo build --quiet --release -p conscent-workspace --example read_lines
cargo run --quiet --release -p conscent-shape --example corpus -- 200 >"$lines"
[[ -x $tools/bin/genson-cli ]] || cargo install --quiet genson-cli --version 1.1.6 --locked --root "$tools"

conscent=$target/release/conscent
read_lines=$target/release/examples/read_lines
conscent_1_core=(0 "$conscent" infer "$lines")
conscent_2_cores=(0,1 "$conscent" infer "$lines")
genson_cli_1_core=(0 "$tools/bin/genson-cli" --ndjson "$lines")
genson_cli_2_cores=(0,1 "$tools/bin/genson-cli" --ndjson "$lines")
Value_1_core=(0 "$read_lines" value "$lines")
IgnoredAny_1_core=(0 "$read_lines" ignored "$lines")
cat "$lines" >/dev/null # from here on in the page cache

race "${1:-7}" : conscent_1_core conscent_2_cores genson_cli_1_core genson_cli_2_cores Value_1_core IgnoredAny_1_core
