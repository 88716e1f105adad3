"""``Shape`` in plain Python."""

from __future__ import annotations

import gzip
import io
import json
import multiprocessing
import pickle
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from conscent_shape import Shape
from conftest import make_documents

LINES = '{"id": 1, "at": "2025-02-05T09:37:44Z"}\n{"id": 2, "note": "Jo Doe"}\n'


def test_all_kinds_of_input_give_the_same_shape() -> None:
    shape = Shape.observe(LINES)
    assert shape.documents == 2
    lines = LINES.splitlines(keepends=True)
    for same in (LINES.encode(), lines, iter(lines), [line.encode() for line in lines], io.StringIO(LINES), io.BytesIO(LINES.encode())):
        assert Shape.observe(same) == shape
    assert Shape.observe(["", "\n", *lines, "  "]) == shape
    assert Shape.observe(json.dumps(json.loads(line), indent=2) for line in lines) == shape
    assert Shape.observe(lines, threads=1) == Shape.observe(lines, threads=7) == shape


def test_merging_is_exact_in_any_order_and_grouping(documents: list[str]) -> None:
    whole = Shape.observe(documents)
    for seed in range(3):
        shuffled = random.Random(seed).sample(documents, len(documents))
        parts = [Shape.observe(shuffled[start : start + 700]) for start in range(0, len(shuffled), 700)]
        merged = Shape()
        for part in parts[3:]:
            merged |= part
        merged.merge(parts[0] | (parts[1] | parts[2]))
        assert merged == whole
        assert merged.to_bytes() == whole.to_bytes()
        assert merged.json_schema() == whole.json_schema()


def test_shapes_of_files_merge_in_any_order(documents: list[str]) -> None:
    files = [Shape.observe(documents[start::3]).to_bytes() for start in range(3)]
    exact = Shape.observe(["{}"])
    one, other = Shape(), Shape()
    for shape in (exact, *map(Shape.from_bytes, files)):
        one.merge(shape)
    for shape in (*map(Shape.from_bytes, reversed(files)), exact):
        other.merge(shape)
    assert one.to_bytes() == other.to_bytes()
    assert one.documents == len(documents) + 1


def test_a_shape_merges_with_itself() -> None:
    shape = Shape.observe(LINES)
    shape.merge(shape)
    assert shape == Shape.observe(LINES + LINES)


def test_bytes_hold_no_personal_data() -> None:
    shape = Shape.observe(LINES)
    assert b"Jo Doe" not in shape.to_bytes()
    assert "Jo Doe" not in repr(shape)
    assert repr(shape) == "<Shape of 2 documents>"
    again = Shape.from_bytes(shape.to_bytes())
    assert again.to_bytes() == shape.to_bytes()
    assert again.documents == 2


def test_pickles_are_exact() -> None:
    shape = Shape.observe(LINES)
    assert pickle.loads(pickle.dumps(shape)) == shape
    assert pickle.loads(pickle.dumps(Shape())) == Shape()


def test_processes_exchange_shapes(documents: list[str]) -> None:
    parts = [documents[start::5] for start in range(5)]
    merged = Shape()
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        for part in pool.imap_unordered(Shape.observe, parts):
            merged.merge(part)
    assert merged == Shape.observe(documents)


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ('{"id": 1}\n{"secret" 2}\n', "not JSON: line 2, column 11: "),
        (['{"id": 1}', '{"secret"'], "item 2: not JSON: line 1, column 9: "),
        (["{}", '{"id": 1}{"secret": 2}'], "item 2: not JSON: line 1, column 10: trailing characters"),
        (["[1]", b"\xff"], "item 2: not JSON: line 1"),
        (["\ud800secret"], "item 1: not JSON: the text is not valid Unicode"),
        ("\ud800secret", "not JSON: the text is not valid Unicode"),
    ],
)
def test_errors_say_where_and_never_quote(lines: str | list[str | bytes], message: str) -> None:
    with pytest.raises(ValueError) as error:
        Shape.observe(lines)
    assert message in str(error.value)
    assert "secret" not in str(error.value)


def test_invalid_items_never_join_to_a_document() -> None:
    assert Shape.observe(['{"a":', "1}", "{}"], skip_invalid=True) == Shape.observe("{}")
    with pytest.raises(ValueError, match="item 1: "):
        Shape.observe(['{"a":', "1}"])


def test_a_failing_iterator_is_not_the_end() -> None:
    def lines() -> Iterator[str]:
        yield "{}"
        raise OSError("connection lost")

    with pytest.raises(OSError, match="connection lost"):
        Shape.observe(lines())
    with pytest.raises(TypeError, match="neither str nor bytes"):
        Shape.observe([1])  # type: ignore[list-item]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda data: data[: len(data) // 2], "cut off"),
        (lambda data: data[:-1], "cut off"),
        (lambda data: data.replace(b'"id"', b'"ix"'), "checksum"),
        (lambda data: data.replace(b'shape":1', b'shape":7'), "version 7"),
        (lambda data: b"", "not a shape file"),
        (lambda data: gzip.compress(data), "not a shape file"),
    ],
)
def test_damaged_files_are_errors(change: Callable[[bytes], bytes], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Shape.from_bytes(change(Shape.observe(LINES).to_bytes()))


def test_a_schema_requires_keys_of_enough_objects() -> None:
    shape = Shape.observe(LINES)
    assert "required" not in json.loads(shape.json_schema())
    assert json.loads(shape.json_schema(min_samples=2))["required"] == ["id"]


def test_a_large_file_is_read_line_by_line(tmp_path: Path) -> None:
    documents = [document.replace("\n", " ") for document in make_documents(200)]
    file = tmp_path / "a.jsonl"
    file.write_text("\n".join(documents), encoding="utf-8")
    with file.open("rb") as lines:
        assert Shape.observe(lines) == Shape.observe(documents)
