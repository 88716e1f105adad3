"""Sample values that reach the generated sources and schemas. The module of samples, OpenAPI and AsyncAPI are not checked: they show samples on purpose.

A text counts if it has more than three bytes, and is neither a key, the name of an event or a generated type, nor written as a number, boolean or null. Texts of enums are counted separately: a
person has to judge them, and `closed.py` does so for curated schemas; the figure counts those that look like data. A number counts if its key says that it identifies something. A key counts if
it looks like data and became a field."""
import json
import re

from corpus import Figure, keys, schemas, strings

# More than one word, an address, five digits in a row, a date, an identifier of a network's own kind (@someone:somewhere).
LIKE_DATA = r"\s|@|://|\d{5}|\d{4}-\d\d|^[$!#][^ ]*:|:\d"
# Of values also what is a word of ten letters and digits or more.
DATA_AS_KEY, DATA_AS_VALUE = re.compile(LIKE_DATA), re.compile(LIKE_DATA + r"|^(?=.*\d)[A-Z0-9]{10,}$|^(?=.*\d)(?=.*[A-Z])(?=.*[a-z])[A-Za-z0-9+=]{10,}$")
IDENTIFIES = re.compile(r"(^|_|-)ids?$|I[dD]s?$")
RUST_LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"|(`+) ?(.+?) ?\2')
RUST_TYPE = re.compile(r"\bpub (?:struct|enum) (\w+)")
SCALAR = re.compile(r"-?\d+(\.\d+)?|true|false|null")


def measure(corpus, conscent, work):
    out = conscent.generate(corpus.samples, work / "all")
    documents = schemas(out, corpus.vendor)
    sources = {file.relative_to(out).as_posix(): file.read_text() for file in sorted((out / "src" / "generated").rglob("*.rs")) if file.name not in ("samples.rs", "schemas.rs")}
    printed = {}
    for event, document in documents.items():
        for text in [*strings(document), *map(str, numbers(document, lambda _: True))]:
            printed.setdefault(text, f"schemas/{corpus.vendor}/{event}.json")
    for name, source in sources.items():
        for literal, _, span in RUST_LITERAL.findall(source):
            printed.setdefault(unescaped(literal) if literal else span, name)

    payloads = [payload for event in corpus.events.values() for _, payload in event]
    known = {corpus.vendor, *corpus.events, *(key for payload in payloads for key in keys(payload)), *(name for source in sources.values() for name in RUST_TYPE.findall(source))}
    texts = {text for payload in payloads for text in strings(payload) if len(text.encode()) > 3 and not SCALAR.fullmatch(text)} - known
    identifiers = {str(number) for payload in payloads for number in numbers(payload, IDENTIFIES.search) if abs(number) > 999}

    allowed = {value for document in documents.values() for value in enum_values(document)}
    leaked = sorted(texts & set(printed) - allowed)
    enums = sorted(texts & allowed)
    suspect = [text for text in enums if DATA_AS_VALUE.search(text)]
    numbered = sorted(identifiers & set(printed))
    fields = sorted({key for document in documents.values() for key in properties(document) if DATA_AS_KEY.search(key)})
    details = [f"{what} {text!r} in {printed[text]}" for what, found in (("text", leaked), ("enum value", suspect), ("number", numbered)) for text in found] + [f"field {key!r}" for key in fields]
    return [
        Figure("sample values in sources or schemas: texts / enum values that look like data / identifying numbers", f"{len(leaked)} / {len(suspect)} of {len(enums)} / {len(numbered)}"),
        Figure("fields whose keys look like data", str(len(fields))),
    ], details


def numbers(value, chosen, key=""):
    """All numbers in a JSON value under keys that are chosen."""
    if isinstance(value, dict):
        for key, below in value.items():
            yield from numbers(below, chosen, key)
    elif isinstance(value, list):
        for below in value:
            yield from numbers(below, chosen, key)
    elif isinstance(value, (int, float)) and not isinstance(value, bool) and chosen(key):
        yield value


def unescaped(literal):
    try:
        return json.loads(f'"{literal}"')
    except ValueError:
        return literal


def enum_values(schema):
    if isinstance(schema, dict):
        if isinstance(schema.get("enum"), list):
            yield from (value for value in schema["enum"] if isinstance(value, str))
        schema = list(schema.values())
    if isinstance(schema, list):
        for below in schema:
            yield from enum_values(below)


def properties(schema):
    if isinstance(schema, dict):
        if isinstance(schema.get("properties"), dict):
            yield from schema["properties"]
        schema = list(schema.values())
    if isinstance(schema, list):
        for below in schema:
            yield from properties(below)
