import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from scripts.benchmarks.truth import rows_of
from scripts.simulations.__main__ import main
from scripts.simulations.measures import Figure, Line, Measure, measured, table


def run(seed: int, votes: int) -> Mapping[str, float]:
    return {"seed": seed, "votes": votes}


MEASURE = Measure(
    name="seeds",
    seeds=3,
    votes=10,
    run=run,
    lines=(
        Line("seed", "the seed", 1, 3),
        Line("votes", "votes", high=5),
    ),
)


def test_a_figure_is_the_mean_over_worlds_with_its_standard_error() -> None:
    seed, votes = measured(MEASURE, range(1, 5))
    assert (seed.value, seed.worlds, seed.ok) == (2.5, 4, True)
    assert seed.error == pytest.approx((5 / 3) ** 0.5 / 2)
    assert (votes.value, votes.error, votes.ok) == (10, 0, False)
    assert measured(MEASURE, [1])[0].error is None
    assert measured(MEASURE, [1], votes=4)[1].value == 4


def test_the_table_has_the_target_beside_the_value() -> None:
    lines = table(
        [Figure("tau", 0.5, 0.01, 12, 0.6, None), Figure("cover", 0.95, 0.002, 9, 0.93, 0.97)]
    ).splitlines()
    assert lines[2].split("|")[2:7] == [" 0.500 ", " 0.010          ", " 12     ", " ≥ 0.6     ", " no  "]
    assert lines[3].split("|")[5] == " 0.93–0.97 "


def test_a_figure_with_two_bounds_is_two_rows_of_the_benchmark() -> None:
    rows = rows_of(Figure("cover", 0.98, 0.002, 9, 0.93, 0.97))
    assert [(row.what, row.ok) for row in rows] == [("cover, ± 0.002", True), ("cover, ± 0.002", False)]
    assert [row.ok for row in rows_of(Figure("tau", 0.5, 0.01, 12, None, None))] == [None]


def test_the_command_prints_and_writes_the_same_figures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "figures.json"
    options = ["--seeds", "2", "--votes", "300", "--json", str(file)]
    assert main(["--world", "independent", "--world", "ceiling-30", *options]) == 0
    text = capsys.readouterr().out
    figures = json.loads(file.read_text())
    assert [figure["worlds"] for figure in figures] == [2] * 5
    assert all(f"{figure['value']:.3f}" in text and figure["what"] in text for figure in figures)
    assert "Not measured: held-out log loss on the votes of llmfao" in text
    assert "of WMT16" in text


def test_matrices_are_multiplied_on_one_thread() -> None:
    """It must be said before numpy is loaded, also where the environment says nothing."""
    environment = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    program = "import os, sys, scripts.simulations; print('numpy' in sys.modules, os.environ[sys.argv[1]])"
    done = subprocess.run(
        [sys.executable, "-c", program, "OPENBLAS_NUM_THREADS"],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "False 1\n"
