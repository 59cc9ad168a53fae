"""The soak: its verdicts, and a few seconds of it against a real server."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from scripts.benchmarks.soak import soak
from scripts.benchmarks.soak.gauges import Gauges, Sample, bytes_below, growth, table


@pytest.mark.parametrize(
    ("values", "grown"),
    [
        ([100] * 8, 0.0),
        ([50, 60, 80, 90, 100, 100, 100, 100], 0.0),  # it filled up, and stays
        ([10, 20, 30, 40, 50, 60, 70, 80], 75 / 55 - 1),
        ([100, 100, 100, 100, 100, 100, 50, 50], -0.5),
        ([0, 0, 0, 0], 0.0),
    ],
)
def test_what_grows_in_the_last_quarter(values: list[int], grown: float) -> None:
    assert growth(values) == pytest.approx(grown)


def test_a_row_misses_its_bound_where_something_grows_or_fails() -> None:
    samples = [Sample(float(i), 100 + 10 * i, 50, 0) for i in range(8)]
    memory, files, log, errors, _ = soak._rows(samples, 1, "sqlite")
    assert [row.ok for row in (memory, files, log, errors)] == [False, True, True, False]
    assert len(table(samples * 10).splitlines()) == 20


def test_gauges_read_this_process(tmp_path: Path) -> None:
    (tmp_path / "log").write_bytes(b"x" * 10)
    with (tmp_path / "log").open():
        sample = Gauges(os.getpid(), lambda: bytes_below(tmp_path)).read(1.0)
    assert sample.memory > 1_000_000
    assert sample.files > 3
    assert sample.wal == 10


@pytest.mark.slow
def test_a_short_one_finds_no_errors(capsys: pytest.CaptureFixture[str]) -> None:
    rows = {row.what.partition(": ")[2]: row for row in soak.run(minutes=0.05, first_votes=1_000)}
    printed = capsys.readouterr()
    assert rows["errors"].ok, printed.err
    assert "MB of log" in printed.out
