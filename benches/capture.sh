#!/usr/bin/env bash
# What captures cost the other deliveries. Ten seconds for each row.
set -euo pipefail
cd "$(dirname "$0")/.."

cargo bench -q -p conscent-workspace --bench capture
