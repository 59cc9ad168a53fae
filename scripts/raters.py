"""Prints what other programs make of the battles of GenAI-Arena, as JSON.

These programs need other versions of numpy than the service, and 900 MB. So they are no dependency, and this
script imports nothing of the project. Run it in an environment of its own:

    python -m venv /tmp/raters
    /tmp/raters/bin/pip install arena-rank==0.1.1 evalica==0.4.2 choix==0.4.1
    /tmp/raters/bin/python scripts/raters.py clean_battle_20240220.json >tests/rating/raters.json

tests/rating/test_raters.py compares the product's own ratings with the result.
"""

import importlib
import json
import math
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

POINTS = {"model_a": 1.0, "model_b": 0.0, "tie": 0.5, "tie (bothbad)": 0.5}


def main(path: str) -> None:
    """Print the ratings of the text-to-image models, from the blind battles and from all of them."""
    battles = [
        one
        for one in json.loads(Path(path).read_text())
        if one["model_a"].endswith("_generation") and one["model_a"] != one["model_b"]
    ]
    blind = [one for one in battles if one["anony"]]
    print(json.dumps({"blind": compare(blind), "full": compare(battles)}, indent=1))


def compare(battles: Sequence[dict[str, Any]]) -> dict[str, object]:
    """Return each program's ratings, with a mean of 1000, and the standard deviations by LMArena's."""
    table = pd.DataFrame(battles)[["model_a", "model_b", "winner"]]
    table["winner"] = table["winner"].map(lambda winner: winner if POINTS[winner] != 0.5 else "tie")  # noqa: PLR2004
    names, ratings, deviations = arena_rank(table)
    return {
        "battles": len(table),
        "models": names,
        "arena-rank 0.1.1": ratings,
        "evalica 0.4.2": evalica(table, names),
        "choix 0.4.1": choix(table, names),
        "arena-rank 0.1.1, by-vote sandwich": deviations,
    }


def arena_rank(table: pd.DataFrame) -> tuple[list[str], list[float], list[float]]:
    """Return the models, their ratings, and the standard deviations of these, by LMArena's program."""
    data = importlib.import_module("arena_rank.utils.data_utils").PairDataset.from_pandas(table)
    module = importlib.import_module("arena_rank.models.bradley_terry")
    found = module.BradleyTerry(n_competitors=len(data.competitors)).compute_ratings_and_cis(data)
    deviations = np.sqrt(np.array(found["variances"]))
    return list(found["competitors"]), leveled(np.array(found["ratings"])), np.round(deviations, 4).tolist()


def evalica(table: pd.DataFrame, names: Sequence[str]) -> list[float]:
    """Return the ratings by evalica; a tie is half a win."""
    module = importlib.import_module("evalica")
    codes = {"model_a": module.Winner.X, "model_b": module.Winner.Y, "tie": module.Winner.Draw}
    winners = [codes[winner] for winner in table["winner"]]
    found = module.bradley_terry(
        table["model_a"],
        table["model_b"],
        winners,
        win_weight=1.0,
        tie_weight=0.5,
        tolerance=1e-12,
        limit=100_000,
    )
    return leveled(400 * np.log10(found.scores.reindex(names).to_numpy()))


def choix(table: pd.DataFrame, names: Sequence[str]) -> list[float]:
    """Return the ratings by choix: the maximum of the likelihood."""
    wins = np.zeros((len(names), len(names)))
    for battle in table.itertuples():
        a, b = names.index(str(battle.model_a)), names.index(str(battle.model_b))
        wins[a, b] += POINTS[str(battle.winner)]
        wins[b, a] += 1 - POINTS[str(battle.winner)]
    module = importlib.import_module("choix")
    found = module.ilsr_pairwise_dense(wins, alpha=0.0, max_iter=10_000, tol=1e-10)
    return leveled(np.asarray(found) * 400 / math.log(10))


def leveled(ratings: "np.ndarray[Any, np.dtype[np.float64]]") -> list[float]:
    """Return ratings with their mean moved to 1000."""
    moved: list[float] = np.round(ratings - ratings.mean() + 1000, 4).tolist()
    return moved


if __name__ == "__main__":
    main(sys.argv[1])
