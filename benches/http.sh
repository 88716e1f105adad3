#!/usr/bin/env bash
# Measures how many purchases per second an axum server answers on one core, over keep-alive connections on loopback: through the whole door (HTTP Basic,
# signature, a typed handler), and with a route that only reads the body. The client has the other core. Both servers run alternately. The server's CPU time
# does not include other work of the machine.
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

# A server's CPU time, in hundredths of a second.
ticks() {
    awk '{ print $14 + $15 }' "/proc/${server[$1]}/stat"
}

# One line for each round: requests answered, requests per second, ticks of the server.
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
