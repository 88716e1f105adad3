"""Columns of Arrow batches, Polars and DuckDB."""

from __future__ import annotations

import gzip
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pyarrow as pa
import pytest

from conftest import event_of, expected
from conscent_shape import Shape
from conscent_shape.arrow import Observed, observe


def table(documents: list[str], kind: Any = None) -> Any:
    return pa.table({"body": pa.array(documents, kind), "event": [event_of(one) for one in documents]})


def files(observed: dict[str | None, Observed]) -> dict[str | None, bytes]:
    return {event: one.shape.to_bytes() for event, one in observed.items()}


@pytest.mark.parametrize("kind", ["string", "large_string", "string_view", "dictionary", "json"])
def test_types_of_strings(documents: list[str], kind: str) -> None:
    kinds = {
        "string": pa.string(),
        "large_string": pa.large_string(),
        "string_view": pa.string_view(),
        "dictionary": pa.dictionary(pa.int32(), pa.string()),
        "json": pa.json_(pa.string()),
    }
    rows = table(documents, kinds[kind])
    assert files(observe(rows, "body")) == expected(documents, by_event=False)
    assert files(observe(rows, "body", "event")) == files(observe(rows, "body", "/event")) == expected(documents)


def test_batches_and_slices(documents: list[str]) -> None:
    whole = table(documents)
    for rows in (1, 7, 1000):
        batches = whole.to_batches(max_chunksize=rows)
        assert files(observe(batches, "body", "event")) == expected(documents)
        assert files(observe(iter(reversed(batches)), "body", "/event")) == expected(documents)
    part = whole.slice(100, 300)
    assert files(observe(part, "body", "event")) == expected(documents[100:400])
    assert observe(whole.slice(0, 0), "body") == observe([], "body") == {}


def test_nulls_and_blanks_are_no_documents() -> None:
    rows = pa.table({"body": [None, "{}", "", " \n", None, "[]"], "event": ["a", None, "b", "b", None, "a"]})
    observed = observe(rows, "body", "event")
    assert {event: (one.documents, one.left_out) for event, one in observed.items()} == {None: (1, 0), "a": (1, 0)}
    assert observe(pa.table({"body": pa.nulls(3)}), "body") == {}


def test_corrupt_rows_are_counted_with_the_first_place() -> None:
    rows = pa.table({"body": ["{}", None, '{"a": 1', "1}", '{"secret'] * 3, "event": ["a", "a", "b", "b", "c"] * 3})
    observed = observe(rows, "body", threads=2)[None]
    assert (observed.documents, observed.left_out) == (3, 9)
    assert observed.first_left_out == "row 3: not JSON: line 1, column 7: EOF while parsing an object"
    by_event = observe(rows.to_batches(max_chunksize=4), "body", "event")
    assert {event: one.left_out for event, one in by_event.items()} == {"a": 0, "b": 6, "c": 3}
    assert by_event["c"].first_left_out == "row 5: not JSON: line 1, column 8: EOF while parsing a string"
    # If a row is not a document, only the column can name the event.
    assert observe(rows, "body", "/event")[None].left_out == 9


def test_bytes_are_whole_files(documents: list[str]) -> None:
    lines = [document.replace("\n", " ").encode() + b"\n" for document in documents]
    parts = [b"".join(lines[start::3]) for start in range(3)]
    packed = [gzip.compress(parts[0]), pa.compress(parts[1], "zstd", asbytes=True), parts[2], None]
    rows = pa.table({"content": packed, "path": ["a.gz", "b.zst", "c", "d"]})
    assert files(observe(rows, "content", "/event")) == expected(documents)
    assert files(observe(rows, "content")) == expected(documents, by_event=False)
    assert observe(rows, "content", "path")["a.gz"].shape == Shape.observe(parts[0])


