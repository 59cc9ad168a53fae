"""Questions over HTTP: parameters and bodies, formats, caching, errors."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from tests.support.served.api import Api

QUERY = "/api/v1/query"
READERS: dict[str, Callable[[io.BytesIO], pl.DataFrame]] = {
    "csv": pl.read_csv,
    "ndjson": pl.read_ndjson,
    "parquet": pl.read_parquet,
}


@pytest.fixture
def arena(api: Api) -> Api:
    """Three models with prices, and votes on two axes."""
    api.made("/api/v1/arenas", slug="t2i", name="Text to image")
    api.made("/api/v1/organizations", slug="luma", name="Luma")
    for i, slug in enumerate(("anna", "ben", "carl")):
        made: dict[str, Any] = {
            "slug": slug,
            "name": slug.title(),
            "license": {"weights_open": "yes" if i else "no"},
        }
        api.made("/api/v1/models", **made, released=f"2026-01-0{i + 1}")
        offer = {"provider": "p", "amount": 0.01 * (3 - i), "currency": "USD", "valid_from": "2026-01-01"}
        assert api.post(f"/api/v1/models/{slug}/offers", offer).status_code == 201
    vote(api, *[("anna", "ben")] * 4, *[("ben", "carl")] * 3)
    return api


def vote(api: Api, *pairs: tuple[str, str]) -> None:
    prompt = {"text": "a cat", "themes": ["people"], "language": "en"}
    votes = [{"model_left": a, "model_right": b, "outcome": "left", "prompt": prompt} for a, b in pairs]
    assert api.post("/api/v1/arenas/t2i/votes", {"votes": votes}, "votes").status_code == 200


def test_the_same_question_as_parameters_and_as_a_body(arena: Api) -> None:
    body = {
        "axes": ["overall", "theme=*"],
        "models": ["anna", "c*"],
        "metrics": ["rank", "price", "fingerprint"],
    }
    found = arena.get(
        QUERY, axes="overall;theme=*", models="anna,c*", metrics="rank,price,fingerprint"
    ).json()
    assert arena.client.post(QUERY, json=body).json() == found
    assert list(found) == ["columns", "total", "rows", "arenas", "boards"]
    assert found["columns"] == ["arena", "theme", "language", "model", "rank", "price", "fingerprint"]
    assert [list(row) for row in found["rows"]] == [found["columns"]] * 4
    assert [(row["theme"], row["model"], row["rank"]) for row in found["rows"]] == [
        (None, "anna", 1),
        (None, "carl", 3),
        ("people", "anna", 1),
        ("people", "carl", 3),
    ]
    (state,) = found["arenas"]
    assert (state["arena"], state["position"], state["pooled_position"]) == ("t2i", 7, None)
    assert [(one["theme"], one["weight"]) for one in found["boards"]] == [(None, None), ("people", None)]
    board = arena.get("/api/v1/arenas/t2i/leaderboard").json()
    assert {row["fingerprint"] for row in found["rows"]} == {board["fingerprint"]}
    table = pl.read_csv(io.BytesIO(arena.get("/api/v1/arenas/t2i/leaderboard", format="csv").content))
    assert table["fingerprint"].unique().to_list() == [board["fingerprint"]]


def test_filters(arena: Api) -> None:
    def models(**asked: str) -> list[str]:
        return [
            row["model"] for row in arena.get(QUERY, metrics="released,weights_open", **asked).json()["rows"]
        ]

    assert models(weights_open="yes") == ["ben", "carl"]
    assert models(price_max="0.02") == ["ben", "carl"]
    assert models(released_from="2026-01-02", released_to="2026-01-02") == ["ben"]
    assert models(organizations="luma") == []
    assert models(order="-model", limit="2") == ["carl", "ben"]
    assert models(retired="true") == []


def test_every_format_has_the_same_table(arena: Api) -> None:
    body = {"metrics": ["rank", "score", "released", "as_of", "likely"], "order": ["model"]}
    rows = arena.client.post(QUERY, json=body).json()["rows"]
    for kind in ("csv", "ndjson", "parquet"):
        answer = arena.client.post(QUERY, json={**body, "format": kind})
        frame = READERS[kind](io.BytesIO(answer.content))
        assert frame.columns == list(rows[0])
        assert frame["score"].to_list() == pytest.approx([row["score"] for row in rows])
        assert frame["model"].to_list() == ["anna", "ben", "carl"]
        if kind == "parquet":
            assert frame.schema["as_of"] == pl.Datetime("us", "UTC")
            assert frame.schema["released"] == pl.Date
            assert frame.schema["likely"] == pl.Float64
    accepted = arena.client.get(QUERY, headers={"Accept": "text/csv"})
    assert accepted.headers["content-type"].startswith("text/csv")


def test_answers_are_kept_until_a_vote(arena: Api) -> None:
    """Also that of a POST, which has an ETag as a GET has."""
    before = arena.client.post(QUERY, json={"metrics": ["votes"]})
    again = arena.client.post(QUERY, json={"metrics": ["votes"]})
    assert before.headers["etag"] == again.headers["etag"]
    get = arena.get(QUERY, metrics="votes")
    same = arena.client.get(
        QUERY, params={"metrics": "votes"}, headers={"If-None-Match": get.headers["etag"]}
    )
    assert (same.status_code, get.content) == (304, before.content)
    vote(arena, ("anna", "carl"))
    after = arena.client.post(QUERY, json={"metrics": ["votes"]})
    assert [row["votes"] for row in after.json()["rows"]] == [5, 7, 4]
    assert arena.get(QUERY, metrics="votes").content == after.content


WRONG: list[tuple[dict[str, str], str, str]] = [
    ({"axes": "theme=towers"}, "axes.0", "is not a known axis: 'theme=towers'"),
    ({"axes": "overall;theme=x*"}, "axes.1", "matches no axis"),
    ({"axes": "people"}, "axes.0", "is no axis"),
    ({"arenas": "t2v"}, "arenas.0", "is not a known arena"),
    ({"arenas": "x*"}, "arenas.0", "matches no arena"),
    ({"models": "dora"}, "models.0", "is not a known model"),
    ({"models": "x*"}, "models.0", "matches no model"),
    ({"organizations": "acme"}, "organizations.0", "is not a known organization"),
    ({"metrics": "elo"}, "metrics.0", "is unknown"),
    ({"metrics": "composite"}, "metrics.0", "needs weights"),
    ({"order": "elo"}, "order.0", "is no column"),
    ({"weights": "overall:0"}, "weights", "add up to 0"),
    ({"weights": "overall"}, "weights", "write an axis, a colon and a number"),
    ({"weights": "overall:nan"}, "weights", "write an axis, a colon and a number"),
    ({"weights": "overall:1;overall:2"}, "weights", "twice"),
    ({"weights": "*:1;overall:2"}, "weights.overall", "a second time"),
    ({"weights": "overall:1", "axes": "overall"}, "axes", "exclude each other"),
    ({"weights": "overall:1", "metrics": "score"}, "metrics.0", "belongs to one axis"),
    ({"at": "8"}, "at", "ends at position 7"),
    ({"at": "soon"}, "at", "neither a position"),
    ({"limit": "0"}, "limit", "greater than"),
    ({"price_max": "-1"}, "price_max", "greater than"),
    ({"released_from": "2026"}, "released_from", "date"),
    ({"elo": "1"}, "elo", "is unknown"),
]  # fmt: skip


def test_what_is_wrong_is_named(arena: Api) -> None:
    for asked, field, why in WRONG:
        answer = arena.get(QUERY, **asked)
        assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json"), (
            asked
        )
        errors = answer.json()["errors"]
        assert errors[0]["field"] == field, asked
        assert why in errors[0]["detail"], asked


def test_bodies_are_checked(arena: Api) -> None:
    for body in ({"axis": ["overall"]}, {"weights": {"overall": -1}}, {"limit": "2"}, {"axes": "overall"}):
        assert arena.client.post(QUERY, json=body).status_code == 422
    assert arena.client.post(f"{QUERY}?limit=1", json={}).status_code == 422
    assert arena.client.post(QUERY, content=b"{}").status_code == 415
