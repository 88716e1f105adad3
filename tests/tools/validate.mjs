// Validates the documents given as arguments: OpenAPI 3.1 (including examples) or AsyncAPI 3.0. Prints the errors, and fails if there are any.
// It does not check style.

import { Parser } from "@asyncapi/parser";
import { createConfig, lint } from "@redocly/openapi-core";
import { readFile } from "node:fs/promises";
import process from "node:process";

/** What is wrong with an OpenAPI document: its structure, its references, its examples. */
async function openapi(file) {
  const rules = {
    struct: "error",
    "no-unresolved-refs": "error",
    "no-invalid-media-type-examples": "error",
    "no-invalid-schema-examples": "error",
    "operation-operationId-unique": "error",
    "operation-operationId-url-safe": "error",
    "security-defined": "error",
    "spec-components-invalid-map-name": "error",
  };
  const problems = await lint({ ref: file, config: await createConfig({ rules }) });
  return problems.map(({ message, location }) => `${location[0]?.pointer ?? ""}: ${message}`);
}

/** What is wrong with an AsyncAPI document, in the eyes of the specification's own parser. */
async function asyncapi(text) {
  const problems = await new Parser().validate(text);
  const errors = problems.filter(({ severity }) => severity === 0);
  return errors.map(({ message, path }) => `#/${path.join("/")}: ${message}`);
}

async function problems(file) {
  const text = await readFile(file, "utf8");
  const document = JSON.parse(text);
  if (document.openapi === "3.1.0") return openapi(file);
  if (document.asyncapi === "3.0.0") return asyncapi(text);
  return ["neither OpenAPI 3.1.0 nor AsyncAPI 3.0.0"];
}

for (const file of process.argv.slice(2)) {
  const found = await problems(file);
  for (const problem of found) console.log(`${file}: ${problem}`);
  if (found.length > 0) process.exitCode = 1;
}
