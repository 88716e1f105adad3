#!/usr/bin/env bash
# Prints every figure of BENCHMARKS.md, as tables. Takes about an hour, and needs an otherwise idle machine.
set -euo pipefail
cd "$(dirname "$0")"

for part in types law structure/run micro infer archive spark generate cold-build http capture inbox macro; do
    printf '\n## %s (load %s)\n\n' "$part" "$(cut -d ' ' -f 1 /proc/loadavg)"
    "./$part.sh"
done
