"""The benchmark runner: verdicts, the table, what one broken benchmark costs, and servers to measure."""

import json
from pathlib import Path

import pytest

from scripts.benchmarks import generations
from scripts.benchmarks.__main__ import as_json, measure
from scripts.benchmarks.machine import describe
from scripts.benchmarks.rows import Row, table
from scripts.benchmarks.server import wait_until


@pytest.mark.parametrize(
    ("row", "ratio", "ok"),
    [
        (Row(what="fold", value=100, unit="votes/s", floor=2, reach=50), 50, True),
        (Row(what="fold", value=99, unit="votes/s", floor=2, reach=50), 49.5, False),
        (Row(what="p99", value=6, unit="ms", floor=1, reach=5, at_most=True), 6, False),
        (Row(what="memory", value=599, unit="MB", reach=600, at_most=True), None, True),
        (Row(what="memory", value=599, unit="MB"), None, None),
    ],
)
def test_verdicts(row: Row, ratio: float | None, ok: bool | None) -> None:
    assert (row.ratio, row.ok) == (ratio, ok)


def test_the_table_is_aligned() -> None:
    rows = [
        Row(what="fold", value=123_456, unit="votes/s", floor=1_000, floor_is="trueskill", reach=50),
        Row(what="memory", value=1.23456, unit="MB"),
    ]
    assert table(rows).splitlines() == [
        "| what   | value           | baseline        | ratio | target | ok  |",
        "| ------ | --------------- | --------------- | ----- | ------ | --- |",
        "| fold   | 123,456 votes/s | 1,000 trueskill | 123   | ≥ 50   | yes |",
        "| memory | 1.23 MB         |                 |       |        |     |",
    ]


def test_a_broken_benchmark_costs_only_itself(capsys: pytest.CaptureFixture[str]) -> None:
    def breaks() -> list[Row]:
        raise RuntimeError("no disk")

    row = Row(what="fold", value=1, unit="s", floor=2)
    results, broken = measure({"one": breaks, "two": lambda: [row]})
    assert (results, broken) == ({"two": [row]}, ["one"])
    assert "no disk" in capsys.readouterr().err
    written = json.loads(as_json(describe(), results))
    assert written["rows"][0]["ratio"] == 0.5
    assert written["machine"]["cores"].isdigit()


def test_a_benchmark_does_not_wait_without_end() -> None:
    with pytest.raises(RuntimeError, match=r"nothing has come after 0\.1 s"):
        wait_until(lambda: False, "nothing has come", seconds=0.1)
    answers = iter([False, True])
    wait_until(lambda: next(answers), "nothing has come")


@pytest.mark.slow
def test_every_database_of_the_generations_benchmark_has_images_of_its_own(tmp_path: Path) -> None:
    for name in ("one", "two"):
        with generations._gateway(f"sqlite:///{tmp_path}/{name}.db", tmp_path, workers=1) as target:
            generations._wait(target, generations._ask(target, 1, size="64x64")["id"])
