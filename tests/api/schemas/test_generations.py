"""Generations as they are asked for and told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from service.api.request_bodies import checked
from service.api.schemas.generations import GenerationOut, GenerationRow, NewGeneration
from service.arena.generations.generations import GenerationRequest
from service.domain.generations import Failure, Generation, GenerationState, Media
from service.errors import Invalid

DONE = Generation(
    id="gen_1",
    number=1,
    key=1,
    model="square",
    status=GenerationState.COMPLETED,
    created_at=0,
    media=Media(b"x", "webp", 3, 2),
    error=None,
    cost_micros=1_500,
    currency="USD",
    latency_ms=7,
    provider="cheap",
    seed=5,
)
ASKED = {"model": "square", "input": {"prompt": "a cat", "size": "64x64", "seed": 3}}


@pytest.mark.parametrize(("wait", "seconds"), [("auto", 60), (0, 0), (1.5, 1.5), (60, 60), (None, 0)])
def test_how_long_to_wait(wait: object, seconds: float) -> None:
    assert checked(NewGeneration, {**ASKED, "wait": wait}).seconds == seconds


@pytest.mark.parametrize("wait", [-1, 61, "60", "AUTO", True, float("nan")])
def test_how_long_not_to_wait(wait: object) -> None:
    with pytest.raises(Invalid, match="wait"):
        checked(NewGeneration, {**ASKED, "wait": wait})


def test_a_wish() -> None:
    assert checked(NewGeneration, ASKED).wish(None) == GenerationRequest("square", "a cat", "64x64", 3, None)


def test_what_is_told() -> None:
    told = GenerationOut.of(DONE, "https://arena.example", b"secret").model_dump()
    url = told["output"]["media"][0].pop("url")
    assert url.startswith("https://arena.example/v1/outputs/")
    assert told == {
        "id": "gen_1",
        "object": "generation",
        "model": "square",
        "status": "completed",
        "created_at": "1970-01-01T00:00:00.000000Z",
        "output": {"media": [{"width": 3, "height": 2, "mime_type": "image/webp"}]},
        "error": None,
        "usage": {"cost": 0.0015, "currency": "USD", "latency_ms": 7},
    }


def test_a_failure() -> None:
    failed = replace(DONE, status=GenerationState.FAILED, media=None, error=Failure("a", "b"))
    told = GenerationOut.of(failed, "", b"").model_dump()
    assert (told["output"], told["error"]) == (None, {"code": "a", "message": "b"})


def test_rows_of_a_table() -> None:
    told = GenerationOut.of(DONE, "https://arena.example", b"secret")
    row = GenerationRow.of(told)
    assert told.output
    assert (row.url, row.width, row.cost, row.error_code) == (told.output.media[0].url, 3, 0.0015, None)
    failed = replace(DONE, status=GenerationState.FAILED, media=None, error=Failure("refused", "no"))
    row = GenerationRow.of(GenerationOut.of(failed, "", b"secret"))
    assert (row.url, row.error_code, row.error_message) == (None, "refused", "no")
