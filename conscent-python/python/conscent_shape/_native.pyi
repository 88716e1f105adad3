from collections.abc import Iterable
from typing import Any, final

__all__ = ["file_names", "Observer", "Shape"]

@final
class Shape:
    """What is known about JSON documents: which kinds of values are at each path, and how many.

    Merging shapes in any order and grouping gives the shape of all their documents.
    """

    def __new__(cls) -> Shape:
        """The shape of no documents."""

    @staticmethod
    def observe(
        lines: str | bytes | Iterable[str | bytes],
        *,
        skip_invalid: bool = False,
        threads: int | None = None,
    ) -> Shape:
        """The shape of documents.

        ``lines`` is a text with JSON lines or documents one after another, or an iterable with one document in each item, such
        as a file that is open for reading. Blank items are skipped. Neither the order nor ``threads``, by default one for each
        core, change the result.

        ``ValueError`` says what is not JSON, and where. It never quotes the text. With ``skip_invalid``, what is not JSON is
        left out.
        """

    @staticmethod
    def from_bytes(data: bytes) -> Shape:
        """Reads a shape file. ``ValueError`` says why the bytes are not one: another version, or cut off or changed."""

    def to_bytes(self) -> bytes:
        """The bytes of a shape file without personal data. Equal shapes have equal bytes."""

    def _to_partial(self) -> bytes: ...
    def merge(self, other: Shape) -> None:
        """Adds everything that ``other`` has counted."""

    def __or__(self, other: Shape, /) -> Shape: ...
    def __ror__(self, other: Shape, /) -> Shape: ...
    def __ior__(self, other: Shape, /) -> Shape: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __reduce__(self) -> tuple[Any, tuple[bytes]]: ...
    def json_schema(self, *, min_samples: int = 4) -> str:
        """The JSON Schema (draft 2020-12) that all documents satisfy.

        A key is required if at least ``min_samples`` objects have it, and none lacks it.
        """

    @property
    def documents(self) -> int:
        """How many documents were observed."""

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
