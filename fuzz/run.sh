#!/bin/sh
# Fuzzes the door for so many seconds (60 unless told otherwise), beginning with the documented samples.
# It takes a nightly toolchain, and `cargo install cargo-fuzz`.
set -eu
cd "$(dirname "$0")/.."

seeds=fuzz/corpus/door
mkdir -p "$seeds"
for sample in samples/v?/*/*.json; do
    # Two bytes before the body: nothing is wrong with the request, and it comes in pieces of 65 bytes.
    { printf '\000@'; cat "$sample"; } > "$seeds/$(printf %s "$sample" | tr / -)"
done

exec cargo +nightly fuzz run door -- -max_total_time="${1:-60}" -max_len=8192 -timeout=5
