"""Documents to observe, and the Spark session of the mode that ``--spark`` names."""

from __future__ import annotations

import json
import os
import random
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyspark
import pytest

from conscent_shape import Shape

LOCAL, CLUSTER, CONNECT = "local[2,4]", "local-cluster[2,1,1024]", "connect"

EVENTS = ["order.paid", "order.refunded", "orders/create", "rare"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--spark", choices=[LOCAL, CLUSTER, CONNECT], default=LOCAL, help="the Spark mode of the tests")


@pytest.fixture(scope="session")
def mode(request: pytest.FixtureRequest) -> str:
    return str(request.config.getoption("--spark"))


@pytest.fixture(scope="session")
def spark(mode: str) -> Iterator[Any]:
    from pyspark.sql import SparkSession

    # The executors of a local cluster are started from here.
    os.environ["SPARK_HOME"] = os.path.dirname(pyspark.__file__)
    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder
    builder = builder.remote("local[2]") if mode == CONNECT else builder.master(mode)
    settings = {
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.shuffle.partitions": "2",
        "spark.speculation": str(mode == CLUSTER).lower(),
    }
    for key, value in settings.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    yield session
    session.stop()


@pytest.fixture(scope="session")
def documents() -> list[str]:
    return make_documents(4000)


def make_documents(count: int, seed: int = 1) -> list[str]:
    """Documents with everything that a shape counts: optional and repeated keys, keys that are data, tags, and too many strings to keep."""
    rng = random.Random(seed)
    documents = []
    for number in range(count):
        event = rng.choices(EVENTS, [90, 6, 3, 1])[0]
        document: dict[str, Any] = {
            "event": event,
            "id": f"{rng.getrandbits(64):016x}",
            "amount": rng.choice([number, number / 7, -number, None]),
            "currency": rng.choice(["EUR", "INR", "USD"]),
            "customer": {"email": f"p{number}@mail.example", "name": rng.choice(["Jo", "Ånn\nB", "\U0001f600"])},
            "seats": {f"seat-{rng.randrange(3000)}": rng.random() for _ in range(3)},
            "items": [item(rng) for _ in range(rng.randrange(3))],
        }
        if rng.random() < 0.3:
            document["note"] = rng.choice(["", "free text", "x" * 70])
        # Some documents have line breaks, which JSON allows only between tokens.
        documents.append(json.dumps(document, indent=1 if number % 10 == 0 else None))
    return documents


def item(rng: random.Random) -> dict[str, Any]:
    if rng.random() < 0.5:
        return {"type": "card", "last4": f"{rng.randrange(10000):04}"}
    return {"type": "bank", "iban": "DE02"}


def event_of(document: str) -> Any:
    return json.loads(document)["event"]


def expected(documents: Iterable[str], by_event: bool = True) -> dict[str | None, bytes]:
    """The bytes of each event's shape, from a single process that reads one document after another."""
    groups = defaultdict(list)
    for document in documents:
        groups[event_of(document) if by_event else None].append(document)
    return {event: Shape.observe(group, threads=1).to_bytes() for event, group in groups.items()}


@pytest.fixture
def written(tmp_path: Path, documents: list[str]) -> tuple[Path, list[str]]:
    """A folder for files, and documents that have no line breaks."""
    return tmp_path, [document.replace("\n", " ") for document in documents]
