"""Spark DataFrames, in the mode that ``--spark`` names."""

from __future__ import annotations

import gzip
import os
import random
import signal
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyspark import cloudpickle
from pyspark.sql import functions as F

from conftest import CLUSTER, CONNECT, EVENTS, event_of, expected, make_documents
from conscent_shape import Shape
from conscent_shape._native import file_names
from conscent_shape.spark import _observe, save, shapes

# Executors cannot import this file, so they get its functions by value.
cloudpickle.register_pickle_by_value(sys.modules[__name__])  # type: ignore[no-untyped-call]


def frame(spark: Any, documents: list[str], partitions: int, seed: int = 0) -> Any:
    """The documents in random order, with the names of their events."""
    shuffled = random.Random(seed).sample(documents, len(documents))
    rows = [(document, event_of(document)) for document in shuffled]
    return spark.createDataFrame(rows, "body string, event string").repartition(partitions)


def files(df: Any) -> dict[str | None, bytes]:
    rows = df.collect()
    found = {row["event"]: bytes(row["shape"]) for row in rows}
    assert len(found) == len(rows)
    for row in rows:
        assert row["documents"] == Shape.from_bytes(bytes(row["shape"])).documents
        assert (row["left_out"], row["first_left_out"]) == (0, None)
    return found


@pytest.mark.parametrize(("partitions", "by"), [(1, None), (7, "event"), (64, "/event")])
def test_the_result_is_that_of_one_process(spark: Any, documents: list[str], partitions: int, by: str | None) -> None:
    found = files(shapes(frame(spark, documents, partitions, seed=partitions), "body", by))
    assert found == expected(documents, by_event=by is not None)


def test_columns_may_be_expressions(spark: Any) -> None:
    df = spark.createDataFrame([("{}",), ("1",), ("[]",)], "body string")
    found = files(shapes(df, F.concat(F.lit("["), "body", F.lit("]")), F.length("body")))
    assert found == {"1": Shape.observe("[1]").to_bytes(), "2": Shape.observe("[{}] [[]]").to_bytes()}


def test_corrupt_rows_and_nulls(spark: Any) -> None:
    rows = [(None,), ("{}",), ('{"secret',), ("",), ('{"a":',), ("1}",), ('{"event": "e"}',)]
    df = spark.createDataFrame(rows, "body string").coalesce(1)
    found = {row["event"]: row for row in shapes(df, "body", "/event").collect()}
    assert (found["e"]["documents"], found["e"]["left_out"], found["e"]["first_left_out"]) == (1, 0, None)
    assert (found[None]["documents"], found[None]["left_out"]) == (1, 3)
    assert found[None]["first_left_out"] == "partition 0, row 3: not JSON: line 1, column 8: EOF while parsing a string"


def test_no_rows(spark: Any) -> None:
    assert shapes(spark.createDataFrame([], "body string"), "body").collect() == []


def test_an_event_with_almost_all_rows_is_never_in_one_group(spark: Any) -> None:
    # Only one row for each event and partition is shuffled, regardless of the number of documents.
    for count in (50, 5000):
        bodies = [f'{{"event": "{"rare" if number == 7 else "frequent"}"}}' for number in range(count)]
        rows = list(_observe(iter([pa.record_batch({"value": bodies})]), "/event"))
        assert [batch.column(0).to_pylist() for batch in rows] == [["frequent"], ["rare"]]
    skewed = [document for document in make_documents(3000, seed=5) if event_of(document) in ("order.paid", "rare")]
    assert files(shapes(frame(spark, skewed, 16), "body", "event")) == expected(skewed)


def test_compressed_text(spark: Any, written: tuple[Path, list[str]]) -> None:
    folder, documents = written
    for part in range(3):
        with gzip.open(folder / f"{part}.json.gz", "wt", encoding="utf-8") as file:
            file.write("\n".join(documents[part::3]))
    df = spark.read.text(f"{folder}/*.json.gz")
    assert files(shapes(df, "value", "/event")) == expected(documents)


