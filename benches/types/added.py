"""Adds each event to all the others: does that break users of the types generated without it, and does `diff` name the types that a sample reveals or contradicts?"""
from corpus import Figure


def measure(corpus, conscent, work):
    figures, details = [], []
    for title, remembers in (("without a memory", False), ("with --previous", True)):
        row = f"one event added: breaks nothing / only types that it reveals or contradicts / more, {title}"
        if remembers and not conscent.remembers():
            figures.append(Figure(row, "no such option"))
            continue
        intact = caused = 0
        for event in corpus.events:
            major = breaks(corpus, conscent, work, event, remembers)
            unexplained = [change for change in major if not change.get("cause") and not is_replaced(change)]
            intact += not major
            caused += bool(major) and not unexplained
            if major:
                details.append(f"{title}: {event}: {len(major)} major changes, {len(unexplained)} of them without a cause, first: {(unexplained or major)[0]['text']}")
        events = len(corpus.events)
        figures.append(Figure(row, f"{intact} / {caused} / {events - intact - caused} of {events}"))
    return figures, details


def is_replaced(change):
    """A type that is gone because the one field that had it was retyped, which is a change of its own."""
    return change["subject"] == "type" and change["action"] == "removed"


def breaks(corpus, conscent, work, event, remembers):
    old = conscent.generate(corpus.lay(work / "others", lambda other, *_: other != event), work / "old")
    previous = {"previous": old / "schemas" / "interface.json"} if remembers else {}
    new = conscent.generate(corpus.samples, work / "new", **previous)
    return [change for change in conscent.diff(old, new)["changes"] if change["class"] == "major"]
