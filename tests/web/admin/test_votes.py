"""Votes: searched, looked at, voided."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.served.admins import AdminBrowser


@pytest.fixture
def voted(desk: AdminBrowser) -> AdminBrowser:
    """With an arena of three models and a dozen votes by two voters."""
    api = desk.api
    api.made("/api/v1/arenas", slug="t2i", name="T")
    for slug in ("a", "b", "c"):
        api.made("/api/v1/models", slug=slug, name=f"Model {slug.upper()}")
    pairs = [("a", "b"), ("b", "c"), ("a", "c")] * 4
    votes: list[dict[str, Any]] = [
        {"model_left": left, "model_right": right, "outcome": "left", "voter": "anna" if i % 2 else "ben"}
        for i, (left, right) in enumerate(pairs)
    ]
    assert api.post("/api/v1/arenas/t2i/votes", {"votes": votes}, "votes").json()["accepted"] == 12
    return desk


def numbers(page: str) -> list[str]:
    """Return the public numbers of the votes that a page lists."""
    return [part.partition('"')[0] for part in page.split('href="/admin/votes/')[1:]]


def test_search(voted: AdminBrowser) -> None:
    assert len(numbers(voted.get("/admin/votes"))) == 12
    assert len(numbers(voted.get("/admin/votes?arena=t2i&model=b"))) == 8
    assert len(numbers(voted.get("/admin/votes?arena=t2i&before=5"))) == 4
    row = voted.get("/admin/votes").split("<tr>")[2]
    code = row.partition('href="/admin/voters/')[2].partition('"')[0]
    assert len(numbers(voted.get(f"/admin/votes?arena=t2i&voter={code}"))) == 6
    for wrong, status in (("arena=none", 404), ("arena=t2i&model=none", 404), ("arena=t2i&voter=xyz", 422)):
        assert voted.client.get(f"/admin/votes?{wrong}").status_code == status


def test_the_effect_is_seen_and_then_comes_true(voted: AdminBrowser) -> None:
    board = voted.api.get("/api/v1/arenas/t2i/leaderboard").json()
    vote_id = numbers(voted.get("/admin/votes"))[0]
    page = voted.get(f"/admin/votes/{vote_id}")
    assert "Effects of voiding" in page
    assert voted.api.get("/api/v1/arenas/t2i/leaderboard").json() == board
    assert voted.done(f"/admin/votes/{vote_id}", reason="a test") == f"/admin/votes/{vote_id}?voided=1"
    after = {
        row["model"]: row["score"] for row in voted.api.get("/api/v1/arenas/t2i/leaderboard").json()["rows"]
    }
    before = {row["model"]: row["score"] for row in board["rows"]}
    changed = [model for model in after if after[model] != before[model]]
    assert changed
    for model in changed:
        promised = f"{before[model]:.2f} → {after[model]:.2f}".replace("-", "\N{MINUS SIGN}")
        assert promised in page
    assert "Not counted: voided. a test" in voted.get(f"/admin/votes/{vote_id}")
    assert voted.actions()[0] == ("void", f"vote {vote_id}", "a test")


def test_a_reason_is_needed(voted: AdminBrowser) -> None:
    vote_id = numbers(voted.get("/admin/votes"))[0]
    for reason in ("", "  ", "x" * 501):
        assert voted.send(f"/admin/votes/{vote_id}", reason=reason).status_code == 422
    assert voted.send("/admin/votes/99", reason="x").status_code == 404
    assert voted.client.get("/admin/votes/99").status_code == 404
    assert "<td>yes</td>" in voted.get(f"/admin/votes/{vote_id}")


def test_a_ranking_is_found_by_each_of_its_models(voted: AdminBrowser) -> None:
    voted.api.made("/api/v1/models", slug="d", name="Model D")
    body = {"votes": [{"models": ["d", "b", "a"], "ranks": [1, 2, 2], "voter": "anna"}]}
    assert voted.api.post("/api/v1/arenas/t2i/votes", body, "votes").json()["accepted"] == 1
    found = {model: voted.get(f"/admin/votes?arena=t2i&model={model}") for model in ("a", "b", "d")}
    assert all("ranked: 1. d, 2. b, 2. a" in page for page in found.values())
    assert "ranked" not in voted.get("/admin/votes?arena=t2i&model=c")
    vote_id = numbers(found["d"])[0]
    assert "Model D" in voted.get(f"/admin/votes/{vote_id}").partition("Effects of voiding")[2]
    assert voted.done(f"/admin/votes/{vote_id}", reason="a test") == f"/admin/votes/{vote_id}?voided=1"
    assert "Not counted: voided. a test" in voted.get(f"/admin/votes/{vote_id}")