def test_compressed_files(spark: Any, written: tuple[Path, list[str]]) -> None:
    folder, documents = written
    parts = ["\n".join(documents[part::3]).encode() for part in range(3)]
    (folder / "0.json.zst").write_bytes(pa.compress(parts[0], "zstd", asbytes=True))
    (folder / "1.json.gz").write_bytes(gzip.compress(parts[1]))
    (folder / "2.json").write_bytes(parts[2])
    df = spark.read.format("binaryFile").load(str(folder))
    assert files(shapes(df, "content", "/event")) == expected(documents)


def test_a_file_that_is_cut_off_fails_the_job(spark: Any, tmp_path: Path) -> None:
    packed = gzip.compress(b'{"secret": 1}\n' * 1000)
    (tmp_path / "whole.json.gz").write_bytes(packed)
    (tmp_path / "half.json.gz").write_bytes(packed[:-9])
    df = spark.read.format("binaryFile").load(str(tmp_path))
    with pytest.raises(Exception, match="half.json.gz: .* damaged or cut off") as error:
        shapes(df, "content").collect()
    assert "secret" not in str(error.value)


def test_wrong_columns_are_errors(spark: Any) -> None:
    df = spark.createDataFrame([(1, "x")], "number long, body string")
    with pytest.raises(ValueError, match="has the type bigint"):
        shapes(df, "number")
    with pytest.raises(Exception, match="bodies"):
        shapes(df, "bodies")


def test_saved_files(spark: Any, tmp_path: Path) -> None:
    documents = [f'{{"event": "{event}"}}' for event in EVENTS]
    df = spark.createDataFrame([(document,) for document in [*documents, '{"no": 1}', "{"]], "body string")
    saved = save(shapes(df, "body", "/event"), tmp_path / "shapes")
    assert [one.event for one in saved] == [None, *sorted(EVENTS)]
    assert (saved[0].file, saved[0].documents, saved[0].left_out) == (None, 1, 1)
    written = {path.name: path.read_bytes() for path in (tmp_path / "shapes").iterdir()}
    names = {"orders/create": "orders%2Fcreate.shape"}
    assert written == {names.get(str(event), f"{event}.shape"): data for event, data in expected(documents).items()}
    assert all(one.file is None or one.file.name in written for one in saved)


def test_names_of_files_differ_in_more_than_case() -> None:
    first, second, other = file_names(["Paid", "paid", "unpaid"])
    assert (first, other) == ("Paid", "unpaid")
    assert second.startswith("paid~")


def test_saving_documents_without_events(spark: Any, tmp_path: Path) -> None:
    result = shapes(spark.createDataFrame([("{}",)], "body string"), "body")
    with pytest.raises(ValueError, match="`unnamed`"):
        save(result, tmp_path)
    (saved,) = save(result, tmp_path, unnamed="archive")
    assert saved.file == tmp_path / "archive.shape"
    assert saved.file.read_bytes() == Shape.observe("{}").to_bytes()


def killing(batches: Iterator[Any], victim: str, marker: str) -> Iterator[Any]:
    """Passes batches on, and kills a Spark process once, after a batch, so that some work is lost."""
    for batch in batches:
        yield batch
        try:
            os.close(os.open(marker, os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            continue
        # The parent of a Python worker is a daemon, whose parent is the executor.
        os.kill(os.getpid() if victim == "worker" else parent(os.getppid()), signal.SIGKILL)


def parent(process: int) -> int:
    with open(f"/proc/{process}/stat", encoding="ascii") as stat:
        return int(stat.read().rpartition(")")[2].split()[1])


@pytest.mark.parametrize("victim", ["worker", "executor"])
def test_a_killed_process_changes_nothing(
    spark: Any, mode: str, documents: list[str], tmp_path: Path, victim: str
) -> None:
    if mode == CONNECT or mode != CLUSTER and victim == "executor":
        pytest.skip("a session in one process has no separate executor, and Connect starts one without retries")
    spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", 50)
    try:
        marker = str(tmp_path / "killed")
        df = frame(spark, documents, 8).mapInArrow(partial(killing, victim=victim, marker=marker), "body string, event string")
        assert files(shapes(df, "body", "event")) == expected(documents)
    finally:
        spark.conf.unset("spark.sql.execution.arrow.maxRecordsPerBatch")
    assert os.path.exists(marker)
