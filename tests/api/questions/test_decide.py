"""Decisions over HTTP."""

from __future__ import annotations

import io

import polars as pl

from tests.support.served.api import Api

DECIDE = "/api/v1/decide"
ARENA = "/api/v1/arenas"


def test_the_cheapest_model_that_will_do_with_the_evidence(api: Api) -> None:
    api.made(ARENA, slug="t2i", name="T")
    for i, slug in enumerate(("anna", "ben", "carl", "dora")):
        api.made("/api/v1/models", slug=slug, name=slug.title())
        offer = {"provider": "p", "amount": 0.01 * (3 - i), "currency": "USD", "valid_from": "2026-01-01"}
        if i < 3:
            assert api.post(f"/api/v1/models/{slug}/offers", offer).status_code == 201
    pairs = (
        [("anna", "ben"), ("ben", "anna")] * 60
        + [("anna", "carl"), ("ben", "carl")] * 60
        + [("anna", "dora")]
    )
    votes = [{"model_left": a, "model_right": b, "outcome": "left", "themes": ["people"]} for a, b in pairs]
    assert api.post(f"{ARENA}/t2i/votes", {"votes": votes}, "votes").status_code == 200

    found = api.get(DECIDE, arena="t2i", not_worse_than="anna", by=120).json()
    assert list(found) == [
        "arena", "revision", "position", "as_of", "method_version", "fingerprint", "axes", "basis", "by",
        "confidence", "detail", "reference", "choice", "candidates", "few",
    ]  # fmt: skip
    assert (found["basis"], found["by"], found["confidence"], found["few"]) == (
        "votes",
        120.0,
        0.95,
        ["dora"],
    )
    assert [(one["model"], one["verdict"]) for one in found["candidates"]] == [
        ("carl", "worse"),
        ("ben", "not_worse"),
        ("anna", "reference"),
    ]
    assert found["choice"]["model"] == "ben"
    assert found["detail"].startswith(
        "ben, $0.02 an image, is the cheapest model that is decided not to be worse"
    )
    for one in found["candidates"]:
        assert one["low"] <= one["difference"] <= one["high"]
    table = pl.read_csv(
        io.BytesIO(api.get(DECIDE, arena="t2i", not_worse_than="anna", by=120, format="csv").content)
    )
    assert table["model"].to_list() == ["carl", "ben", "anna"]
    assert table["price_amount"].to_list() == [0.01, 0.02, 0.03]
    best = api.get(DECIDE, arena="t2i", by=120, axes="theme=people", price_max=0.025).json()
    assert best["reference"]["model"] in {"anna", "ben"}
    assert {one["model"] for one in best["candidates"]} == {"ben", "carl"}

    for asked, field in (
        ({}, "arena"),
        ({"arena": "x"}, "arena"),
        ({"arena": "t2i", "not_worse_than": "eva"}, "not_worse_than"),
        ({"arena": "t2i", "not_worse_than": "dora"}, "not_worse_than"),
        ({"arena": "t2i", "axes": "theme=x*"}, "axes.0"),
        ({"arena": "t2i", "axes": "overall", "weights": "overall:1"}, "axes"),
        ({"arena": "t2i", "weights": "overall:0"}, "weights"),
        ({"arena": "t2i", "axes": "overall;theme=people", "basis": "votes"}, "basis"),
        ({"arena": "t2i", "by": -1}, "by"),
        ({"arena": "t2i", "confidence": 1}, "confidence"),
    ):
        answer = api.get(DECIDE, **asked)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field), asked
