"""Logs to fold: made-up ones of any size, and the real ones beside the checkout."""

from __future__ import annotations

import csv
import gzip
import json
import random
from collections.abc import Iterator
from pathlib import Path

Vote = tuple[int, int, int, tuple[int, ...]]

GENAI_OUTCOMES = {"model_a": 1, "model_b": 2, "tie": 3, "tie (bothbad)": 4}


def random_votes(count: int, models: int = 12, seed: int = 1, axes: int = 1) -> list[Vote]:
    """Return votes among models whose skills differ, on the axes 0, 1, ... of which each vote has some."""
    picked = random.Random(seed)
    skill = [picked.gauss(25, 5) for _ in range(models)]
    votes = []
    for _ in range(count):
        left, right = picked.sample(range(models), 2)
        gap = picked.gauss(skill[left] - skill[right], 6)
        outcome = picked.choice([3, 4]) if abs(gap) < 1 else 1 if gap > 0 else 2
        chosen = (0, *sorted(picked.sample(range(1, axes), picked.randrange(axes))))
        votes.append((left + 1, right + 1, outcome, chosen))
    return votes


def football(shared_data: Path) -> Iterator[tuple[int, int, int]]:
    """Yield every international match since 1872 as (home, away, outcome), in the order they were played."""
    numbers: dict[str, int] = {}
    with gzip.open(shared_data / "results-international-football" / "results.csv.gz", "rt") as file:
        for row in csv.DictReader(file):
            if not row["home_score"].isdigit():
                continue
            home, away = (numbers.setdefault(row[side], len(numbers)) for side in ("home_team", "away_team"))
            gap = int(row["home_score"]) - int(row["away_score"])
            yield home, away, 1 if gap > 0 else 2 if gap < 0 else 3


def genai_battles(shared_data: Path, *, blind: bool) -> list[tuple[str, str, int]]:
    """Return the text-to-image battles of the GenAI-Arena log, all or only those without names."""
    text = (shared_data / "votes-genai-arena" / "clean_battle_20240220.json").read_text()
    return [
        (battle["model_a"], battle["model_b"], GENAI_OUTCOMES[battle["winner"]])
        for battle in json.loads(text)
        if battle["model_a"].endswith("_generation") and (battle["anony"] or not blind)
    ]
