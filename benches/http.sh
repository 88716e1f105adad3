#!/usr/bin/env bash
# Purchases a second that an axum server answers on one core, by keep-alive over loopback: through the whole door (Basic, signature, a typed handler),
# and by a route that only reads the body. The client has the other core; both take turns. What other work the machine has is not in the server's CPU time.
#
#     benches/http.sh [ROUNDS [SECONDS]]
set -euo pipefail
cd "$(dirname "$0")/.."

rounds=${1:-7} seconds=${2:-3}
cargo build --quiet --release -p conscent-workspace --example http
http=${CARGO_TARGET_DIR:-target}/release/examples/http
work=$(mktemp -d)
declare -A server
trap 'kill "${server[@]}" && rm -r "$work"' EXIT

for route in bare door; do
    taskset -c 0 "$http" serve $route >"$work/$route.address" &
    server[$route]=$!
done
for route in bare door; do
    until [[ -s $work/$route.address ]]; do sleep 0.05; done
done

# Hundredths of a second that a server has computed.
ticks() {
    awk '{ print $14 + $15 }' "/proc/${server[$1]}/stat"
}

# One line a round: requests answered, requests a second, ticks of the server.
load() {
    local before
    before=$(ticks "$1")
    echo "$(taskset -c 1 "$http" load "$(cat "$work/$1.address")" "$2") $(($(ticks "$1") - before))"
}

for route in bare door; do load $route 0.5 >/dev/null; done # warm
for ((round = 0; round < rounds; round++)); do
    for route in bare door; do
        load $route "$seconds" >>"$work/$route"
    done
done

echo "| | requests/s, median | × bare | requests per second of the server's CPU | × bare |"
echo "|---|---|---|---|---|"
for route in bare door; do
    sort -n -k 2 "$work/$route" | awk '{ rate[NR] = $2; answered += $1; ticks += $3 } END { print rate[int((NR + 1) / 2)], 100 * answered / ticks }'
done | awk 'NR == 1 { name = "bare"; rate = $1; cpu = $2 } NR == 2 { name = "door" }
    { printf "| %s | %d | %.2f | %d | %.2f |\n", name, $1, $1 / rate, $2, $2 / cpu }'
