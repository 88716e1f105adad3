"""Closed sets: which curated enums are generated as open enums, and which generated enums are not curated enums.

A set holds the values of all enums of a key. It counts if at least two of its values each occur in two payloads or more, and is found if most of its places are generated enums. A generated enum is false
if most of its places are text without an enum in the curated schemas."""
import collections

from corpus import Figure, alternatives, children, schemas
from curated import Curated


def measure(corpus, conscent, work):
    documents = schemas(conscent.generate(corpus.samples, work / "all"), corpus.vendor)
    ours = enums(documents)
    if corpus.curated() is None:
        listed = collections.defaultdict(set)
        for place, (name, values) in ours.items():
            listed[name, values].add(place[0] + ": /" + "/".join(place[1]))
        return [], [f"enum {name} {list(values)} at {sorted(places)[0]} and {len(places) - 1} more places" for (name, values), places in sorted(listed.items())]

    seen = sightings(corpus)
    texts = Curated(corpus.curated()).texts
    found, missed = [], []
    for node, (values, places) in sorted(closed_sets({place: said for place, said in texts.items() if place in seen}).items()):
        payloads = collections.defaultdict(set)
        for place in places:
            for value, files in seen[place].items():
                payloads[value] |= files
        if sum(len(files) > 1 for files in payloads.values()) > 1:
            here = sum(place in ours for place in places)
            counts = ", ".join(f"{value} {len(files)}" for value, files in sorted(payloads.items()))
            (found if 2 * here > len(places) else missed).append(f"{node} {sorted(values)}: {here} of {len(places)} places; seen: {counts}")

    judged = collections.defaultdict(lambda: [0, 0, None, None])
    for place, (name, values) in ours.items():
        if place in texts:
            judgement = judged[name]
            judgement[any(said is None for _, said in texts[place])] += 1
            judgement[2:] = [values, place]
    false = [f"{name} {list(values)}: {wrong} of {right + wrong} places, such as {place[0]}: /{'/'.join(place[1])}" for name, (right, wrong, values, place) in sorted(judged.items()) if wrong > right]
    details = [f"{title}: {line}" for title, lines in (("found", found), ("missed", missed), ("false", false)) for line in lines]
    return [Figure("closed sets found / false enums", f"{len(found)} of {len(found) + len(missed)} / {len(false)}")], details


def closed_sets(texts):
    """Where the schemas say a set, its values, and its places. What is said of one place in several ways (for each action of an event, say) is one set."""
    sets, owner = {}, {}
    for place, said in sorted(texts.items()):
        closed = sorted((node, values) for node, values in said if values and len(values) > 1)
        if not closed or place[1][-1] == "*":
            continue
        nodes = [owner.get(node, node) for node, _ in closed]
        for other in nodes[1:]:
            if other != nodes[0]:
                values, places = sets.pop(other, (set(), set()))
                sets.setdefault(nodes[0], (set(), set()))[0].update(values)
                sets[nodes[0]][1].update(places)
                owner.update({node: nodes[0] for node, target in owner.items() if target == other})
        owner.update({node: nodes[0] for node, _ in closed})
        sets.setdefault(nodes[0], (set(), set()))[0].update(value for _, values in closed for value in values)
        sets[nodes[0]][1].add(place)
    return sets


def enums(documents):
    """The open enum at each place, as its name and its values."""
    found = {}

    def walk(schema, document, event, path, inside):
        for name, part in alternatives(schema, document):
            if "enum" in part:
                found[event, path] = name or "/".join(path), tuple(part["enum"])
            if name is None or inside.count(name) < 2:
                for step, below in children(part):
                    walk(below, document, event, path + (step,), inside + (name,))

    for event, document in documents.items():
        walk({"properties": document.get("properties", {})}, document, event, (), ())
    return found


def sightings(corpus):
    """For each place, the texts that stand there, each with the files of its payloads."""
    found = collections.defaultdict(lambda: collections.defaultdict(set))

    def walk(value, event, path, file):
        if isinstance(value, str):
            found[event, path][value].add(file)
        elif isinstance(value, dict):
            for key, below in value.items():
                walk(below, event, path + (key,), file)
        elif isinstance(value, list):
            for below in value:
                walk(below, event, path + ("*",), file)

    for event, payloads in corpus.events.items():
        for file, payload in payloads:
            walk(payload, event, (), file)
    return found
