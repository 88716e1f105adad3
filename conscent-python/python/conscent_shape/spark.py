"""Shapes of JSON in a column of a DataFrame, computed by Spark's executors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from pyspark import TaskContext
from pyspark.sql import functions as F
from pyspark.sql.types import BinaryType, StringType

from conscent_shape._native import Observer, Shape, file_names
from conscent_shape.arrow import PATHS, add

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

__all__ = ["Saved", "save", "shapes"]

# The number of partial shapes that one task merges. A partial shape has at most a few MiB, so this number fits into a small executor.
BUCKET = 32
# The number of rounds in which buckets are merged before the last step. Two rounds leave one partial shape for every 1,024 partitions, so
# the last step merges fewer than a hundred of them for 10 TB in partitions of 128 MiB.
LEVELS = 2

# The columns between the steps, and those of the result. Between the steps, the place of the first row that was left out is kept as
# numbers, because places are compared, and the text "partition 10" is less than "partition 9".
_PARTIAL = pa.schema(
    [
        ("event", pa.string()),
        ("bucket", pa.int64()),
        ("partial", pa.binary()),
        ("left_out", pa.int64()),
        ("first_partition", pa.int64()),
        ("first_row", pa.int64()),
        ("first_reason", pa.string()),
    ]
)
_RESULT = pa.schema(
    [
        ("event", pa.string()),
        ("shape", pa.binary()),
        ("documents", pa.int64()),
        ("left_out", pa.int64()),
        ("first_left_out", pa.string()),
    ]
)


def shapes(df: DataFrame, column: str | Column, by: str | Column | None = None) -> DataFrame:
    """Returns one row for each event: ``event``, ``shape``, ``documents``, ``left_out`` and ``first_left_out``.

    In a column of strings, each row is one JSON document. In a column of bytes, as in the format ``binaryFile``, each row is a whole file
    of documents, which may be compressed with gzip or Zstandard. If a file is cut off, the job fails with an error that names its path.
    Nulls and blank rows are skipped.

    ``by`` is the column with the names of the events. If it is a text that starts with ``/``, it is the JSON pointer to the name in each
    document. The event is null for documents without a name, and for all documents if ``by`` is not given.

    ``shape`` contains the bytes of a shape file, which is redacted. For any number of partitions and any order, the shape is exactly
    the one that a single process would compute from all documents. ``left_out`` is the number of rows, or lines of files, that are not
    JSON. ``first_left_out`` is the place of the first of them, and the reason. The place is a partition, counted from 0, and a row in it,
    counted from 1.

    The package must be installed on the executors. This function works with Spark's classic API and with Spark Connect.
    """
    pointer = by if isinstance(by, str) and by.startswith("/") else None
    selected = [_column(column).alias("value")]
    if by is not None and pointer is None:
        selected.append(_column(by).cast("string").alias("name"))
    chosen = df.select(*selected)
    kind = chosen.schema["value"].dataType
    if isinstance(kind, BinaryType):
        selected += [F.col(path).cast("string").alias("path") for path in PATHS[:1] if path in df.columns]
        chosen = df.select(*selected)
    elif not isinstance(kind, StringType):
        raise ValueError(
            f"the column has the type {kind.simpleString()}; it must contain JSON texts, or the bytes of files. "
            "Read JSON lines with spark.read.text, and other files with the format binaryFile"
        )
    partials = chosen.mapInArrow(partial(_observe, pointer=pointer), _ddl(_PARTIAL))
    for _ in range(LEVELS):
        partials = (
            partials.withColumn("bucket", F.floor(F.col("bucket") / BUCKET))
            .groupBy("event", "bucket")
            .applyInArrow(_merge, _ddl(_PARTIAL))
        )
    return partials.groupBy("event").applyInArrow(_finish, _ddl(_RESULT))


@dataclass(frozen=True)
class Saved:
    """A row of ``shapes``, and the file that was written for it."""

    event: str | None
    #: The file. ``None`` if all documents were left out, or if they have no name and ``save`` was called without ``unnamed``.
    file: Path | None
    documents: int
    left_out: int
    first_left_out: str | None


def save(df: DataFrame, folder: str | Path, *, unnamed: str | None = None) -> list[Saved]:
    """Writes one shape file for each event, for ``conscent import``, and returns an item for each row of ``df``.

    ``df`` is the result of ``shapes``. It is computed once, and collected on the driver. The shape of documents without a name is written
    as ``<unnamed>.shape``. Without ``unnamed``, it is not written, and its item has no file, so check the result.
    """
    rows = sorted(df.collect(), key=lambda row: (row["event"] is not None, row["event"] or ""))
    if unnamed is None and rows and all(row["event"] is None for row in rows):
        raise ValueError("no document has the name of an event: pass `by` to shapes(), or `unnamed` to name the only file")
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    names = iter(file_names([row["event"] for row in rows if row["event"] is not None]))
    saved = []
    for row in rows:
        name = unnamed if row["event"] is None else next(names)
        # An empty name would be a hidden file without a name.
        file = folder / f"{name}.shape" if name and row["documents"] > 0 else None
        if file is not None:
            file.write_bytes(row["shape"])
        saved.append(Saved(row["event"], file, row["documents"], row["left_out"], row["first_left_out"]))
    return saved


def _column(column: str | Column) -> Column:
    return F.col(column) if isinstance(column, str) else column


def _ddl(schema: Any) -> str:
    types = {pa.string(): "string", pa.binary(): "binary", pa.int64(): "long"}
    return ", ".join(f"{field.name} {types[field.type]}" for field in schema)


def _observe(batches: Iterator[Any], pointer: str | None) -> Iterator[Any]:
    """Yields the partial shapes of one partition, one row for each event."""
    observer = Observer(pointer, 1)
    for batch in batches:
        columns = dict(zip(batch.schema.names, batch.columns))
        add(observer, columns["value"], columns.get("name"), columns.get("path"))
    context = TaskContext.get()
    partition = 0 if context is None else context.partitionId()
    for event, shape, left_out, row, reason in observer.finish():
        yield _batch(
            _PARTIAL, event, partition, shape._to_partial(), left_out, None if row is None else partition, row, reason
        )


def _batch(schema: Any, *row: Any) -> Any:
    """Creates a batch with one row, so that no batch grows with the number of events."""
    return pa.record_batch([pa.array([value], field.type) for value, field in zip(row, schema)], schema=schema)


def _joined(table: Any) -> tuple[Shape, int, tuple[int | None, int | None, str | None]]:
    shape = Shape()
    for data in table["partial"]:
        shape.merge(Shape.from_bytes(data.as_py()))
    columns = (table[name].to_pylist() for name in ("first_partition", "first_row", "first_reason"))
    places = [place for place in zip(*columns) if place[0] is not None]
    return shape, sum(table["left_out"].to_pylist()), min(places, default=(None, None, None))


def _merge(table: Any) -> Any:
    """Merges the partial shapes in one bucket into one."""
    shape, left_out, first = _joined(table)
    keys = (table[name][0].as_py() for name in ("event", "bucket"))
    return pa.Table.from_batches([_batch(_PARTIAL, *keys, shape._to_partial(), left_out, *first)])


def _finish(table: Any) -> Any:
    """Merges the last partial shapes of one event into its shape, which is redacted."""
    shape, left_out, (partition, row, reason) = _joined(table)
    first = None if partition is None else f"partition {partition}, row {row}: {reason}"
    event = table["event"][0].as_py()
    return pa.Table.from_batches([_batch(_RESULT, event, shape.to_bytes(), shape.documents, left_out, first)])
