"""Shapes of JSON in a column of Arrow batches, such as those of Polars, DuckDB and pyarrow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from conscent_shape._native import Observer, Shape

__all__ = ["Observed", "observe"]

# The names of the column with the path of a file, in Spark's `binaryFile` and in DuckDB's `read_blob`.
PATHS = ("path", "filename")


@dataclass(frozen=True)
class Observed:
    """The documents with one name: their shape, and what was left out."""

    shape: Shape
    #: The number of rows, or lines of files, that are not JSON. They are not in the shape.
    left_out: int
    #: The first of them: its row, counted from 1, and the reason, which never quotes the row.
    first_left_out: str | None

    @property
    def documents(self) -> int:
        """The number of documents in the shape."""
        return self.shape.documents


def observe(
    batches: Any,
    column: str,
    by: str | None = None,
    *,
    threads: int | None = None,
) -> dict[str | None, Observed]:
    """Computes the shape of the JSON in a column, or one shape for each name of an event.

    ``batches`` is a table, a data frame, a relation, or anything else with the Arrow C stream interface, or an iterable of
    batches. Memory does not grow with their number.

    In a column of strings, each row is one JSON document. In a column of bytes, each row is a whole file of documents, which may
    be compressed with gzip or Zstandard; a file that is cut off raises a ``ValueError``. Nulls and blank rows are skipped.

    ``by`` is the name of the column with the names of the events. If it starts with ``/``, it is the JSON pointer to the name in
    each document. The key ``None`` of the result has the documents without a name, or all documents if ``by`` is not given.
    """
    pointer = by if by is not None and by.startswith("/") else None
    observer = Observer(pointer, threads)
    for batch in _batches(batches):
        values = _column(batch, column)
        names = None if by is None or pointer is not None else _column(batch, by)
        paths = next((_column(batch, path) for path in PATHS if path in batch.schema.names), None)
        add(observer, values, names, paths)
    return {
        name: Observed(shape, left_out, None if row is None else f"row {row}: {reason}")
        for name, shape, left_out, row, reason in observer.finish()
    }


def add(observer: Observer, values: Any, names: Any, paths: Any) -> None:
    """Adds the rows of an array, with the names of their events and the paths of their files, if any."""
    values = _plain(values)
    if len(values) == 0:
        return
    if pa.types.is_binary(values.type) or pa.types.is_large_binary(values.type):
        # This creates Python objects for each file, but not for each document.
        nulls = pa.nulls(len(values))
        names, paths = (_strings(nulls if column is None else column) for column in (names, paths))
        for value, name, path in zip(values, names, paths):
            observer.file(value.as_py(), path.as_py(), name.as_py())
    elif pa.types.is_string(values.type) or pa.types.is_large_string(values.type):
        codes = None if names is None else _strings(names).dictionary_encode()
        observer.rows(
            *_buffers(values),
            None if values.null_count == 0 else _bytes(pc.is_valid(values).cast(pa.uint8())),
            None if codes is None else _bytes(codes.indices.fill_null(-1)),
            [] if codes is None else _texts(codes.dictionary),
        )
    elif not pa.types.is_null(values.type):
        raise ValueError(f"the column has the type {values.type}; it must contain JSON texts, or the bytes of files")


def _batches(batches: Any) -> Iterator[Any]:
    if hasattr(batches, "__arrow_c_stream__"):
        yield from pa.RecordBatchReader.from_stream(batches)
    elif hasattr(batches, "__arrow_c_array__"):
        yield pa.record_batch(batches)
    elif isinstance(batches, Iterable):
        for some in batches:
            yield from _batches(some)
    else:
        raise TypeError(f"{type(batches).__name__} has no Arrow batches")


def _column(batch: Any, name: str) -> Any:
    index = batch.schema.get_field_index(name)
    if index < 0:
        raise ValueError(f"the column {name!r} does not exist, or is not unique; the columns are {', '.join(batch.schema.names)}")
    return batch.column(index)


def _plain(values: Any) -> Any:
    """Returns the values in a type with one buffer of offsets and one of data."""
    if isinstance(values, pa.ExtensionArray):
        values = values.storage
    if pa.types.is_dictionary(values.type):
        # pyarrow cannot decode a dictionary of views, which Polars uses.
        values = pa.DictionaryArray.from_arrays(values.indices, _plain(values.dictionary)).dictionary_decode()
    if values.type == getattr(pa, "string_view", pa.null)():
        return values.cast(pa.large_string())
    if values.type == getattr(pa, "binary_view", pa.null)():
        return values.cast(pa.large_binary())
    return values


def _strings(values: Any) -> Any:
    """Returns the values as strings, because a number or a date can be the name of an event too."""
    values = _plain(values)
    return values if pa.types.is_string(values.type) else values.cast(pa.large_string())


def _buffers(values: Any) -> tuple[bytes, bytes, bool]:
    """Returns the data and the offsets of an array of strings, and whether an offset has 64 bits."""
    is_wide = pa.types.is_large_string(values.type)
    width = 8 if is_wide else 4
    _, offsets, data = values.buffers()
    # A slice shares the buffers of the whole array, so only its own part is copied.
    own = offsets.slice(values.offset * width, (len(values) + 1) * width).to_pybytes()
    start, end = (int.from_bytes(own[at:][:width], "little") for at in (0, len(own) - width))
    return b"" if data is None else data.slice(start, end - start).to_pybytes(), own, is_wide


def _texts(names: Any) -> list[str]:
    """Returns the texts of an array without nulls. Spark does not check that its strings are UTF-8."""
    return [name.decode(errors="replace") for name in names.cast(pa.binary()).to_pylist()]


def _bytes(numbers: Any) -> bytes:
    """Returns the numbers of a new array without nulls."""
    assert numbers.offset == 0
    _, data = numbers.buffers()
    return bytes(data.slice(0, len(numbers) * numbers.type.bit_width // 8).to_pybytes())
