"""Questions before what cannot be undone: nothing is done without a yes, which sends the same again."""

from __future__ import annotations

import re
from html import unescape

import pytest

from tests.support.served.admins import AdminBrowser


@pytest.fixture
def paths(desk: AdminBrowser) -> list[str]:
    """Return the paths of forms that do what cannot be undone, in an arena with a vote."""
    api = desk.api
    api.made("/api/v1/arenas", slug="t2i", name="T")
    for slug in ("a", "b"):
        api.made("/api/v1/models", slug=slug, name=slug)
    offer = {"provider": "p", "amount": 0.04, "currency": "USD"}
    api.post("/api/v1/models/a/offers", offer, "catalog")
    ballot = {"model_left": "a", "model_right": "b", "outcome": "left", "voter": "x"}
    api.post("/api/v1/arenas/t2i/votes", {"votes": [ballot]}, "votes")
    voter = desk.client.get("/admin/voters?name=x").headers["Location"]
    vote = re.findall(r'href="(/admin/votes/\d+)"', desk.get("/admin/votes"))[0]
    key = re.findall(r'action="([^"]+revocation)"', desk.get("/admin/keys"))[-1]
    removal = re.findall(r'action="([^"]+removal)"', desk.get("/admin/models/a/offers"))[0]
    retirements = (f"/admin/{one}/retirement" for one in ("arenas/t2i", "models/a"))
    return [key, removal, vote, f"{voter}/void", *retirements]


def test_without_a_yes_nothing_is_done(desk: AdminBrowser, paths: list[str]) -> None:
    for path in paths:
        before = desk.actions()
        answer = desk.send(path, reason="<a robot>", retired="yes")
        assert answer.status_code == 200
        form = answer.text.partition('class="decisions">')[2].partition("</form>")[0]
        assert desk.actions() == before
        fields = {name: unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', form)}
        assert fields.items() >= {"confirm": "yes", "reason": "<a robot>", "retired": "yes"}.items()
        if "revocation" not in path:  # that is the key of this session
            assert desk.client.post(path, data=fields).status_code == 303
            assert desk.actions()[1:] == before


def test_what_is_asked_says_what_it_means(desk: AdminBrowser, paths: list[str]) -> None:
    for path, words in zip(
        paths, ("cannot be brought back", "history of prices", "never counts"), strict=False
    ):
        assert words in desk.send(path, reason="x").text
    assert "Retire arena t2i?" in desk.send("/admin/arenas/t2i/retirement", retired="yes").text
