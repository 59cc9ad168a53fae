"""A rule stands in one place: change it there, and everything that prints a leaderboard follows.

A second copy of ``mu - 3 sigma`` or of the least number of votes is right as long as nobody changes the rule,
so no test of values finds it. This one changes both rules in a copy of the program and reads every interface.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support.db.databases import copy_sqlite
from tests.support.votes.printed_scores import PRINTED

pytestmark = pytest.mark.slow

SIGMAS, MIN_VOTES = 2, 5
RULES = {
    "service/domain/ratings.py": ("SIGMAS = 3\n", f"SIGMAS = {SIGMAS}\n"),
    "service/domain/boards.py": ("MIN_VOTES = 3\n", f"MIN_VOTES = {MIN_VOTES}\n"),
}


@pytest.fixture(scope="module")
def printed(
    project_root: Path, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    """Return what every interface prints under the changed rules."""
    copy, data = tmp_path_factory.mktemp("program"), tmp_path_factory.mktemp("data")
    for folder in ("service", "migrations"):
        shutil.copytree(project_root / folder, copy / folder)
    for name, (rule, changed) in RULES.items():
        source = (copy / name).read_text()
        assert source.count(rule) == 1, name
        (copy / name).write_text(source.replace(rule, changed))
    subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.support.votes.printed_scores",
            copy_sqlite(sqlite_template, data),
            str(data),
        ],
        cwd=copy,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(copy), str(project_root)])},
        check=True,
        timeout=300,
    )
    found: dict[str, Any] = json.loads((data / PRINTED).read_text())
    assert Path(found["package"]).is_relative_to(copy)
    return found


def changed_score(row: dict[str, Any]) -> float:
    return float(row["mu"]) - SIGMAS * float(row["sigma"])


def test_the_json(printed: dict[str, Any]) -> None:
    rows = printed["json"]["rows"]
    assert len(rows) == 4
    for row in [*rows, *(p for s in printed["history"]["series"] for p in s["points"]), printed["reveal"]]:
        assert row["score"] == changed_score(row)
    scores = [row["score"] for row in rows]
    assert scores == sorted(scores, reverse=True)
    assert printed["axes"]["items"][0]["leader"]["score"] == scores[0]
    assert printed["terminal_json"]["rows"] == rows


def test_the_files(printed: dict[str, Any]) -> None:
    scores = [row["score"] for row in printed["json"]["rows"]]
    assert printed["exported"] == printed["csv"]
    assert [float(row["score"]) for row in csv.DictReader(io.StringIO(printed["csv"]))] == scores


def test_the_pages(printed: dict[str, Any]) -> None:
    texts = [f"{row['score']:.2f}" for row in printed["json"]["rows"]]
    assert re.findall(r'<span class="score">([^<]+)<', printed["page"]) == texts
    for row in printed["json"]["rows"]:
        upper = row["mu"] + SIGMAS * row["sigma"]
        assert f"from {row['score']:.2f} to {upper:.2f}" in printed["page"]
        assert f">{row['score']:.2f}<" in printed["frame"]


def test_the_charts(printed: dict[str, Any]) -> None:
    rows = printed["json"]["rows"]
    assert [(r["low"], r["mid"], r["high"]) for r in printed["drawn"]["intervals"]] == [
        (row["score"], row["mu"], row["mu"] + SIGMAS * row["sigma"]) for row in rows
    ]
    assert printed["drawn"]["lines"] == {row["name"]: row["score"] for row in rows}


def test_the_terminal(printed: dict[str, Any]) -> None:
    for row, line in zip(printed["json"]["rows"], printed["terminal"].splitlines()[2:], strict=False):
        assert line.split()[2:4] == [row["model"], f"{row['score']:.2f}"]


def test_the_pages_and_the_badge_of_a_model(printed: dict[str, Any]) -> None:
    row = next(row for row in printed["json"]["rows"] if row["model"] == "aurora")
    (ranking,) = printed["model"]["rankings"]
    assert (ranking["score"], ranking["rank"]) == (row["score"], row["rank"])
    for strength in printed["model"]["performance"][0]["themes"]:
        assert strength["score"] == changed_score(strength)
    assert f"rank {row['rank']} by score, {row['score']:.2f}" in printed["badge"]
    assert f"{row['score']:.2f}" in printed["model_page"]


def test_the_least_number_of_votes(printed: dict[str, Any]) -> None:
    """The latecomer has four votes: enough for the rule as it is, one too few for the changed one."""
    late = {"model": "late", "name": "Late Comer", "retired": False, "votes": 4, "needs": 1, "inferred": True}
    assert printed["json"]["min_votes"] == MIN_VOTES
    assert printed["json"]["unranked"] == printed["terminal_json"]["unranked"]
    (row,) = printed["json"]["unranked"]
    assert row.items() >= late.items()
    assert "needs 1 more vote<" in printed["page"]
    assert "late needs 1 more" in printed["terminal"]
    assert "needs 1 vote" in printed["late_badge"]
    assert printed["axes"]["items"][0]["ranked"] == 4
    assert f"{MIN_VOTES} votes" in printed["methodology"]
    assert f"{MIN_VOTES} votes" in printed["model_page"]
