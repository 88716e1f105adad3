"""Figures about the types of a vendor without curated schemas.

An object has few of its type's fields if the type absorbs unrelated objects. A type is named after a key if its name is a key that holds it, or the singular of one. Both are averages over the
objects in the samples. Neither is sufficient alone: with a type for each place, objects would have all fields, and a single type could be named after every key."""
import collections

from agreement import spellings
from corpus import Figure, alternatives, is_object, percent, schemas, step


def measure(corpus, conscent, work):
    documents = schemas(conscent.generate(corpus.samples, work / "all"), corpus.vendor)
    objects = collections.defaultdict(list)
    for event, payloads in corpus.events.items():
        for _, payload in payloads:
            for key, below in payload.items():
                collect(below, documents[event]["properties"].get(key), documents[event], (event, key), objects)

    full = of = named = 0
    lines = []
    for name, found in objects.items():
        stands_under = collections.Counter(next(part for part in reversed(path) if part != "*") for path, _, _ in found)
        full += sum(has / fields for _, has, fields in found)
        of += len(found)
        named += any(name in spellings(key) for key in stands_under) and len(found)
        fields, has = found[0][2], sum(has for _, has, _ in found) / len(found)
        events = {path[0] for path, _, _ in found}
        lines.append((fields - has, f"{name}: {fields} fields, of which an object has {has:.1f}; {len(found)} objects in {len(events)} events under {', '.join(key for key, _ in stands_under.most_common(5))}"))
    lines.sort(key=lambda line: (-line[0], line[1]))
    return [Figure("object types / share of its type's fields that an object has / objects whose type is named after a key", f"{len(objects)} / {percent(full, of)} / {percent(named, of)}")], [line for _, line in lines[:60]]


def collect(value, schema, document, path, objects):
    """Each object with a type: where it is, how many fields it has, and how many its type has."""
    kinds = alternatives(schema, document)
    if isinstance(value, dict):
        for name, part in kinds:
            if name and is_object(part) and part.get("properties"):
                objects[name].append((path, len(value.keys() & part["properties"].keys()), len(part["properties"])))
                break
        for key, below in value.items():
            collect(below, step([part for _, part in kinds], key), document, path + (key,), objects)
    elif isinstance(value, list):
        for below in value:
            collect(below, next((part["items"] for _, part in kinds if "items" in part), None), document, path + ("*",), objects)
