"""Measures one contestant of benches/spark.sh on the cores of this process, and prints a row of its table."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

CORES = len(os.sched_getaffinity(0))


def main() -> None:
    name, archive, rounds, size, conscent = sys.argv[1:]
    files = f"{archive}/*.json.gz"
    run, peak = {
        "command_line": lambda: command_line([conscent, "infer", "--shape", files]),
        "command_line_by_event": lambda: command_line([conscent, "infer", "--shape", "--by-event=/event", files]),
        "spark_text": lambda: spark(lambda session: shapes(text(session, files), None)),
        "spark_text_by_event": lambda: spark(lambda session: shapes(text(session, files), "/event")),
        "spark_files": lambda: spark(lambda session: shapes(whole(session, files), None)),
        "spark_files_by_event": lambda: spark(lambda session: shapes(whole(session, files), "/event")),
        "spark_own": lambda: spark(lambda session: session.read.json(files).schema),
        "duckdb": lambda: duckdb(files),
        "polars": lambda: polars(archive),
    }[name]()
    times = []
    for _ in range(int(rounds)):
        start = time.monotonic()
        run()
        times.append(time.monotonic() - start)
    median = statistics.median(times)
    speed = int(size) / 1e6 / median / CORES
    print(f"| {name.replace('_', ' ')} | {CORES} | {median:.2f} | {min(times):.2f} | {speed:.0f} | {peak():.0f} |", flush=True)


def command_line(command: list[str]) -> tuple[Callable[[], object], Callable[[], float]]:
    def run() -> None:
        with tempfile.TemporaryDirectory() as folder:
            out = ["--out", folder] if "--by-event=/event" in command else []
            subprocess.run([*command, *out], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    return run, lambda: resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def spark(work: Callable[..., object]) -> tuple[Callable[[], object], Callable[[], float]]:
    from pyspark.sql import SparkSession

    # The workers need the package, too.
    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master(f"local[{CORES}]")
    settings = {
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.memory": "3g",
        "spark.log.level": "ERROR",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        # As many tasks as a small cluster would use for the few rows between the steps.
        "spark.sql.shuffle.partitions": "4",
    }
    for key, value in settings.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    work(session)
    peak = [0.0]
    threading.Thread(target=watch, args=[peak], daemon=True).start()
    return lambda: work(session), lambda: peak[0]


def text(session: Any, files: str) -> Any:
    return session.read.text(files)


def whole(session: Any, files: str) -> Any:
    session.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", 1)
    return session.read.format("binaryFile").load(files)


def shapes(rows: Any, by: str | None) -> object:
    from conscent_shape.spark import shapes

    found = shapes(rows, rows.columns[-1], by).collect()
    assert found and all(row["left_out"] == 0 for row in found)
    return found


def watch(peak: list[float]) -> None:
    """Keeps the peak memory of the largest Python worker: the daemon of PySpark and its children."""
    while True:
        for process in Path("/proc").iterdir():
            try:
                if b"pyspark" in (process / "cmdline").read_bytes() and process.name.isdigit():
                    line = next(line for line in (process / "status").read_text().splitlines() if line.startswith("VmHWM"))
                    if b"daemon" in (process / "cmdline").read_bytes():
                        peak[0] = max(peak[0], int(line.split()[1]) / 1024)
            except (OSError, StopIteration):
                pass  # it has ended
        time.sleep(0.1)


def duckdb(files: str) -> tuple[Callable[[], object], Callable[[], float]]:
    import duckdb

    db = duckdb.connect()
    db.execute(f"SET threads = {CORES}")
    # -1 looks at all rows of all files; the default is a sample.
    query = f"DESCRIBE SELECT * FROM read_json_auto('{files}', format = 'newline_delimited', sample_size = -1, maximum_sample_files = 1000000)"
    return lambda: db.execute(query).fetchall(), own_peak


def polars(archive: str) -> tuple[Callable[[], object], Callable[[], float]]:
    os.environ["POLARS_MAX_THREADS"] = str(CORES)
    import polars

    # Polars infers one schema from the first file, so all are one input here. It decompresses gzip by itself.
    files = sorted(Path(archive).glob("*.json.gz"))
    joined = Path(archive).with_suffix(".joined.json.gz")
    joined.write_bytes(b"".join(file.read_bytes() for file in files))
    return lambda: polars.scan_ndjson(joined, infer_schema_length=None).collect_schema(), own_peak


def own_peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


main()
