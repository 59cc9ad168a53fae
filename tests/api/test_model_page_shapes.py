"""A model's page as JSON: each value under the name that the interface gives it, and nothing beside."""

from __future__ import annotations

import json
from typing import Any

from service.api.model_page_shapes import page
from service.api.schemas.models import ModelPageOut
from service.arena.models.page import build
from service.arena.models.source import read
from service.db.engine import WriteSession
from tests.support.ledgers import inside
from tests.support.model_pages import TODAY, furnished, golden


def document(shaped: dict[str, Any]) -> dict[str, Any]:
    """Return what the schema makes of it."""
    return ModelPageOut.model_validate(shaped, strict=False).model_dump(mode="json")


def test_the_shape_is_the_schema_at_every_depth(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        shaped = page(furnished(session))
        assert document(shaped) == shaped
        assert json.loads(json.dumps(shaped, allow_nan=False)) == shaped
        empty = page(build(read(session, "m4", TODAY)))
        assert document(empty) == empty

    inside(shared_url, work)


def test_each_section_has_the_values_of_the_use_case(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        value = furnished(session)
        shaped = page(value)
        ranking, standing = value.rankings[0], value.rankings[0].standing
        assert ranking.interval is not None
        told = shaped["rankings"][0]
        assert (told["rank"], told["ranked"], told["votes"]) == (1, 3, standing.votes)
        assert (told["rank_low"], told["bt_high"]) == (ranking.interval.rank_low, ranking.interval.high)
        (offer,) = shaped["pricing"]["offers"]
        assert (offer["latency_p50_ms"], offer["latency_p95_ms"], offer["generations"]) == (800, 2_100, 7)
        days = value.trackers[0].days
        assert [point["votes"] for point in shaped["tracker"][0]["days"]] == [day.votes for day in days]
        assert {"date": "2024-10-01", "detail": "released"} in shaped["tracker"][0]["marks"]
        below = value.similar[0].below[0]
        neighbour = shaped["similar"][0]["below"][0]
        assert neighbour["win_probability"] == below.chances.better
        assert below.record is not None
        assert neighbour["head_to_head"]["votes"] == below.record.votes
        example = shaped["examples"]["best"][0]
        assert example["result"] == value.examples.best[0].result
        assert example["image"]["image_url"] != example["opponent_image"]["image_url"]

    inside(shared_url, work)


def test_an_axis_without_votes_enough_has_no_score(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        golden(session)
        (performance,) = page(build(read(session, "m1", TODAY)))["performance"]
        rated, unrated = performance["themes"]
        assert (rated["theme"], rated["needs"], rated["rank"]) == ("people", 0, 2)
        assert rated["score"] is not None
        assert (unrated["theme"], unrated["needs"], unrated["score"], unrated["rank"]) == (
            "animals",
            3,
            None,
            None,
        )

    inside(shared_url, work)
