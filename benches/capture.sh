#!/usr/bin/env bash
# Measures how much captures slow down other deliveries. Each row takes ten seconds.
set -euo pipefail
cd "$(dirname "$0")/.."

cargo bench -q -p conscent-workspace --bench capture
