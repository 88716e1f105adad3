#!/usr/bin/env bash
# Measures `conscent infer --shape` on an archive: compressed files of JSON lines, as object storage has them. Prints:
#
# - how long one pass takes on one core and on two, of gzip, of zstd and of text, with and without one shape for each event. Files that are only
#   decompressed are the baseline;
# - how large the shapes are;
# - the peak memory for an archive, and for 25 times as many files. The further files are hard links to the same ones, so the paths are the same too.
#
#     benches/archive.sh [ROUNDS] [MEGABYTES]
#
# Needs gzip and zstd.
set -euo pipefail
cd "$(dirname "$0")/.."
source benches/race.sh

rounds=${1:-7}
megabytes=${2:-200}
target=${CARGO_TARGET_DIR:-target}
archive=$target/bench/archive-$megabytes
shapes=$target/bench/archive-shapes
conscent=$target/release/conscent

cargo build --quiet --release -p conscent-cli
if [[ ! -d $archive ]]; then
    # 16 files are enough that each core has several, and each is longer than many blocks. `corpus` ends with a whole line.
    rm -rf "$archive.new"
    mkdir -p "$archive.new"/{text,gz,zst,large}
    cargo run --quiet --release -p conscent-shape --example corpus -- "$megabytes" |
        split --number=r/16 --suffix-length=2 --numeric-suffixes --additional-suffix=.jsonl - "$archive.new/text/"
    for file in "$archive.new"/text/*.jsonl; do
        name=$(basename "$file")
        gzip --no-name --stdout "$file" >"$archive.new/gz/$name.gz"
        zstd --quiet --stdout "$file" >"$archive.new/zst/$name.zst"
        for copy in {01..25}; do
            ln "$archive.new/gz/$name.gz" "$archive.new/large/$copy-$name.gz"
        done
    done
    mv "$archive.new" "$archive"
fi
cat "$archive"/{text,gz,zst}/* >/dev/null # from here on in the page cache

infer=("$conscent" infer --shape)
by_event=("${infer[@]}" --by-event=/event --out "$shapes")
text_1_core=(0 "${infer[@]}" "$archive/text/*.jsonl")
text_2_cores=(0,1 "${infer[@]}" "$archive/text/*.jsonl")
gzip_1_core=(0 "${infer[@]}" "$archive/gz/*.gz")
gzip_2_cores=(0,1 "${infer[@]}" "$archive/gz/*.gz")
zstd_1_core=(0 "${infer[@]}" "$archive/zst/*.zst")
zstd_2_cores=(0,1 "${infer[@]}" "$archive/zst/*.zst")
by_event_gzip_1_core=(0 "${by_event[@]}" "$archive/gz/*.gz")
by_event_gzip_2_cores=(0,1 "${by_event[@]}" "$archive/gz/*.gz")
by_event_zstd_1_core=(0 "${by_event[@]}" "$archive/zst/*.zst")
by_event_zstd_2_cores=(0,1 "${by_event[@]}" "$archive/zst/*.zst")
gunzip_only_1_core=(0 gzip --decompress --stdout "$archive"/gz/*.gz)
unzstd_only_1_core=(0 zstd --quiet --decompress --stdout "$archive"/zst/*.zst)
by_event_gzip_2_cores_25_times=(0,1 "${by_event[@]}" "$archive/large/*.gz")

empty() {
    rm -rf "$shapes"
}
size() {
    cat "$@" | wc -c
}

race "$rounds" empty text_1_core text_2_cores gzip_1_core gzip_2_cores zstd_1_core zstd_2_cores \
    by_event_gzip_1_core by_event_gzip_2_cores by_event_zstd_1_core by_event_zstd_2_cores gunzip_only_1_core unzstd_only_1_core
echo
race 1 empty by_event_gzip_2_cores by_event_gzip_2_cores_25_times
echo
empty
"${by_event[@]}" "$archive/text/*.jsonl" >/dev/null
echo "| | files | bytes |"
echo "|---|---|---|"
for kind in text gz zst; do
    echo "| $kind | $(find "$archive/$kind" -type f | wc -l) | $(size "$archive/$kind"/*) |"
done
echo "| one shape | 1 | $("${infer[@]}" "$archive/text/*.jsonl" | wc -c) |"
echo "| a shape for each event | $(find "$shapes" -name '*.shape' | wc -l) | $(find "$shapes" -name '*.shape' -exec cat {} + | wc -c) |"
