"""Compares names in random halves of the samples with names in all samples: does a name in both mean the same places?

A name means the same if every place that has it in the half has it in the whole."""
import collections
import random

from corpus import Figure, percent, places, schemas

ROUNDS = 10


def measure(corpus, conscent, work):
    whole = places(schemas(conscent.generate(corpus.samples, work / "all"), corpus.vendor))
    names = of_names = kept = of_places = 0
    moved = collections.Counter()
    for seed in range(ROUNDS):
        chance = random.Random(seed)
        half = corpus.lay(work / "half", lambda *_: chance.random() < 0.5)
        ours = places(schemas(conscent.generate(half, work / "out"), corpus.vendor))
        meaning = collections.defaultdict(list)
        for place in set(ours) & set(whole):
            meaning[ours[place]].append(whole[place])
        for name in set(meaning) & set(whole.values()):
            same = meaning[name].count(name)
            of_names, names = of_names + 1, names + (same == len(meaning[name]))
            of_places, kept = of_places + len(meaning[name]), kept + same
            moved.update((name, other) for other in meaning[name] if other != name)
    details = [f"{n} places are {name} in a half and {other} in the whole" for (name, other), n in moved.most_common(60)]
    return [Figure("names of a random half with the same meaning in the whole: by name / by place", f"{percent(names, of_names)} / {percent(kept, of_places)}")], details
