"""Holds out the last payload of each event: do the types generated from the other payloads know its values?

A value is neither an object, a list nor null. It is typed if every key on its path is known, and the type at its place accepts its kind."""
import collections

from corpus import Figure, alternatives, first, percent, schemas, step


def measure(corpus, conscent, work):
    rest = corpus.lay(work / "rest", lambda _, number, count: count == 1 or number + 1 < count)
    documents = schemas(conscent.generate(rest, work / "out"), corpus.vendor)
    typed, of, unmet = 0, 0, collections.Counter()
    for event, payloads in corpus.events.items():
        if len(payloads) > 1:
            for path, meets in values(payloads[-1][1], documents[event], documents[event], ()):
                of, typed = of + 1, typed + meets
                if not meets:
                    unmet[f"{event}: /" + "/".join(path)] += 1
    details = [f"{n} not typed at {place}" for place, n in unmet.most_common(100)]
    return [Figure("values typed, with the last payload of each event held out", f"{percent(typed, of)} of {of}")], details


def values(value, schema, document, path):
    """Each value with its path, and whether it is typed; `schema` is None where nothing is known."""
    kinds = [part for _, part in alternatives(schema, document)]
    if isinstance(value, dict):
        for key, below in value.items():
            yield from values(below, step(kinds, key), document, path + (key,))
    elif isinstance(value, list):
        for below in value:
            yield from values(below, first(part.get("items") for part in kinds), document, path + ("*",))
    elif value is not None:
        yield path, any(has(part, value) for part in kinds)


def has(schema, value):
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if "enum" in schema or "const" in schema:
        return value in schema.get("enum", [schema.get("const")])
    if isinstance(value, bool):
        return "boolean" in kinds
    return "string" in kinds if isinstance(value, str) else "number" in kinds or "integer" in kinds
