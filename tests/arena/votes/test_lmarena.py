"""LMArena's format, as LMArena's own notebook reads it."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize

from service.arena.catalog import languages
from service.arena.votes.exports import export_votes
from service.arena.votes.lmarena import battle, language_name
from service.domain.slugs import slugify
from tests.support.files.imports import imported, opened

pytestmark = pytest.mark.slow

BATTLES = "votes-genai-arena/clean_battle_20240220.json"
# What Polyglot can detect: the languages of CLD2.
DETECTED = (
    "aa ab af ak am ar as ay az ba be bg bi bn bo br bs ca ceb chr co cs cy da de dv dz ee en eo es "
    "et eu fa fi fj fo fr fy ga gaa gd gl gn gu gv ha haw he hi hmn hr ht hu hy ia id ie ig ik is it "
    "iu ja jv ka kha kk kl km kn ko kri ks ku ky la lb lg ln lo loz lt lua luo lv mg mi mk ml mn mr "
    "ms mt my na ne new nl nn no nr nso ny oc om or os pa pam pl ps pt qu raj rm rn ro ru rw sa sco "
    "sd sg si sk sl sm sn so sq sr ss st su sv sw syr ta te tg th ti tk tl tlh tn tr ts tt tum ug uk "
    "ur uz ve vi vo war wo xh yi yo za zh zu "
)


def online_elo(battles: pd.DataFrame) -> dict[str, float]:
    """Return the ratings of the notebook's ``compute_online_elo``."""
    rating: dict[str, float] = {}
    for a, b, winner in battles[["model_a", "model_b", "winner"]].itertuples(index=False):
        ra, rb = rating.get(a, 1000), rating.get(b, 1000)
        expected = 1 / (1 + 10 ** ((rb - ra) / 400))
        score = {"model_a": 1.0, "model_b": 0.0}.get(winner, 0.5)
        rating[a] = ra + 4 * (score - expected)
        rating[b] = rb + 4 * (expected - score)
    return rating


def mle_elo(battles: pd.DataFrame) -> dict[str, float]:
    """Return the ratings of the notebook's ``compute_mle_elo``: every battle twice, ties once each way."""
    names = sorted({*battles["model_a"], *battles["model_b"]})
    number = {name: i for i, name in enumerate(names)}
    a, b = (battles[side].map(number).to_numpy() for side in ("model_a", "model_b"))
    wins = battles["winner"].map({"model_a": 2.0, "model_b": 0.0}).fillna(1.0).to_numpy()

    def loss(strengths: np.ndarray) -> float:
        gap = math.log(10) * (strengths[a] - strengths[b])
        return float((wins * np.logaddexp(0, -gap) + (2 - wins) * np.logaddexp(0, gap)).sum())

    strengths = minimize(loss, np.zeros(len(names)), method="BFGS").x
    return dict(zip(names, 400 * (strengths - strengths.mean()) + 1000, strict=True))


def notebook(path: Path) -> pd.DataFrame:
    """Return the battles that the notebook keeps."""
    battles = pd.read_json(path).sort_values(ascending=True, by=["tstamp"], kind="stable")
    battles = battles[battles["anony"] == True]  # noqa: E712 - the notebook's words
    return battles[battles["dedup_tag"].apply(lambda tag: tag.get("sampled", False))]


@pytest.mark.anyio
async def test_the_notebook_computes_what_it_computed_before(
    sqlite_url: str, shared_data: Path, tmp_path: Path
) -> None:
    async with opened(sqlite_url) as database:
        await imported(database, shared_data / BATTLES)
        with (tmp_path / "battles.json").open("wb") as target:
            done = await database.read(export_votes, "t2i", "lmarena", target)
    battles = notebook(tmp_path / "battles.json")
    assert (done.votes, len(battles)) == (2060, 2060)
    before = pd.DataFrame(json.loads((shared_data / BATTLES).read_bytes()))
    before = before[before["model_a"] != before["model_b"]].sort_values("tstamp", kind="stable")
    for column in ("model_a", "model_b"):
        before[column] = before[column].map(slugify)
    assert online_elo(battles) == pytest.approx(online_elo(before))
    assert mle_elo(battles) == pytest.approx(mle_elo(before), abs=0.5)


def test_a_row() -> None:
    row = {
        "model_left": "a",
        "model_right": "b",
        "outcome": "both_bad",
        "language": "zh-Hant",
        "voted_at": "2024-02-12T01:02:03.000004Z",
        "external_id": "x",
    }
    assert battle(row) == {
        "question_id": "x",
        "model_a": "a",
        "model_b": "b",
        "winner": "tie (bothbad)",
        "judge": "arena_user",
        "turn": 1,
        "anony": True,
        "language": "Chinese",
        "tstamp": 1707699723.000004,
        "dedup_tag": {"high_freq": False, "sampled": True},
    }
    assert "question_id" not in battle({**row, "external_id": None})


def test_names_of_languages() -> None:
    names = {"en": "English", "pt-BR": "Portuguese", "zh-Hans": "Chinese", "nb": "Norwegian Bokmål"}
    names |= {"el": "Greek", "es-419": "Spanish", "fa": "Persian", "bn": "Bangla", "tl": "Tagalog"}
    assert {tag: language_name(tag) for tag in names} == names
    assert language_name(None) == "unknown"
    detected = DETECTED.split()
    assert [languages.from_name(language_name(tag)) for tag in detected] == detected
