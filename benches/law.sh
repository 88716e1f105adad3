#!/usr/bin/env bash
# Checks the law on the payloads of the vendors that corpora.sh fetches: the crate of each vendor compiles without a warning, and every payload decodes,
# encodes back to an equal value, and has no drift.
#
#     [CONSCENT=<command line>] benches/law.sh [VENDOR…]       default: all vendors, and `<target>/release/conscent`, which is built first
set -euo pipefail
cd "$(dirname "$0")/.."

root=$PWD target=$(realpath -m "${CARGO_TARGET_DIR:-target}")
benches/corpora.sh "$@" >&2
[[ -n ${CONSCENT:-} ]] || cargo build --quiet --release -p conscent-cli
conscent=$(realpath "${CONSCENT:-$target/release/conscent}")
[[ $# -gt 0 ]] || set -- $(ls "$target/bench/corpora")
for vendor in "$@"; do
    crate=$target/bench/law/$vendor
    rm -rf "$crate" && mkdir -p "$crate"
    "$conscent" generate --samples "$target/bench/corpora/$vendor/samples" --out "$crate" --name "$vendor-types" >"$crate.log" 2>&1 || { cat "$crate.log"; exit 1; }
    sed -i "s#^conscent-core = .*#conscent-core = { path = \"$root/conscent-core\" }#" "$crate/Cargo.toml"
    printf '\n[workspace]\n' >>"$crate/Cargo.toml"
    cp Cargo.lock "$crate/"
    module=$(basename "$(ls -d "$crate"/src/generated/*/ | head -1)")
    mkdir "$crate/tests"
    cat >"$crate/tests/law.rs" <<RUST
use ${vendor//-/_}_types::{$module, samples};

#[test]
fn every_payload_comes_back_equal_and_without_drift() {
    let mut wrong = Vec::new();
    for sample in samples::ALL {
        let event = $module::AnyEvent::decode(sample.event, sample.text.as_bytes()).unwrap();
        let before: serde_json::Value = serde_json::from_str(sample.text).unwrap();
        if serde_json::to_value(&event).unwrap() != before {
            wrong.push(format!("{}/{}: not equal", sample.event, sample.name));
        }
        for drift in event.drift() {
            wrong.push(format!("{}/{}: {drift}", sample.event, sample.name));
        }
    }
    println!("{} payloads, {} wrong", samples::ALL.len(), wrong.len());
    assert!(wrong.is_empty(), "{wrong:#?}");
}
RUST
    echo -n "$vendor: "
    (cd "$crate" && RUSTFLAGS="-D warnings" CARGO_TARGET_DIR="$target/bench/law/target" cargo test --quiet --offline --features samples --test law -- --nocapture 2>&1 | grep -E "payloads|error|warning|panicked|drift|: /" | head -40)
done
