#!/usr/bin/env bash
# A user's first `cargo build`, from an empty target folder, of crates that read and write the body of every event:
#
#     types        conscent-types as it is published, with AnyEvent::decode and serde_json::to_vec
#     from_slice   the same with serde_json::from_slice of each event's own type, which compiles all decoders a second time
#     derive       the same structs with serde's derive, serde_json::from_slice and to_vec
#     serde        only serde and its derive
#
#     benches/cold-build.sh [ROUNDS]
set -euo pipefail
cd "$(dirname "$0")/.."
source benches/race.sh

target=$(realpath -m "${CARGO_TARGET_DIR:-target}")
work=$target/bench/cold
rm -rf "$work" && mkdir -p "$work"
unset CARGO_TARGET_DIR

# crate NAME DEPENDENCIES
crate() {
    mkdir -p "$work/$1/src"
    printf '[package]\nname = "user"\nversion = "0.0.0"\nedition = "2024"\n\n[workspace]\n\n[dependencies]\n%s\nserde_json = "1"\n' "$2" >"$work/$1/Cargo.toml"
    echo 'fn main() {}' >"$work/$1/src/main.rs"
}

# A program that reads and writes every event by its name.
by_name() {
    cat <<'RUST'
use conscent_types::{v1, v2};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let body = std::io::read_to_string(std::io::stdin())?.into_bytes();
    for event in v1::EVENTS {
        println!("{}", serde_json::to_string(&v1::AnyEvent::decode(event, &body)?)?);
    }
    for event in v2::EVENTS {
        println!("{}", serde_json::to_string(&v2::AnyEvent::decode(event, &body)?)?);
    }
    Ok(())
}
RUST
}

# A program that reads and writes every event by its type.
by_type() {
    local api bodies=
    for api in v1 v2; do
        bodies+=$(awk -v api=$api '
            /^pub struct Envelope</ { envelope = 1 }
            /^impl Event for / { type = api "::" $4; print "        both::<" (envelope ? api "::Envelope<" type ">" : type) ">(&body)," }
        ' conscent-types/src/generated/$api/events.rs)$'\n'
    done
    cat <<RUST
fn both<T: serde::de::DeserializeOwned + serde::Serialize>(body: &[u8]) -> serde_json::Result<Vec<u8>> {
    serde_json::to_vec(&serde_json::from_slice::<T>(body)?)
}

fn main() -> std::io::Result<()> {
    let body = std::io::read_to_string(std::io::stdin())?.into_bytes();
    for written in [
$bodies    ] {
        println!("{}", String::from_utf8_lossy(&written?));
    }
    Ok(())
}
RUST
}

# As cargo would download them: without build scripts, without the workspace.
cargo package --quiet --no-verify --allow-dirty --target-dir "$work/package" -p conscent-codegen -p conscent-core -p conscent-shape -p conscent-types
for file in "$work"/package/package/*.crate; do
    tar -xzf "$file" -C "$work"
done
version_of() {
    cargo pkgid -p "$1" | sed 's/.*[#@]//'
}

for name in types from_slice; do
    crate $name "conscent-types = \"$(version_of conscent-types)\"
serde = { version = \"1\", default-features = false }"
    cat >>"$work/$name/Cargo.toml" <<TOML

[patch.crates-io]
conscent-core = { path = "../conscent-core-$(version_of conscent-core)" }
conscent-types = { path = "../conscent-types-$(version_of conscent-types)" }
TOML
done
by_name >"$work/types/src/main.rs"
{ echo 'use conscent_types::{v1, v2};' && echo && by_type; } >"$work/from_slice/src/main.rs"

crate derive 'serde = { version = "1", features = ["derive"] }'
for api in v1 v2; do
    awk -f benches/twin.awk conscent-types/src/generated/$api/{events,objects}.rs >"$work/derive/src/$api.rs"
done
{ echo 'mod v1;' && echo 'mod v2;' && echo && by_type; } >"$work/derive/src/main.rs"

crate serde 'serde = { version = "1", features = ["derive"] }'

# The programs work.
check() {
    cargo run --quiet --manifest-path "$work/$1/Cargo.toml" <samples/v2/purchase.bundle/purchase-webhook.json >/dev/null
}
check types && check from_slice && check derive
cargo fetch --quiet --manifest-path "$work/serde/Cargo.toml"

# From now on, nothing is downloaded, and every build starts with an empty target folder.
empty() {
    rm -rf "$work"/*/target
}
for profile in dev release; do
    for name in types from_slice derive serde; do
        declare -a "${name}_$profile=(0,1 cargo build --offline --quiet --profile $profile --manifest-path $work/$name/Cargo.toml)"
    done
    race "${1:-5}" empty types_$profile from_slice_$profile derive_$profile serde_$profile
    echo
done
empty