@pytest.mark.parametrize("codec", ["gzip", "zstd"])
def test_a_file_that_is_cut_off_is_an_error(documents: list[str], codec: str) -> None:
    packed = gzip.compress(documents[1].encode()) if codec == "gzip" else pa.compress(documents[1].encode(), codec, asbytes=True)
    rows = pa.table({"content": [b"{}", packed[:-5]], "path": ["a", "s3://archive/b"]})
    with pytest.raises(ValueError, match="s3://archive/b: .* damaged or cut off"):
        observe(rows, "content")
    with pytest.raises(ValueError, match="row 2: .* damaged or cut off"):
        observe(rows.select(["content"]), "content")


def test_a_corrupt_line_of_a_file_has_its_line() -> None:
    observed = observe(pa.table({"content": [None, b'{}\n{"secret\n{}\n']}), "content")[None]
    assert (observed.documents, observed.left_out) == (2, 1)
    assert observed.first_left_out == "row 2: not JSON: line 2, column 8: EOF while parsing a string"


def test_wrong_columns_are_errors() -> None:
    rows = pa.table({"body": ["{}"], "number": [1]})
    with pytest.raises(ValueError, match="the column 'bodies' does not exist, or is not unique; the columns are body, number"):
        observe(rows, "bodies")
    with pytest.raises(ValueError, match="has the type int64"):
        observe(rows, "number")
    with pytest.raises(TypeError, match="int has no Arrow batches"):
        observe(3, "body")
    # A column of numbers can name events.
    assert set(observe(rows, "body", "number")) == {"1"}


@pytest.mark.parametrize("by", ["event", "/event"])
def test_what_are_no_names_of_events(by: str) -> None:
    def named(names: list[str]) -> Any:
        return table([f'{{"event": "{name}"}}' for name in names])

    names = [str(number) for number in range(1025)]
    assert len(observe(named(names[1:]), "body", by)) == 1024
    with pytest.raises(ValueError, match="names? of .* more than 1024"):
        observe(named(names), "body", by)
    with pytest.raises(ValueError, match="names? of .* longer than 256 bytes"):
        observe(named(["a", "b" * 257]), "body", by)
    with pytest.raises(ValueError, match="names of events: one is an address") as error:
        observe(named(["a", "jo@mail.example"]), "body", by)
    assert "jo@" not in str(error.value)
    with pytest.raises(ValueError, match="not a JSON pointer"):
        observe(named(["a"]), "body", "/~event")


def test_polars(documents: list[str]) -> None:
    frame = pl.DataFrame({"body": documents, "event": [event_of(one) for one in documents]})
    assert files(observe(frame, "body", "event")) == expected(documents)
    frame = frame.with_columns(pl.col("event").cast(pl.Categorical))
    assert files(observe(frame, "body", "event")) == expected(documents)
    assert files(observe(frame.lazy().collect_batches(chunk_size=500), "body", "/event")) == expected(documents)


def test_duckdb(written: tuple[Path, list[str]]) -> None:
    folder, documents = written
    with gzip.open(folder / "a.json.gz", "wt", encoding="utf-8") as file:
        file.write("\n".join(documents))
    with duckdb.connect() as db:
        relation = db.sql(f"SELECT json, json ->> 'event' AS event FROM read_json_objects('{folder}/*.json.gz', format = 'nd')")
        assert files(observe(relation, "json", "event")) == expected(documents)
        blobs = db.sql(f"SELECT * FROM read_blob('{folder}/*.json.gz')")
        assert files(observe(blobs, "content", "/event")) == expected(documents)


def test_memory_does_not_grow_with_the_input() -> None:
    # Each run is a new process, because a process never gives back its peak.
    program = """
import resource, sys, pyarrow as pa
from conscent_shape.arrow import observe
body = '{"event": "order.paid", "text": "%s"}'
batch = pa.record_batch({"body": [body % ("x" * 4000) + " " * number for number in range(256)]})
observed = observe((batch for _ in range(int(sys.argv[1]))), "body", "/event", threads=1)
assert observed["order.paid"].documents == 256 * int(sys.argv[1])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""
    peaks = [int(subprocess.check_output([sys.executable, "-c", program, count])) for count in ("70", "160")]
    assert peaks[1] < peaks[0] + 30, peaks
