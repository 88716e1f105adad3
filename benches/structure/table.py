#!/usr/bin/env python3
"""Prints the tables of run.sh, and writes each figure to `<work>/details.json`."""
import argparse
import json
import pathlib
import sys

import learners
from protocol import Score, learn_from, leave_one_out, load, mean

HERE = pathlib.Path(__file__).parent
TITLES = {
    "schemastore": "SchemaStore, the sets that rules may be made for",
    "unseen": "SchemaStore, the sets that no rule was made for",
    "dev": "Generated, the schemas that rules may be made for, 10 % learned",
    "test": "Generated, the schemas that no rule was made for, 10 % learned",
}
COUNTS = (3, 10, 30, 100)


def main():
    args = arguments()
    quicktype = learners.Quicktype(HERE / "quicktype.mjs", args.node)
    tools = [learners.Conscent(args.conscent, args.options), learners.Genson(), learners.GensonCli(args.genson_cli, args.work), quicktype]
    details = {}
    for group in args.groups:
        generated = group in ("dev", "test")
        folder = (args.work if generated else HERE) / group
        details[group] = (generated_sets if generated else real_sets)(folder, tools)
        print_group(TITLES[group], tools, details[group], str(COUNTS[-1]) if generated else "all")
    quicktype.close()
    sampled = [group for group in args.groups if group in ("dev", "test")]
    if sampled:
        print_counts(tools, {group: details[group] for group in sampled})
    (args.work / "details.json").write_text(json.dumps(details, indent=1))


def arguments():
    own, options = sys.argv[1:], []
    if "--" in own:
        at = own.index("--")
        own, options = own[:at], own[at + 1:]
    parser = argparse.ArgumentParser()
    parser.add_argument("--conscent", required=True)
    parser.add_argument("--genson-cli", required=True)
    parser.add_argument("--node", required=True)
    parser.add_argument("--work", required=True, type=pathlib.Path)
    parser.add_argument("--groups", nargs="+", required=True)
    args = parser.parse_args(own)
    args.options = options
    return args


def real_sets(folder, tools):
    """Set -> its sizes, and the score of each tool."""
    sets = {}
    for name, positive, negative in documents(folder):
        scores = {tool.name: {"all": score(leave_one_out(tool.infer, positive, negative))} for tool in tools}
        sets[name] = {"positive": len(positive), "negative": len(negative), "scores": scores}
    return sets


def generated_sets(folder, tools):
    """Set -> its sizes, and the score of each tool for each number of documents."""
    sets = {}
    for name, positive, negative in documents(folder):
        scores = {tool.name: {str(count): pooled(learn_from(tool.infer, count, positive, negative)) for count in COUNTS} for tool in tools}
        sets[name] = {"positive": len(positive), "negative": len(negative), "scores": scores}
    return sets


def documents(folder):
    for path in sorted(folder.iterdir()):
        if path.is_dir():
            positive, negative = load(path / "positive"), load(path / "negative")
            if len(positive) >= 4:
                yield path.name, positive, negative


def score(measured: Score):
    return {"recall": measured.recall, "precision": measured.precision, "f1": measured.f1, "refused": 1 - measured.wrong, "sound": float(measured.sound)}


def pooled(draws):
    """The mean of each figure over the draws."""
    scores = [score(draw) for draw in draws]
    return {figure: mean(each[figure] for each in scores) for figure in scores[0]}


def print_group(title, tools, sets, key):
    print(f"\n{title}: recall / precision / F1\n")
    header("set (right / wrong documents)", tools)
    for name, found in sets.items():
        cells = [figures(found["scores"][tool.name][key]) for tool in tools]
        print(f"| {name} ({found['positive']} / {found['negative']}) | " + " | ".join(cells) + " |")
    cells = [figures(average([found["scores"][tool.name][key] for found in sets.values()]), "**") for tool in tools]
    print(f"| **mean of {len(sets)} sets** | " + " | ".join(cells) + " |", flush=True)
    for tool in tools:
        unsound = [name for name, found in sets.items() if min(score["sound"] for score in found["scores"][tool.name].values()) < 1]
        if unsound:
            print(f"\n{tool.name} refuses documents that it learned from: {', '.join(unsound)}")


def print_counts(tools, groups):
    print("\nGenerated, by the number of documents that are learned: recall / precision / F1, mean of all sets\n")
    header("documents", tools)
    for group, sets in groups.items():
        for count in COUNTS:
            cells = [figures(average([found["scores"][tool.name][str(count)] for found in sets.values()])) for tool in tools]
            print(f"| {group}: {count} | " + " | ".join(cells) + " |")


def average(scores):
    return {figure: mean(each[figure] for each in scores) for figure in ("recall", "precision", "f1")}


def figures(found, mark=""):
    return f"{found['recall']:.2f} / {found['precision']:.2f} / {mark}{found['f1']:.3f}{mark}"


def header(first, tools):
    print(f"| {first} | " + " | ".join(tool.name for tool in tools) + " |")
    print("|---" * (len(tools) + 1) + "|")


if __name__ == "__main__":
    main()
