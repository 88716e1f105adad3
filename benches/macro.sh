#!/usr/bin/env bash
# Measures what the attribute costs a user: `cargo build` after a change in a crate with the demonstration's ten handlers and its fallback, compared with
# the same crate without the attributes, where the handlers are plain functions. Also counts the crates that `conscent` compiles.
#
#     benches/macro.sh [ROUNDS]
set -euo pipefail
cd "$(dirname "$0")/.."
source benches/race.sh

work=$(realpath -m "${CARGO_TARGET_DIR:-target}")/bench/macro
rm -rf "$work" && mkdir -p "$work"
export CARGO_TARGET_DIR=$work/target
names=$(sed -n 's/^pub(crate) \(async \)\?fn \([a-z_]*\)(.*/\2/p' src/handlers.rs)

# crate NAME: makes a crate with the handlers from standard input, and the body of main from `main`
crate() {
    mkdir -p "$work/$1/src"
    printf '[package]\nname = "%s"\nedition = "2024"\n\n[workspace]\n\n[dependencies]\nconscent = { path = "%s/conscent" }\n' "$1" "$PWD" \
        >"$work/$1/Cargo.toml"
    cat >"$work/$1/src/handlers.rs"
    printf 'mod handlers;\nuse handlers::*;\n\nfn main() {\n%s\n}\n' "$main" >"$work/$1/src/main.rs"
    cp Cargo.lock "$work/$1"
    cargo build --quiet --manifest-path "$work/$1/Cargo.toml"
}

main="    let ledger = Ledger::default();
    let router = conscent::Router::with_fallback(other).state(ledger.clone());
    let router = router.handlers(conscent::handlers![$(grep -vx other <<<"$names" | paste -sd,)]).build();
    println!(\"{router:?} {}\", ledger.read());"
crate handlers <src/handlers.rs
main="    println!(\"{}\", Ledger::default().read());
$(for name in $names; do echo "    std::hint::black_box($name);"; done)"
sed '/^#\[conscent_handler/d; s/, conscent_handler//' src/handlers.rs | crate functions

changed() {
    touch "$work/$1/src/handlers.rs"
}
handlers=(0,1 cargo build --offline --quiet --manifest-path "$work/handlers/Cargo.toml")
functions=(0,1 cargo build --offline --quiet --manifest-path "$work/functions/Cargo.toml")
race "${1:-15}" changed handlers functions

crates=$(cargo tree --offline --manifest-path "$work/handlers/Cargo.toml" --edges normal,build --prefix none --format '{p}' | cut -d ' ' -f 1 | sort -u)
echo
echo "Crates that a user of conscent compiles: $(grep -cvx handlers <<<"$crates"). With default features: $(grep -vx handlers <<<"$crates" | paste -sd ' ')."
