#!/usr/bin/env bash
# Measures how well `conscent infer` finds the structure of documents, compared with GenSON, genson-cli and quicktype: real documents of SchemaStore, right
# and wrong, and documents generated from schemas with maps, variants, recursion and optional keys. Prints the tables; `<target>/bench/structure/details.json`
# has each figure.
#
#     benches/structure/run.sh [CONSCENT] [GROUP…] [-- OPTION…]
#
# CONSCENT is a command line, by default `<target>/release/conscent`, which is built first. A group is `schemastore`, `unseen`, `dev` or `test`; the default
# is all of them. The options are those of `conscent infer`. Needs Python 3, pip, Node 20, npm and cargo. The package managers check the checksums.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
conscent="" groups=()
while [[ $# -gt 0 && $1 != -- ]]; do
    case $1 in
    schemastore | unseen | dev | test) groups+=("$1") ;;
    *) conscent=$(realpath "$1") ;;
    esac
    shift
done
[[ $# -eq 0 ]] || shift
cd "$here/../.."

target=$(realpath -m "${CARGO_TARGET_DIR:-target}")
tools=$target/bench/tools
work=$target/bench/structure
mkdir -p "$tools/structure" "$work"

python=$tools/structure/python
[[ -f $python/complete ]] || {
    rm -rf "$python"
    python3 -m pip install --quiet --disable-pip-version-check --root-user-action ignore --target "$python" genson==1.4.0 jsonschema-rs==0.61.0 >&2
    touch "$python/complete"
}
node=$tools/structure/node
[[ -f $node/complete ]] || {
    rm -rf "$node" && mkdir -p "$node"
    npm install --silent --no-audit --no-fund --prefix "$node" quicktype-core@26.0.0 json-schema-faker@0.6.3 >&2
    touch "$node/complete"
}
[[ -x $tools/bin/genson-cli ]] || cargo install --quiet genson-cli --version 1.1.6 --locked --root "$tools" >&2
[[ -n $conscent ]] || { cargo build --quiet --release -p conscent-cli >&2 && conscent=$target/release/conscent; }
[[ -x $conscent ]] || { echo "benches/structure/run.sh: $conscent: not a program" >&2 && exit 2; }

export PYTHONPATH=$python PYTHONDONTWRITEBYTECODE=1
[[ ${#groups[@]} -gt 0 ]] || groups=(schemastore unseen dev test)
for group in "${groups[@]}"; do
    [[ ! -d $here/truths/$group ]] || python3 "$here/generate.py" "$here/truths/$group" "$node" "$work/$group"
done
python3 "$here/table.py" --conscent "$conscent" --genson-cli "$tools/bin/genson-cli" --node "$node" --work "$work" --groups "${groups[@]}" -- "$@"
