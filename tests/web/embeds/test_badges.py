"""Badges: well-formed, whatever a model is called, and as wide as their words."""

from __future__ import annotations

import pytest

from service.arena.models.badges import Badge
from service.arena.models.cards import ArenaPlace
from service.domain.axes import OVERALL, Axis
from service.domain.boards import Places, Standing
from service.domain.catalog import License, Model
from service.web.embeds.badges import badge_view
from tests.support.pages.figures import parsed
from tests.support.pages.model_pages import some_arena
from tests.support.served.api import Api

MODEL = Model("m", "M", None, None, None, None, License(), (), 0, None)


def told(
    rank: int | None, votes: int = 9, axis: Axis = OVERALL, places: Places | None = None
) -> tuple[str, str, str]:
    standing = Standing("m", 30.0, 1.0, votes, votes, 0, 0, 0)
    place = ArenaPlace(some_arena(), rank, 14, standing)
    view = badge_view(Badge(MODEL, "Text to image", axis, place), places)
    return view.label.text, view.value.text, view.title


def test_what_a_badge_says() -> None:
    label, value, sentence = told(3, places=Places(2, 5, 14))
    assert (label, value) == ("Text to image", "#2–5 of 14")
    assert sentence == "M in Text to image: #2–5 of 14 is decided; rank 3 by score, 27.00"
    # "#1" is what stays when it is decided that all others are worse.
    assert told(1, places=Places(1, 1, 14))[1] == "#1 of 14"
    assert told(None, 1)[1] == "needs 2 votes"
    assert told(3, axis=Axis("people", "fr"), places=Places(3, 3, 4))[0] == "Text to image, people in French"
    assert badge_view(Badge(MODEL, "", OVERALL, None), None).value.text == "no votes"


def test_the_halves_stand_beside_each_other() -> None:
    view = badge_view(Badge(MODEL, "模型" * 50, OVERALL, None), None)
    assert view.value.x == view.label.width > view.label.inner > 0
    assert len(view.label.text) == 48


@pytest.mark.parametrize("path", ["m0", "m1", "m3", "m4", "m1.svg?arena=t2i&theme=people&language=en"])
def test_it_is_svg(site: Api, path: str) -> None:
    answer = site.client.get(f"/badges/{path}" if "?" in path else f"/badges/{path}.svg")
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert parsed(answer.content).tag == "{http://www.w3.org/2000/svg}svg"
    assert "ETag" in answer.headers
    assert "X-Frame-Options" in answer.headers


def test_what_is_not_there_and_what_is_refused(site: Api) -> None:
    assert site.get("/badges/nobody.svg").status_code == 404
    assert site.get("/badges/m0.svg", arena="nowhere").status_code == 404
    assert site.get("/badges/m0.svg", theme="people").status_code == 422
