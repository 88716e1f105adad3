// Prints documents that satisfy a schema, one a line, made by json-schema-faker.
//
//     node faker.mjs FOLDER SCHEMA COUNT SEED      FOLDER/node_modules has json-schema-faker
//
// json-schema-faker names the keys of a map `prop123` whatever `propertyNames` says, so a map is drawn as a list of pairs, which become its entries.
// A string without a format or pattern becomes some words, instead of random letters.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [folder, file, count, seed] = process.argv.slice(2);
const { createGeneratorSync } = await import(pathToFileURL(`${folder}/node_modules/json-schema-faker/dist/index.js`));

const ENTRIES = "\u0000entries";
const WORDS = ("able amber apple arrow atlas basic beach birch brick cabin candle canyon cedar chalk cloud coast copper coral crane delta dune eagle ember " +
    "fern field flint forest garden glacier grain harbor hazel island ivory jade juniper lake lantern linen maple marble meadow mint moss north oak ocean olive " +
    "opal orchard pearl pine prairie quartz rain reef river saffron sage sand shore silver slate spruce stone summit thistle timber tulip valley violet willow").split(" ").join("|");
const TEXT = `^(${WORDS})( (${WORDS})){0,4}$`;
const NAME = `^(${WORDS})(-(${WORDS})){0,1}$`;

function prepare(schema) {
    if (Array.isArray(schema)) return schema.map(prepare);
    if (schema === null || typeof schema !== "object") return schema;
    const out = {};
    for (const [key, value] of Object.entries(schema)) {
        if (key === "properties" || key === "$defs") out[key] = mapValues(value, prepare);
        else if (key === "const" || key === "enum") out[key] = value;
        else if (key !== "description") out[key] = prepare(value);
    }
    if (out.type === "string" && !["enum", "const", "pattern", "format"].some((key) => key in out)) out.pattern = TEXT;
    const lists = maps(schema).map(([keys, values], i) => [`${ENTRIES}${i}`, pairs(keys, values, schema)]);
    if (lists.length > 0) {
        for (const key of ["additionalProperties", "patternProperties", "propertyNames", "minProperties", "maxProperties"]) delete out[key];
        out.additionalProperties = false;
        out.properties = { ...out.properties, ...Object.fromEntries(lists) };
        out.required = [...(out.required ?? []), ...lists.map(([name]) => name)];
    }
    return out;
}

function mapValues(object, change) {
    return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}

function maps(schema) {
    const found = Object.entries(schema.patternProperties ?? {}).map(([pattern, values]) => [{ pattern }, values]);
    const other = schema.additionalProperties;
    return typeof other === "object" ? [...found, [schema.propertyNames ?? { pattern: NAME }, other]] : found;
}

function pairs(keys, values, { minProperties = 0, maxProperties = 4 }) {
    const properties = { key: { type: "string", ...keys }, value: prepare(values) };
    const pair = { type: "object", properties, required: ["key", "value"], additionalProperties: false };
    return { type: "array", items: pair, minItems: minProperties, maxItems: maxProperties };
}

function fold(value) {
    if (Array.isArray(value)) return value.map(fold);
    if (value === null || typeof value !== "object") return value;
    const out = {};
    for (const [key, below] of Object.entries(value)) {
        if (key.startsWith(ENTRIES)) for (const { key: name, value: inner } of below) out[name] = fold(inner);
        else out[key] = fold(below);
    }
    return out;
}

const schema = prepare(JSON.parse(readFileSync(file, "utf8")));
const generator = createGeneratorSync({ seed: Number(seed), maxDepth: 24, refDepthMax: 4 });
for (let i = 0; i < Number(count); i++) process.stdout.write(JSON.stringify(fold(generator.generate(schema))) + "\n");
