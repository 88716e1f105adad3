#!/usr/bin/env bash
# Payloads of several vendors, fetched from public packages and laid out as samples: `<target>/bench/corpora/<vendor>/samples/<vendor>/<event>/NNN.json`.
# None of them is part of this repository. GitHub's schemas are curated by hand, so they are fetched too (`github/curated.json`). The inference was not tuned for the other vendors.
#
#     benches/corpora.sh [VENDOR…]       default: all; existing folders stay unchanged
#
# vendor    package                           licence            what it has
# github    npm @octokit/webhooks-examples    MIT                documented payloads; the event is in a header
#           npm @octokit/webhooks-schemas     MIT                JSON Schemas of these payloads, curated by hand
# aws       crate aws_lambda_events           MIT                events that invoke a function: one for each source
# twitch    crate twitch_api                  MIT OR Apache-2.0  EventSub notifications, in the tests of its types
# matrix    crate ruma-events                 MIT                room and account events, in the tests of its types
# telegram  crate teloxide-core               MIT                updates, and objects of them, in the tests of its types
# line      PyPI line-bot-sdk                 Apache-2.0         the events of messaging webhooks
#
# Needs npm, cargo, pip and Python 3. The package managers check the checksums.
set -euo pipefail
cd "$(dirname "$0")/.."

target=$(realpath -m "${CARGO_TARGET_DIR:-target}")
corpora=$target/bench/corpora
lay=$PWD/benches/types/lay.py
mkdir -p "$corpora"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

npm_package() { # NAME@VERSION: unpacked in $work/npm
    rm -rf "$work/npm" && mkdir "$work/npm"
    local file
    file=$(npm pack --silent --pack-destination "$work/npm" "$1")
    tar -xzf "$work/npm/$file" -C "$work/npm" --strip-components 1
}

crate() { # NAME VERSION: its source in $work/crate/vendor/NAME; cargo has no command for one crate without those that it needs
    rm -rf "$work/crate" && mkdir -p "$work/crate/src"
    printf '[package]\nname = "fetch"\nversion = "0.0.0"\nedition = "2021"\n\n[workspace]\n\n[dependencies]\n%s = "=%s"\n' "$1" "$2" >"$work/crate/Cargo.toml"
    touch "$work/crate/src/lib.rs"
    cargo vendor --quiet --manifest-path "$work/crate/Cargo.toml" "$work/crate/vendor" >"$work/log" 2>&1 || { cat "$work/log" >&2 && exit 2; }
}

sdist() { # NAME==VERSION: unpacked in $work/sdist
    rm -rf "$work/sdist" && mkdir "$work/sdist"
    python3 -m pip download --quiet --disable-pip-version-check --no-deps --no-binary :all: --dest "$work/sdist" "$1"
    tar -xzf "$work"/sdist/*.tar.gz -C "$work/sdist" --strip-components 1
}

fetch() {
    rm -rf "$work/out" && mkdir "$work/out"
    case $1 in
    github)
        npm_package @octokit/webhooks-examples@7.6.1
        python3 "$lay" github "$work/npm/api.github.com/index.json" "$work/out/samples"
        npm_package @octokit/webhooks-schemas@7.6.1
        cp "$work/npm/schema.json" "$work/out/curated.json"
        ;;
    aws)
        crate aws_lambda_events 1.2.1
        python3 "$lay" aws "$work/crate/vendor/aws_lambda_events/src/fixtures" "$work/out/samples"
        ;;
    twitch)
        crate twitch_api 0.8.0
        python3 "$lay" twitch "$work/crate/vendor/twitch_api/src/eventsub" "$work/out/samples"
        ;;
    matrix)
        crate ruma-events 0.35.2
        python3 "$lay" matrix "$work/crate/vendor/ruma-events" "$work/out/samples"
        ;;
    telegram)
        crate teloxide-core 0.13.0
        python3 "$lay" telegram "$work/crate/vendor/teloxide-core/src/types" "$work/out/samples"
        ;;
    line)
        sdist line-bot-sdk==3.27.0
        python3 "$lay" line "$work/sdist/tests" "$work/out/samples"
        ;;
    *) echo "benches/corpora.sh: $1: unknown vendor" >&2 && exit 2 ;;
    esac
    mv "$work/out" "$corpora/$1" # complete or absent
}

vendors=("$@")
[[ $# -gt 0 ]] || vendors=(github aws twitch matrix telegram line)
for vendor in "${vendors[@]}"; do
    [[ -d $corpora/$vendor ]] || fetch "$vendor"
done
