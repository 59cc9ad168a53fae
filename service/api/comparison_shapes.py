"""A comparison of models as JSON."""

from __future__ import annotations

from itertools import combinations
from typing import Any

from service.api.board_shapes import axis, meeting
from service.arena.boards.head_to_head import HeadToHead
from service.arena.models.comparisons import ArenaComparison, AxisComparison, Comparison, PromptDifference
from service.arena.models.similar import PairRecord

Json = dict[str, Any]

_NEVER = PairRecord(0, 0, 0, 0, 0)


def comparison(value: Comparison) -> Json:
    """Return all of it."""
    return {
        "models": [page.model.slug for page in value.pages],
        "arenas": [_arena(arena) for arena in value.arenas],
        "prompts": [_prompt(prompt) for prompt in value.prompts],
    }


def _arena(value: ArenaComparison) -> Json:
    return {
        "arena": value.arena.slug,
        "models": list(value.models),
        "pairs": [_pair(value, one, other) for one, other in combinations(value.models, 2)],
        "axes": [_axis(entry) for entry in value.axes],
    }


def _pair(value: ArenaComparison, one: str, other: str) -> Json:
    met = value.encounters[one, other]
    counts = HeadToHead(one, other, *(met.record or _NEVER))
    return {**meeting(counts), "win_probability_a": met.chances.better}


def _axis(value: AxisComparison) -> Json:
    rated = [standing for standing in value.standings if standing]
    told = [
        {"model": s.model, "score": s.score, "mu": s.mu, "sigma": s.sigma, "votes": s.votes} for s in rated
    ]
    return {**axis(value.axis), "standings": told}


def _prompt(value: PromptDifference) -> Json:
    example = value.example
    return {
        "arena": value.arena.slug,
        "prompt_id": example.prompt_id,
        "prompt": example.prompt,
        "themes": list(example.themes),
        "language": example.language,
        "model_a": value.one,
        "model_b": value.other,
        "wins_a": value.wins,
        "wins_b": value.losses,
        "ties": value.ties,
        "image_a": example.own._asdict(),
        "image_b": example.other._asdict(),
    }
