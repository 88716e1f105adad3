#!/usr/bin/env python3
"""Measures the types that a build of `conscent` generates from the corpora, and prints a Markdown table; types.sh calls it.

    table.py CONSCENT CORPORA OUT [VENDOR…]      writes the details behind each figure to OUT/<vendor>.txt"""
import concurrent.futures
import pathlib
import shutil
import sys
import tempfile

import added
import agreement
import closed
import entities
import heldout
import maps
import privacy
import stability
from corpus import Conscent, Corpus

MEASURES = [agreement, entities, added, stability, heldout, closed, maps, privacy]


def run(measure, corpus, conscent, scratch):
    work = pathlib.Path(tempfile.mkdtemp(dir=scratch))
    try:
        return measure.measure(corpus, conscent, work)
    finally:
        shutil.rmtree(work)


def main(program, corpora, out, *vendors):
    corpora, out = pathlib.Path(corpora), pathlib.Path(out)
    out.mkdir(parents=True, exist_ok=True)
    conscent = Conscent(program)
    vendors = vendors or sorted((folder.name for folder in corpora.iterdir()), key=lambda vendor: (vendor != "github", vendor))
    corpus = {vendor: Corpus(corpora / vendor) for vendor in vendors}
    # The work is that of the command line; here, threads only wait for it. Beside the corpora, so that samples are links and not copies.
    with tempfile.TemporaryDirectory(dir=out) as scratch, concurrent.futures.ThreadPoolExecutor(2) as pool:
        jobs = {(vendor, measure): pool.submit(run, measure, corpus[vendor], conscent, scratch) for vendor in vendors for measure in MEASURES}
        results = {key: job.result() for key, job in jobs.items()}

    rows = {"events / payloads": {vendor: f"{len(corpus[vendor].events)} / {sum(map(len, corpus[vendor].events.values()))}" for vendor in vendors}}
    for measure in MEASURES:
        for vendor in vendors:
            for figure in results[vendor, measure][0]:
                rows.setdefault(figure.row, {})[vendor] = figure.value
    print("| | " + " | ".join(vendors) + " |")
    print("|---" * (len(vendors) + 1) + "|")
    for row, cells in rows.items():
        print(f"| {row} | " + " | ".join(cells.get(vendor, "") for vendor in vendors) + " |")
    for vendor in vendors:
        lines = []
        for measure in MEASURES:
            lines += [f"## {measure.__name__}", *results[vendor, measure][1], ""]
        (out / f"{vendor}.txt").write_text("\n".join(lines))


main(*sys.argv[1:])
