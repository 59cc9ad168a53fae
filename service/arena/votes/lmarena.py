"""Votes as LMArena releases them: the rows of its ``clean_battle`` files, and its names of languages."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from service.arena.catalog import languages
from service.arena.votes.log import Row
from service.domain import clock

UNKNOWN = "unknown"

WINNERS = {"left": "model_a", "right": "model_b", "tie": "tie", "both_bad": "tie (bothbad)"}
# LMArena detects languages with Polyglot, which names them as ICU does: in English, without script or region.
# These are the names that differ from the registry's.
_NAMES = {
    "bn": "Bangla",
    "dv": "Divehi",
    "ht": "Haitian Creole",
    "ky": "Kyrgyz",
    "nso": "Northern Sotho",
    "or": "Odia",
    "os": "Ossetic",
    "pa": "Punjabi",
    "ps": "Pashto",
    "ug": "Uyghur",
}


def battle(row: Row) -> Row:
    """Return a vote as LMArena's notebooks read it: blind, by an unnamed judge, on one prompt.

    The newer notebooks keep only rows whose ``dedup_tag`` is sampled: LMArena leaves out prompts that were
    sent very often.
    """
    found = {
        "model_a": row["model_left"],
        "model_b": row["model_right"],
        "winner": WINNERS[row["outcome"]],
        "judge": "arena_user",
        "turn": 1,
        "anony": True,
        "language": language_name(row["language"]),
        "tstamp": clock.from_datetime(datetime.fromisoformat(row["voted_at"])) / 1e6,
        "dedup_tag": {"high_freq": False, "sampled": True},
    }
    return found if row["external_id"] is None else {"question_id": row["external_id"], **found}


@lru_cache(maxsize=4096)
def language_name(tag: str | None) -> str:
    """Return LMArena's name for the language of a tag: ``Chinese`` for ``zh-Hant``, ``unknown`` for None."""
    if tag is None:
        return UNKNOWN
    language = tag.partition("-")[0]
    return _NAMES.get(language) or languages.display_name(language)
