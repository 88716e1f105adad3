from collections.abc import Iterable
from typing import Any, final

__all__ = ["file_names", "Observer", "Shape"]

@final
class Shape:
    """The shape of JSON documents: which kinds of values each path has, and how many.

    Merging shapes in any order and grouping gives the shape of all their documents.
    """

    def __new__(cls) -> Shape:
        """Creates the shape of no documents."""

    @staticmethod
    def observe(
        lines: str | bytes | Iterable[str | bytes],
        *,
        skip_invalid: bool = False,
        threads: int | None = None,
    ) -> Shape:
        """Computes the shape of documents.

        ``lines`` is a text with JSON lines or concatenated documents, or an iterable with one document per item, such as a file
        that is open for reading. Blank items are skipped. Neither the order nor ``threads``, by default one per core, changes the
        result.

        A document that is not JSON raises a ``ValueError`` with its place and the reason, which never quotes the text. With
        ``skip_invalid``, such a document is left out instead.
        """

    @staticmethod
    def from_bytes(data: bytes) -> Shape:
        """Reads the bytes of a shape file.

        Raises a ``ValueError`` with the reason if they have another version, are cut off, or were changed.
        """

    def to_bytes(self) -> bytes:
        """Returns the bytes of a shape file, which is redacted. Equal shapes have equal bytes."""

    def _to_partial(self) -> bytes: ...
    def merge(self, other: Shape) -> None:
        """Adds everything that ``other`` has counted."""

    def __or__(self, other: Shape, /) -> Shape: ...
    def __ror__(self, other: Shape, /) -> Shape: ...
    def __ior__(self, other: Shape, /) -> Shape: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __reduce__(self) -> tuple[Any, tuple[bytes]]: ...
    def json_schema(self, *, min_samples: int = 4) -> str:
        """Returns the JSON Schema (draft 2020-12) that all documents satisfy.

        A key is required if every object has it, and at least ``min_samples`` objects do.
        """

    @property
    def documents(self) -> int:
        """The number of documents that were observed."""

@final
class Observer:
    def __new__(cls, pointer: str | None = None, threads: int | None = None) -> Observer: ...
    def rows(
        self,
        data: bytes,
        offsets: bytes,
        is_wide: bool,
        valid: bytes | None,
        codes: bytes | None,
        names: list[str],
    ) -> None: ...
    def file(self, data: bytes | None, path: str | None = None, name: str | None = None) -> None: ...
    def finish(self) -> list[tuple[str | None, Shape, int, int | None, str | None]]: ...

def file_names(events: list[str]) -> list[str]: ...
