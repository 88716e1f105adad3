#!/usr/bin/env bash
# The documented webhook payloads of a large vendor (npm package @octokit/webhooks-examples, MIT), laid out as samples in the target folder:
# of the first 50 events by name the first 12 examples each, 2.7 MB. Needs npm and node.
set -euo pipefail
cd "$(dirname "$0")/.."

folder=${CARGO_TARGET_DIR:-target}/bench/github
rm -rf "$folder" && mkdir -p "$folder"
tarball=$(npm pack --silent --pack-destination "$folder" @octokit/webhooks-examples@7.6.1)
tar -xzf "$folder/$tarball" -C "$folder" package/api.github.com/index.json
node - "$folder" <<'JS'
const fs = require("fs");
const folder = process.argv[2];
const events = JSON.parse(fs.readFileSync(`${folder}/package/api.github.com/index.json`, "utf8"));
events.sort((a, b) => (a.name < b.name ? -1 : 1));
for (const { name, examples } of events.slice(0, 50)) {
  fs.mkdirSync(`${folder}/github/${name}`, { recursive: true });
  examples.slice(0, 12).forEach((example, index) => {
    const number = String(index).padStart(2, "0");
    fs.writeFileSync(`${folder}/github/${name}/example-${number}.json`, JSON.stringify(example, null, 2));
  });
}
JS
rm -r "$folder/package" "$folder/$tarball"
