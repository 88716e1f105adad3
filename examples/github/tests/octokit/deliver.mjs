// Sends every documented payload of GitHub to a receiver, signed by GitHub's own library, and prints a line of JSON for each.
//
//     node deliver.mjs URL SECRET
import { createRequire } from "node:module";
import { sign } from "@octokit/webhooks-methods";

const examples = createRequire(import.meta.url)("@octokit/webhooks-examples");
const [url, secret] = process.argv.slice(2);

for (const { name, examples: payloads } of examples.default ?? examples) {
  for (const payload of payloads) {
    const body = JSON.stringify(payload);
    const headers = {
      "content-type": "application/json",
      "x-github-event": name,
      "x-github-delivery": crypto.randomUUID(),
      "x-hub-signature-256": await sign(secret, body),
    };
    const { status } = await fetch(url, { method: "POST", headers, body });
    const forged = await fetch(url, { method: "POST", headers, body: body + " " });
    console.log(JSON.stringify({ name, action: payload.action ?? null, status, forged: forged.status }));
  }
}
