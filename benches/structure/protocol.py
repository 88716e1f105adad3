"""Recall, precision and F1 of an inferred schema on documents with known labels.

The reading is closed: an object has only the keys that were seen, unless the schema says that other keys are allowed (a map, for example)."""
import dataclasses
import glob
import json

import jsonschema_rs

MAPS_OF_SCHEMAS = ("properties", "$defs", "definitions", "patternProperties")
VALUES = ("enum", "const")


@dataclasses.dataclass
class Score:
    recall: float  # the share of right documents that the schema accepts
    wrong: float  # the share of wrong documents that the schema accepts
    sound: bool = True  # whether the schema accepts every document that it was learned from

    @property
    def precision(self):
        """The share of right documents among those that the schema accepts, as if there were as many wrong documents as right ones."""
        return self.recall / (self.recall + self.wrong) if self.recall else 0.0

    @property
    def f1(self):
        return 2 * self.recall * self.precision / (self.recall + self.precision) if self.recall else 0.0


def mean(numbers):
    numbers = list(numbers)
    return sum(numbers) / len(numbers) if numbers else 0.0


def close(schema):
    """The schema with `additionalProperties: false` wherever it lists properties and does not say what other keys may be."""
    if isinstance(schema, list):
        return [close(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    out = {}
    for key, value in schema.items():
        if key in VALUES:
            out[key] = value
        elif key in MAPS_OF_SCHEMAS:
            out[key] = {name: close(below) for name, below in value.items()}
        elif key != "examples":
            out[key] = close(value)
    if "properties" in out and "additionalProperties" not in out and "patternProperties" not in out:
        out["additionalProperties"] = False
    return out


def accepted(schema, documents):
    """How many of the documents satisfy the schema in the closed reading."""
    validator = jsonschema_rs.Draft202012Validator(close(schema))
    return sum(validator.is_valid(document) for document in documents)


def load(folder):
    """The objects among the JSON documents of a folder. A file with comments is not JSON."""
    found = []
    for path in sorted(glob.glob(f"{folder}/*.json")):
        with open(path, encoding="utf-8") as file:
            try:
                document = json.load(file)
            except ValueError:
                continue
        if isinstance(document, dict):
            found.append(document)
    return found


def leave_one_out(infer, positive, negative, at_most=24):
    """Each right document in turn is judged by the schema of the others, and the wrong ones by the schema of all."""
    tried = range(min(len(positive), at_most))
    right = sum(accepted(infer(positive[:i] + positive[i + 1:]), [positive[i]]) for i in tried)
    whole = infer(positive)
    return Score(right / len(tried), accepted(whole, negative) / max(1, len(negative)), accepted(whole, positive) == len(positive))


def learn_from(infer, count, positive, negative, share=0.1, draws=3):
    """Several draws: the schema of the first `count` documents of a tenth of the right ones judges the other nine tenths, and the wrong ones."""
    size = int(len(positive) * share)
    scores = []
    for start in range(0, draws * size, size):
        learned, rest = positive[start:start + min(count, size)], positive[:start] + positive[start + size:]
        schema = infer(learned)
        scores.append(Score(accepted(schema, rest) / len(rest), accepted(schema, negative) / len(negative), accepted(schema, learned) == len(learned)))
    return scores
