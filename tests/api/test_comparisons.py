"""Models side by side, over HTTP."""

from __future__ import annotations

import pytest

from tests.support.served.api import Api

PATH = "/api/v1/compare"


def test_compared_and_kept_until_the_next_vote(api: Api) -> None:
    for slug in ("a", "b"):
        api.made("/api/v1/models", slug=slug, name=slug)
    assert api.get(PATH, models="a,b").json() == {"models": ["a", "b"], "arenas": [], "prompts": []}
    api.made("/api/v1/arenas", slug="t2i", name="T")
    before = api.get(PATH, models="b,a").headers["ETag"]
    pair = {"model_left": "a", "model_right": "b", "outcome": "left"}
    api.post("/api/v1/arenas/t2i/votes", {"votes": [pair] * 3}, "votes")
    after = api.client.get(PATH, params={"models": "b,a"}, headers={"If-None-Match": before})
    ((pair_out,),) = [arena["pairs"] for arena in after.json()["arenas"]]
    assert (pair_out["model_a"], pair_out["wins_a"], pair_out["wins_b"]) == ("b", 0, 3)


@pytest.mark.parametrize("models", [None, "a", "a,a", "a,b,c,d,e"])
def test_what_cannot_be_compared_is_refused(sqlite_api: Api, models: str | None) -> None:
    answer = sqlite_api.get(PATH, **({"models": models} if models else {}))
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "models"


def test_an_unknown_model_is_not_found(sqlite_api: Api) -> None:
    sqlite_api.made("/api/v1/models", slug="a", name="A")
    assert sqlite_api.get(PATH, models="a,nobody").status_code == 404
    assert sqlite_api.get(PATH, models="a,\0").status_code in {404, 422}
