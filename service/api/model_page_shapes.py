"""A model's page as JSON: the use case's values in the interface's field names."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from service.api.board_shapes import axis, numbers
from service.arena.models.examples import RULES, Example, Examples
from service.arena.models.likeness import Likeness
from service.arena.models.page import ModelPage
from service.arena.models.performance import Performance, Strength
from service.arena.models.pricing import CurrentOffer, Pricing
from service.arena.models.rankings import Ranking
from service.arena.models.similar import Neighbor, Neighbors
from service.arena.models.tracker import Tracker, TrackerPoint
from service.domain import clock
from service.http.schemas.catalog import ModelOut

Json = dict[str, Any]


def page(value: ModelPage) -> Json:
    """Return all sections."""
    return {
        **ModelOut.model_validate(value.model).model_dump(mode="json"),
        "can_generate": value.can_generate,
        "kind": value.kind,
        "summary": value.summary,
        "rankings": [_ranking(entry) for entry in value.rankings],
        "performance": [_performance(entry) for entry in value.performance],
        "tracker": [_tracker(entry) for entry in value.trackers],
        "similar": [_similar(entry) for entry in value.similar],
        "like": [_like(entry) for entry in value.like],
        "pricing": _pricing(value.pricing),
        "examples": _examples(value.examples),
        "faq": [question._asdict() for question in value.faq],
    }


def _ranking(value: Ranking) -> Json:
    arena, interval = value.arena, value.interval
    return {
        "arena": arena.slug,
        "arena_name": arena.name,
        "task": arena.task,
        "revision": arena.revision,
        "method_version": value.method_version,
        "simulated_votes": arena.simulated(arena.last_position),
        "rank": value.rank,
        "ranked": value.of,
        "rank_low": interval and interval.rank_low,
        "rank_high": interval and interval.rank_high,
        "needs": value.needs,
        **numbers(value.standing),
        "win_rate": value.standing.win_rate,
        "bt_rating": interval and interval.rating,
        "bt_low": interval and interval.low,
        "bt_high": interval and interval.high,
        "changes": [asdict(change) for change in value.changes],
    }


def _performance(value: Performance) -> Json:
    return {
        "arena": value.arena.slug,
        "themes": [_strength(entry) for entry in value.themes],
        "languages": [_strength(entry) for entry in value.languages],
        "cells": [_strength(entry) for entry in value.cells],
    }


def _strength(value: Strength) -> Json:
    rated = None if value.needs else value.standing
    return {
        **axis(value.axis),
        "score": rated and rated.score,
        "mu": rated and rated.mu,
        "sigma": rated and rated.sigma,
        "votes": value.standing.votes,
        "win_rate": value.standing.win_rate,
        "rank": value.rank,
        "ranked": value.of,
        "needs": value.needs,
    }


def _tracker(value: Tracker) -> Json:
    drift = value.drift
    return {
        "arena": value.arena.slug,
        "days": [_point(point) for point in value.days],
        "weeks": [_point(point) for point in value.weeks],
        "marks": [{"date": clock.day_text(mark.day), "detail": mark.detail} for mark in value.annotations],
        "drift": drift and {**asdict(drift), "z": drift.z, "drifted": drift.drifted},
    }


def _point(value: TrackerPoint) -> Json:
    standing = value.standing
    return {
        "date": clock.day_text(value.day),
        "score": standing.score,
        "mu": standing.mu,
        "sigma": standing.sigma,
        "votes": value.votes,
    }


def _similar(value: Neighbors) -> Json:
    return {
        "arena": value.arena.slug,
        "above": [_neighbour(entry) for entry in value.above],
        "below": [_neighbour(entry) for entry in value.below],
    }


def _neighbour(value: Neighbor) -> Json:
    record = value.record
    return {
        "model": value.model,
        "name": value.name,
        "organization": value.organization,
        "rank": value.rank,
        "score": value.score,
        "score_gap": value.gap,
        "win_probability": value.chances.better,
        "win": value.chances.win,
        "draw": value.chances.draw,
        "loss": value.chances.loss,
        "head_to_head": record and {**record._asdict(), "win_rate": record.win_rate},
    }


def _like(value: Likeness) -> Json:
    other = value.model
    return {
        "model": other.slug,
        "name": other.name,
        "organization": other.organization,
        "distance": value.distance,
        "score_distance": value.score,
        "price_distance": value.price,
        "strengths_distance": value.strengths,
        "score_gap": value.gap,
        "arenas": value.arenas,
        "price": other.price and other.price._asdict(),
    }


def _pricing(value: Pricing) -> Json:
    return {
        "starts_at": value.starts_at and value.starts_at._asdict(),
        "offers": [_asked(offer) for offer in value.offers],
    }


def _asked(value: CurrentOffer) -> Json:
    told = asdict(value)
    latency = told.pop("latency") and value.latency
    return {
        **told,
        "latency_p50_ms": latency and latency.p50_ms,
        "latency_p95_ms": latency and latency.p95_ms,
        "generations": latency.generations if latency else 0,
    }


def _examples(value: Examples) -> Json:
    return {
        "rules": RULES,
        "best": [_example(entry) for entry in value.best],
        "losses": [_example(entry) for entry in value.losses],
        "close": [_example(entry) for entry in value.close],
    }


def _example(value: Example) -> Json:
    return {
        "arena": value.arena.slug,
        "position": value.position,
        "prompt_id": value.prompt_id,
        "prompt": value.prompt,
        "themes": list(value.themes),
        "language": value.language,
        "result": value.result,
        "opponent": value.opponent,
        "opponent_name": value.opponent_name,
        "opponent_score": value.opponent_score,
        "image": value.own._asdict(),
        "opponent_image": value.other._asdict(),
        "voted_at": clock.to_text(value.voted_at),
        "simulated": value.simulated,
    }
