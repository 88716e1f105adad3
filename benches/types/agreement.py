"""Agreement of the types with schemas that were curated by hand.

A place is an object at (event, path). Precision, recall and F1 are over pairs of places: two places should share a generated type exactly if they share a curated one.
B-cubed is the same, averaged over places, so that one large entity does not dominate. A name is plain if it is the curated one, or a key that holds the type (or its singular)."""
import collections
import re

from corpus import Figure, percent, places, schemas
from curated import Curated


def measure(corpus, conscent, work):
    if corpus.curated() is None:
        return [], []
    truth = Curated(corpus.curated()).types
    rest = corpus.lay(work / "rest", lambda _, number, count: number + 1 < count)
    figures, details = [], []
    for title, samples in (("", corpus.samples), (", last payload of each event left out", rest)):
        ours = places(schemas(conscent.generate(samples, work / "out"), corpus.vendor))
        added, details = agree(ours, truth)
        figures += [Figure(figure.row + title, figure.value) for figure in added]
    return figures, details


def agree(ours, truth):
    both = sorted(set(ours) & set(truth))
    label = {place: truth[place].most_common(1)[0][0] for place in both}

    sizes = {"ours": collections.Counter(ours[place] for place in both), "theirs": collections.Counter(label.values())}
    joint = collections.Counter((label[place], ours[place]) for place in both)
    precision, recall = pairs(joint) / pairs(sizes["ours"]), pairs(joint) / pairs(sizes["theirs"])
    weight = [(n * n / sizes["ours"][our], n * n / sizes["theirs"][their]) for (their, our), n in joint.items()]
    b_precision, b_recall = (sum(column) / len(both) for column in zip(*weight))

    stands_under = collections.defaultdict(set)
    for (_, path), name in ours.items():
        stands_under[name] |= spellings(next((step for step in reversed(path) if step != "*"), ""))
    named = [place for place in both if not label[place].startswith("inline ")]
    plain = [place for place in named if ours[place] == camel(label[place]) or ours[place] in stands_under[ours[place]]]

    details = [f"{n} {their} -> {our}" for (their, our), n in joint.most_common(100)]
    return [
        Figure("agreement over pairs of places: precision / recall / F1", f"{precision:.3f} / {recall:.3f} / {f1(precision, recall):.3f}"),
        Figure("agreement, B-cubed: precision / recall / F1", f"{b_precision:.3f} / {b_recall:.3f} / {f1(b_precision, b_recall):.3f}"),
        Figure("plain names", f"{percent(len(plain), len(named))} of {len(named)}"),
    ], details


def pairs(groups):
    return sum(n * (n - 1) // 2 for n in groups.values())


def f1(precision, recall):
    return 2 * precision * recall / (precision + recall)


def camel(text):
    words = re.split(r"[^A-Za-z0-9]+|(?<=[a-z])(?=[A-Z])", text)
    return "".join(word[:1].upper() + word[1:] for word in words)


def spellings(key):
    found = {camel(key)}
    for plural, singular in (("ies", "y"), ("es", ""), ("s", "")):
        if key.endswith(plural):
            found.add(camel(key.removesuffix(plural)) + singular)
    return found
