#!/usr/bin/env bash
# How many deliveries a second the inbox acknowledges and drains, on SQLite and on a PostgreSQL of its own.
set -euo pipefail
cd "$(dirname "$0")/.."

tests/tools/with-postgres cargo bench -q -p conscent-inbox --all-features --bench throughput
