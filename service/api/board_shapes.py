"""Boards and what belongs to them as JSON: the use cases' values in the interface's field names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from service.api.schemas.boards import BoardRow
from service.arena.boards.axes import Overview
from service.arena.boards.boards import Board, Facts
from service.arena.boards.head_to_head import Meeting
from service.arena.boards.history import Series
from service.domain import clock
from service.domain.axes import Axis
from service.domain.boards import Interval, Ranked, Standing

Json = dict[str, Any]

TABLE = (*BoardRow.model_fields, "currency")
"""The columns of a leaderboard as a table."""


def axis(value: Axis) -> Json:
    """Return an axis; null for all."""
    return {"theme": value.theme or None, "language": value.language or None}


def board(value: Board) -> Json:
    """Return a leaderboard."""
    return {
        "arena": value.arena.slug,
        "axis": axis(value.axis),
        "revision": value.arena.revision,
        "position": value.position,
        "simulated_votes": value.arena.simulated(value.position),
        "as_of": clock.to_text(value.as_of),
        "method_version": value.method_version,
        "min_votes": value.min_votes,
        "votes": value.votes,
        "rows": [row(*entry, value.facts[entry[0].standing.model]) for entry in value.ranked],
        "unranked": [_unranked(s, value) for s in value.unranked],
        "disagreements": [{**d._asdict(), "detail": d.detail} for d in value.disagreements],
    }


def row(ranked: Ranked, interval: Interval, facts: Facts) -> Json:
    """Return a ranked model."""
    standing = ranked.standing
    return {
        "rank": ranked.rank,
        "rank_low": interval.rank_low,
        "rank_high": interval.rank_high,
        "model": standing.model,
        "name": facts.name,
        "organization": facts.organization,
        "license": facts.license,
        **numbers(standing),
        "win_rate": standing.win_rate,
        "bt_rating": interval.rating,
        "bt_low": interval.low,
        "bt_high": interval.high,
        "price": facts.price._asdict() if facts.price else None,
    }


def flat(rows: Iterable[Json]) -> list[Json]:
    """Board rows for a table: the price's amount, with its currency in a column of its own."""
    table = []
    for entry in rows:
        price = entry["price"] or {"amount": None, "currency": None}
        table.append({**entry, "price": price["amount"], "currency": price["currency"]})
    return table


def numbers(standing: Standing) -> Json:
    """Return the rating and the counts of a standing."""
    return {
        "score": standing.score,
        "mu": standing.mu,
        "sigma": standing.sigma,
        "votes": standing.votes,
        "wins": standing.wins,
        "losses": standing.losses,
        "ties": standing.ties,
        "both_bad": standing.both_bad,
    }


def _unranked(standing: Standing, value: Board) -> Json:
    name = value.facts[standing.model].name
    needs = standing.needs(value.min_votes)
    return {"model": standing.model, "name": name, "votes": standing.votes, "needs": needs}


def overview(value: Overview) -> Json:
    """Return an axis at a glance."""
    leader = value.leader
    return {
        **axis(value.axis),
        "votes": value.votes,
        "models": value.models,
        "ranked": value.ranked,
        "leader": leader and {"model": leader.model, "name": value.leader_name, "score": leader.score},
    }


def meeting(value: Meeting) -> Json:
    """Return the counts of one pair."""
    return {**value._asdict(), "win_rate_a": value.win_rate_a}


def series(value: Series) -> Json:
    """Return a model's points."""
    points = [{"date": clock.day_text(p.day), **numbers(p.standing)} for p in value.points]
    return {"model": value.model, "name": value.name, "points": points}
