"""Questions in parameters and bodies."""

from __future__ import annotations

import pytest

from service.api.schemas.questions import QuestionBody, QuestionQuery, parse_weights, split
from service.arena.boards.point_in_time import PointInTime
from service.errors import Invalid


def test_parameters_and_bodies_ask_the_same() -> None:
    query = QuestionQuery(
        arenas="t2i, t2v",
        weights="theme=people,language=en:2; overall : 0.5",
        models=["a,b", "c*"],
        licenses="MIT;Apache-2.0",
        metrics="composite,price",
        released_from="2026-01-05",  # type: ignore[arg-type]
        at="2026-02-01",
        order="-composite",
        limit=5,
    ).question()
    body = QuestionBody.model_validate(
        {
            "arenas": ["t2i", "t2v"],
            "weights": {"theme=people,language=en": 2, "overall": 0.5},
            "models": ["a", "b", "c*"],
            "licenses": ["MIT", "Apache-2.0"],
            "metrics": ["composite", "price"],
            "released_from": "2026-01-05",
            "at": "2026-02-01",
            "order": ["-composite"],
            "limit": 5,
        }
    ).question()
    assert query == body
    assert query.models.released_from == "2026-01-05"
    assert query.at == PointInTime(day=20_485)


def test_lists() -> None:
    assert split(None) == split(" , ") == ()
    assert split("a, b,,c") == ("a", "b", "c")


@pytest.mark.parametrize(
    "text", ["overall", ":1", "overall:x", "overall:-1", "overall:inf", "overall:1;overall:2"]
)
def test_what_is_no_weight_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="weights"):
        parse_weights(text)
