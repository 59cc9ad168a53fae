"""A comparison as JSON: the schema at every depth, each side's numbers on its side."""

from __future__ import annotations

import json

from service.api.comparison_shapes import comparison
from service.api.schemas.comparisons import ComparisonOut
from service.arena.models.comparisons import build, read
from service.db.engine import WriteSession
from tests.support.ledgers import inside
from tests.support.model_images import show_every_vote
from tests.support.model_pages import TODAY, golden


def test_the_shape_is_the_schema(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        show_every_vote(session, golden(session))
        shaped = comparison(build(read(session, ("m1", "m0", "m3"), TODAY)))
        assert ComparisonOut.model_validate(shaped).model_dump(mode="json") == shaped
        assert json.loads(json.dumps(shaped, allow_nan=False)) == shaped
        assert shaped["models"] == ["m1", "m0", "m3"]

    inside(shared_url, work)


def test_numbers_stand_on_the_side_of_their_model(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        show_every_vote(session, golden(session))
        shaped = comparison(build(read(session, ("m1", "m0", "m3"), TODAY)))
        pairs = {(p["model_a"], p["model_b"]): p for p in shaped["arenas"][0]["pairs"]}
        assert [(p["wins_a"], p["wins_b"], p["votes"]) for p in pairs.values()] == [
            (0, 3, 3),
            (0, 0, 0),
            (1, 0, 1),
        ]
        assert pairs["m1", "m3"]["win_rate_a"] is None
        assert pairs["m1", "m0"]["win_probability_a"] < 0.5
        prompt = next(p for p in shaped["prompts"] if p["model_b"] == "m0")
        assert (prompt["model_a"], prompt["wins_a"], prompt["wins_b"]) == ("m1", 0, 1)
        assert prompt["image_a"]["image_url"] != prompt["image_b"]["image_url"]

    inside(shared_url, work)
