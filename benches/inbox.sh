#!/usr/bin/env bash
# Measures how many deliveries per second the inbox acknowledges and drains, on SQLite and on a temporary PostgreSQL server.
set -euo pipefail
cd "$(dirname "$0")/.."

tests/tools/with-postgres cargo bench -q -p conscent-inbox --all-features --bench throughput
