"""Shared by the measures: the corpora, the command line under test, and the places of a schema."""
import collections
import json
import os
import pathlib
import shutil
import subprocess

Figure = collections.namedtuple("Figure", "row value")


class Corpus:
    """The samples of one vendor, by event; each payload with its file."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.vendor = self.folder.name
        self.samples = self.folder / "samples"
        self.events = {}
        for event in sorted((self.samples / self.vendor).iterdir()):
            self.events[event.name] = [(file, json.loads(file.read_text())) for file in sorted(event.glob("*.json"))]

    def curated(self):
        file = self.folder / "curated.json"
        return json.loads(file.read_text()) if file.exists() else None

    def lay(self, out, keep):
        """Those files of the samples that `keep(event, number, count)` chooses, as samples in `out`."""
        shutil.rmtree(out, ignore_errors=True)
        for event, payloads in self.events.items():
            for number, (file, _) in enumerate(payloads):
                if keep(event, number, len(payloads)):
                    folder = pathlib.Path(out, self.vendor, event)
                    folder.mkdir(parents=True, exist_ok=True)
                    os.link(file, folder / file.name)
        hints = self.samples / "hints.toml"
        if hints.exists():
            os.link(hints, pathlib.Path(out, "hints.toml"))
        return out


class Conscent:
    def __init__(self, program):
        self.program = program

    def run(self, *arguments):
        return subprocess.run([self.program, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def remembers(self):
        return "--previous" in self.run("generate", "--help").stdout

    def generate(self, samples, out, previous=None):
        """Generates a crate in `out`, and replaces an earlier one there. Unchanged files are not written."""
        memory = ["--previous", previous] if previous else []
        done = self.run("generate", "--name", "types", "--samples", samples, "--out", out, *memory)
        if done.returncode:
            raise SystemExit(f"{self.program} generate --samples {samples}: exit code {done.returncode}\n{done.stderr}")
        return pathlib.Path(out)

    def diff(self, old, new):
        done = self.run("diff", "--json", old, new)
        if done.returncode not in (0, 10, 11, 12):
            raise SystemExit(f"{self.program} diff {old} {new}: exit code {done.returncode}\n{done.stderr}")
        return json.loads(done.stdout)


def schemas(out, vendor):
    """The generated schema of each event."""
    return {file.stem: json.loads(file.read_text()) for file in sorted(pathlib.Path(out, "schemas", vendor).glob("*.json"))}


def alternatives(schema, document):
    """A schema without its references and choices: pairs of the definition's name, if it has one, and a schema of one kind."""
    pending, found, seen = [(None, schema)], [], set()
    while pending:
        name, schema = pending.pop(0)
        if not isinstance(schema, dict):
            continue
        # What holds for a variant only (`if`, `then`) adds no kind and no key.
        choices = [part for key in ("allOf", "oneOf", "anyOf") for part in schema.get(key, []) if "if" not in part]
        if "$ref" in schema:
            name = schema["$ref"].rsplit("/", 1)[-1]
            if name not in seen:
                seen.add(name)
                pending.append((name, document["$defs"].get(name, {})))
        elif choices:
            pending += [(name, part) for part in choices]
        else:
            found.append((name, schema))
    return found


def is_object(schema):
    return "properties" in schema or schema.get("type") == "object"


def children(schema):
    """The schemas below an object or a list, by the step to them: a key, or * for all items (of a list or a map)."""
    yield from schema.get("properties", {}).items()
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), dict):
            yield "*", schema[key]


def step(kinds, key):
    """The schema under a key: its own, or that of all values of a map."""
    return first(part.get("properties", {}).get(key) for part in kinds) or first(part.get("additionalProperties") for part in kinds)


def first(schemas):
    return next((schema for schema in schemas if isinstance(schema, dict)), None)


def places(documents):
    """The name of the definition at each (event, path) below a payload that is an object. A type that contains itself is entered twice."""
    found = {}

    def walk(schema, document, event, path, inside):
        for name, part in alternatives(schema, document):
            within = inside
            if name is not None and is_object(part):
                found[event, path] = name
                if inside.count(name) > 1:
                    continue
                within = inside + (name,)
            for step, below in children(part):
                walk(below, document, event, path + (step,), within)

    for event, document in documents.items():
        for step, below in children(document):
            walk(below, document, event, (step,), ())
    return found


def strings(value):
    """All texts in a JSON value that are values, not keys."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for below in value.values():
            yield from strings(below)
    elif isinstance(value, list):
        for below in value:
            yield from strings(below)


def keys(value):
    """All keys of objects in a JSON value."""
    if isinstance(value, dict):
        for key, below in value.items():
            yield key
            yield from keys(below)
    elif isinstance(value, list):
        for below in value:
            yield from keys(below)


def percent(part, of):
    return f"{100 * part / of:.1f} %" if of else "none to judge"
