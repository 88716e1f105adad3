"""Schemas that people curated by hand: the definition at each place, and the texts that are closed sets.

The definitions of events are called `event$action`; all others are entities."""
import collections
import re


def family(name):
    """Variants of an entity (…-lite, simple-…) count as the entity."""
    return re.sub(r"^simple-|-(lite|simple|short|min|optional|partial).*$", "", name)


class Curated:
    """`types`: (event, path) to a count of families; an object written in place is a family of its own, named by where the schema says it.
    `texts`: (event, path) to a set of (where the schema says it, the values it allows or None)."""

    def __init__(self, schema):
        self.definitions = schema["definitions"]
        self.types = collections.defaultdict(collections.Counter)
        self.texts = collections.defaultdict(set)
        for name, definition in self.definitions.items():
            if "$" in name:
                event = name.split("$")[0]
                self.visit(definition, event, (), frozenset(), event, named=True)

    def visit(self, schema, event, path, entered, node, named=False):
        """`entered`: the definitions around this place. `named`: whether a definition's name already says what this object is."""
        if not isinstance(schema, dict):
            return
        if "$ref" in schema:
            self.follow(schema["$ref"].rsplit("/", 1)[-1], event, path, entered)
            return
        parts = [part for key in ("allOf", "oneOf", "anyOf") for part in schema.get(key, [])]
        refers = any("$ref" in part for part in parts)
        for part in parts:
            self.visit(part, event, path, entered, node, named or refers)
        if "properties" in schema and path and not named:
            self.types[event, path][f"inline {node}"] += 1
        for key, below in schema.get("properties", {}).items():
            self.visit(below, event, path + (key,), entered, f"{node}/{key}")
        if isinstance(schema.get("items"), dict):
            self.visit(schema["items"], event, path + ("*",), entered, f"{node}/*")
        kinds = schema.get("type", "string" if "enum" in schema or "const" in schema else None)
        if kinds == "string" or isinstance(kinds, list) and "string" in kinds:
            values = [schema["const"]] if "const" in schema else schema.get("enum")
            texts = tuple(sorted(value for value in values if isinstance(value, str))) if values else None
            self.texts[event, path].add((node, texts))

    def follow(self, name, event, path, entered):
        target = self.definitions.get(name)
        if target is None:
            return
        is_object = target.get("type") == "object" or "properties" in target or "allOf" in target
        if path and "$" not in name and (is_object or name in entered):
            self.types[event, path][family(name)] += 1
        if name not in entered:
            self.visit(target, event, path, entered | {name}, name, named=True)
