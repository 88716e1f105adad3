#!/usr/bin/env python3
"""Documents that satisfy a schema, and documents that differ from those by one change of structure that the schema refuses.

    generate.py SCHEMAS NODE OUT      SCHEMAS/<set>.json -> OUT/<set>/{positive,negative}/NNN.json

json-schema-faker makes the right ones, with a fixed seed. Only structure counts for the wrong ones: which keys an object has, of which kind the values are,
and the constants that say which variant an object is. No document is wrong because of a pattern, a bound or an enum."""
import collections
import copy
import hashlib
import json
import pathlib
import random
import shutil
import subprocess
import sys
import zlib

import jsonschema_rs

HERE = pathlib.Path(__file__).parent
COUNT = 1000
OVERDRAW = 4  # how many more are drawn, because equal ones count once
TRIES = 400  # after this many tries without a success, a kind of change is given up
NOT_STRUCTURE = {
    "description", "title", "default", "examples", "format", "pattern", "propertyNames", "minLength", "maxLength", "minimum", "maximum",
    "minItems", "maxItems", "minProperties", "maxProperties",
}
VALUES = (None, True, 7, "text", [], {})
UNKNOWN = ("extra", "legacyFlag", "x_added", "draft", "comment2")


def main():
    schemas, node, out = map(pathlib.Path, sys.argv[1:4])
    paths = sorted(schemas.glob("*.json"))
    if (out / "inputs").is_file() and (out / "inputs").read_text() == inputs(paths):
        return
    shutil.rmtree(out, ignore_errors=True)
    for path in paths:
        truth = json.loads(path.read_text())
        positive = right(path, truth, node)
        negative, changes = wrong(truth, positive, random.Random(path.stem))
        write(out / path.stem / "positive", positive)
        write(out / path.stem / "negative", negative)
        kinds = ", ".join(f"{count} {name}" for name, count in sorted(changes.items()))
        print(f"{path.stem}: {len(positive)} right, {len(negative)} wrong: {kinds}", file=sys.stderr)
    (out / "inputs").write_text(inputs(paths))


def inputs(paths):
    """A checksum of everything that the documents depend on, so that they are only made again if it changes."""
    digest = hashlib.sha256()
    for path in [HERE / "generate.py", HERE / "faker.mjs", *paths]:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def right(path, truth, node):
    """Distinct documents that satisfy the schema."""
    seed = zlib.crc32(path.stem.encode())
    done = subprocess.run(["node", HERE / "faker.mjs", node, path, str(OVERDRAW * COUNT), str(seed)], capture_output=True, text=True, check=True)
    validator = jsonschema_rs.Draft202012Validator(truth)
    texts = dict.fromkeys(done.stdout.splitlines())
    documents = (json.loads(text) for text in texts)
    return [document for document in documents if validator.is_valid(document)][:COUNT]


def wrong(truth, positive, rng):
    """Distinct documents with one change each, that the structure of the schema refuses, and how many have which change."""
    validator = jsonschema_rs.Draft202012Validator(structure(truth))
    names = known(truth)
    donors = collections.defaultdict(list)
    for document in positive:
        for path, value in walk(document):
            if isinstance(value, dict):
                donors[role(path, names)].append(value)
    found, changes = {}, collections.Counter()
    alive = {change: TRIES for change in (remove, add, retype, borrow, relabel)}
    while len(found) < COUNT and alive:
        for change in list(alive):
            document = copy.deepcopy(rng.choice(positive))
            if change(document, rng, donors, names) and not validator.is_valid(document) and json.dumps(document) not in found:
                found[json.dumps(document)] = document
                changes[change.__name__] += 1
                alive[change] = TRIES
            else:
                alive[change] -= 1
                if not alive[change]:
                    del alive[change]
    return list(found.values())[:COUNT], changes


def structure(schema):
    """The schema without what is not structure."""
    if isinstance(schema, list):
        return [structure(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    out = {}
    for key, value in schema.items():
        if key in ("properties", "$defs", "patternProperties"):
            out[key] = {name: structure(below) for name, below in value.items()}
        elif key == "enum":
            out["type"] = sorted({kind(one) for one in value})
        elif key == "const":
            out[key] = value
        elif key not in NOT_STRUCTURE:
            out[key] = structure(value)
    return out


def known(schema):
    """The names of all properties in the schema."""
    if isinstance(schema, list):
        return set().union(*map(known, schema)) if schema else set()
    if not isinstance(schema, dict):
        return set()
    return set(schema.get("properties", {})).union(*map(known, schema.values()))


def kind(value):
    kinds = {type(None): "null", bool: "boolean", int: "number", float: "number", str: "string", list: "array", dict: "object"}
    return kinds[type(value)]


def walk(value, path=()):
    yield path, value
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in below:
        yield from walk(inner, (*path, step))


def role(path, names):
    """What an object is for: the last name of a property on its path."""
    return next((step for step in reversed(path) if step in names), "")


def objects(document, rng):
    """A random object of the document, with its path."""
    return rng.choice([(path, value) for path, value in walk(document) if isinstance(value, dict)])


def remove(document, rng, _donors, _names):
    """A key less."""
    _, value = objects(document, rng)
    if value:
        del value[rng.choice(sorted(value))]
    return True


def add(document, rng, _donors, names):
    """A key that no object has."""
    _, value = objects(document, rng)
    value[rng.choice([name for name in UNKNOWN if name not in names])] = copy.deepcopy(rng.choice(VALUES))
    return True


def retype(document, rng, _donors, _names):
    """A value of another kind."""
    places = [(path, value) for path, value in walk(document) if path]
    if not places:
        return False
    path, value = rng.choice(places)
    parent = document
    for step in path[:-1]:
        parent = parent[step]
    parent[path[-1]] = copy.deepcopy(rng.choice([other for other in VALUES if kind(other) != kind(value)]))
    return True


def borrow(document, rng, donors, names):
    """A key, with its value, of an object that serves the same purpose: one of another variant, for example."""
    path, value = objects(document, rng)
    donor = rng.choice(donors[role(path, names)])
    keys = sorted((set(donor) & names) - set(value))
    if not keys:
        return False
    key = rng.choice(keys)
    value[key] = copy.deepcopy(donor[key])
    return True


def relabel(document, rng, donors, names):
    """The text of one key as in an object that serves the same purpose: the tag of another variant, for example."""
    path, value = objects(document, rng)
    donor = rng.choice(donors[role(path, names)])
    keys = sorted(key for key in set(donor) & set(value) & names if isinstance(donor[key], str) and isinstance(value[key], str) and donor[key] != value[key])
    if not keys:
        return False
    key = rng.choice(keys)
    value[key] = donor[key]
    return True


def write(folder, documents):
    folder.mkdir(parents=True)
    for i, document in enumerate(documents):
        (folder / f"{i:03}.json").write_text(json.dumps(document))


if __name__ == "__main__":
    main()
