#!/usr/bin/env bash
# Measures the shapes of an archive of gzip files of JSON lines, on one core and on two: Spark with the Python package, compared with the command line,
# with the schema that Spark itself infers, with DuckDB and with Polars. All read every row. Prints the speed in MB of text a second and core,
# and the peak memory: of the whole process, or of the largest Python worker of Spark.
#
#     benches/spark.sh [ROUNDS] [MEGABYTES]
#
# Spark runs in a single process, and its start is not counted. A first, uncounted run warms the JVM. Needs what .ci/python needs.
set -euo pipefail
cd "$(dirname "$0")/.."

rounds=${1:-3}
megabytes=${2:-200}
target=${CARGO_TARGET_DIR:-target}
archive=$target/bench/spark-$megabytes

cargo build --quiet --release -p conscent-cli
cargo build --quiet --release -p conscent-shape --example corpus
programs=$(.ci/python wheel)
if [[ ! -d $archive ]]; then
    # Each core has several files, and none is so large that the last one decides.
    rm -rf "$archive.new"
    mkdir -p "$archive.new"
    "$target/release/examples/corpus" "$megabytes" |
        split --number=r/16 --suffix-length=2 --numeric-suffixes --additional-suffix=.json.gz --filter 'gzip --no-name >$FILE' - "$archive.new/"
    mv "$archive.new" "$archive"
fi
cat "$archive"/* >/dev/null # from here on in the page cache
bytes=$(zcat "$archive"/*.gz | wc -c)

printf 'text: %s bytes, in gzip: %s bytes\n\n' "$bytes" "$(cat "$archive"/*.gz | wc -c)"
echo "| | cores | s, median | least | MB/s and core | peak MiB |"
echo "|---|---|---|---|---|---|"
for cores in 0 0,1; do
    for name in command_line command_line_by_event spark_text spark_text_by_event spark_files spark_files_by_event spark_own duckdb polars; do
        taskset -c "$cores" "$programs/python" benches/spark/measure.py "$name" "$archive" "$rounds" "$bytes" "$target/release/conscent"
    done
done
