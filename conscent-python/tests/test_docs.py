"""The Python code of the README runs."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from conftest import expected
from conscent_shape import Shape

README = Path(__file__).parent.parent / "README.md"


def test_the_readme(
    spark: Any, written: tuple[Path, list[str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, documents = written
    monkeypatch.chdir(folder)
    halves = ["\n".join(documents[start::2]).encode() for start in range(2)]
    for name, half in zip(("monday", "tuesday"), halves):
        (folder / f"{name}.json.gz").write_bytes(gzip.compress(half))
        (folder / f"{name}.json.zst").write_bytes(pa.compress(half, "zstd", asbytes=True))

    blocks = re.findall(r"^```python\n(.*?)^```$", README.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    assert len(blocks) == 5
    names: dict[str, Any] = {}
    try:
        for block in blocks:
            exec(block.replace("s3a://deliveries/2026", str(folder)), names)
        in_files = {row["event"]: bytes(row["shape"]) for row in names["result"].collect()}
    finally:
        spark.conf.unset("spark.sql.execution.arrow.maxRecordsPerBatch")

    right = expected(documents)
    assert {one.event: one.file.read_bytes() for one in names["saved"]} == right
    assert in_files == right
    assert {event: one.shape.to_bytes() for event, one in names["by_event"].items()} == right
    assert (folder / "all.shape").read_bytes() == Shape.observe(documents).to_bytes()
    output = capsys.readouterr().out
    for event, data in right.items():
        assert f"{event} {Shape.from_bytes(data).documents} " in output
