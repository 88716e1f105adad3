// Answers each line on standard input, a JSON list of documents as texts, with a line that is the JSON Schema that quicktype infers from them.
//
//     node quicktype.mjs FOLDER      FOLDER/node_modules has quicktype-core
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const at = createRequire(`${process.argv[2]}/`).resolve("quicktype-core");
const { InputData, jsonInputForTargetLanguage, quicktype } = await import(pathToFileURL(at));

for await (const line of createInterface({ input: process.stdin })) {
    const input = jsonInputForTargetLanguage("schema");
    await input.addSource({ name: "Document", samples: JSON.parse(line) });
    const inputData = new InputData();
    inputData.addInput(input);
    const result = await quicktype({ inputData, lang: "schema" });
    process.stdout.write(JSON.stringify(JSON.parse(result.lines.join("\n"))) + "\n");
}
