"""Hostile input at every route that takes any: a 4xx that says what was wrong, never a 500.

The routes are those of the OpenAPI document, so that a new one is tried or fails this test. PostgreSQL is
tried with what it may dislike and SQLite does not: it cannot store NUL, compare numbers beyond 64 bits, or
index long texts. All else is refused, or taken, before a database is asked.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from service.db.engine import WriteSession
from service.db.queries import arenas
from tests.support.images.model_images import add_image
from tests.support.images.pictures import picture
from tests.support.served.api import Api, in_write
from tests.support.served.document import DOCUMENT
from tests.support.served.gateway import address_of, gateway

# A body that each route takes, to be spoilt field by field.
# Voting first: some of the others retire what is voted on.
BODIES: dict[str, dict[str, Any]] = {
    "POST /api/v1/arenas/{arena}/matchups": {
        "theme": "people",
        "language": "en",
        "after": "",
        "voter": "v",
    },
    "POST /api/v1/matchups/{matchup_id}/vote": {"outcome": "left", "voter": "v"},
    "POST /api/v1/matchups/{matchup_id}/skip": {"reason": "broken_image", "voter": "w"},
    "POST /api/v1/organizations": {"slug": "o", "name": "O", "url": "https://o.example"},
    "PATCH /api/v1/organizations/{organization}": {"name": "O", "url": None, "retired": False},
    "POST /api/v1/models": {
        "slug": "m",
        "name": "M",
        "organization": "luma",
        "released": "2026-01-01",
        "description": "D",
        "license": {"name": "L", "url": "https://l.example", "weights_open": "yes", "commercial_use": "no"},
        "capabilities": ["text-to-image"],
    },
    "PATCH /api/v1/models/{model}": {
        "name": "M",
        "organization": None,
        "released": None,
        "description": "D",
        "license": {"weights_open": "no"},
        "capabilities": [],
        "retired": False,
    },
    "POST /api/v1/models/{model}/offers": {
        "provider": "fal",
        "amount": 0.04,
        "currency": "USD",
        "unit": "image",
        "latency_ms": 4_000,
        "valid_from": "2026-01-01",
        "source_url": "https://fal.example",
        "note": "N",
    },
    "POST /api/v1/arenas": {
        "slug": "a",
        "name": "A",
        "task": "text-to-image",
        "description": "D",
        "rating": {"mu": 25, "sigma": 8, "beta": 4, "tau": 0, "draw_probability": 0.1},
        "both_bad": "tie",
        "matchmaking": "uniform",
    },
    "PATCH /api/v1/arenas/{arena}": {"name": "A", "description": None, "task": "t", "matchmaking": "uniform"},
    "POST /api/v1/arenas/{arena}/prompts": {
        "text": "A cat",
        "language": "en",
        "themes": ["animals"],
        "source_image": "https://i.example/cat.png",
    },
    "POST /api/v1/arenas/{arena}/votes": {
        "votes": [
            {
                "model_left": "photon-flash-1",
                "model_right": "another",
                "outcome": "left",
                "voter": "v",
                "prompt": {"text": "A cat", "language": "en", "themes": ["animals"]},
                "voted_at": "2026-01-01T00:00:00Z",
                "external_id": "x",
            }
        ]
    },
}
BODIES |= {
    "POST /v1/generations": {
        "model": "square",  # of which no other body here makes anything else
        "input": {"prompt": "A cat", "image_url": address_of(picture()), "size": "64x64", "seed": 1},
        "wait": 0,
    },
    "POST /v1/images/generations": {
        "model": "square",
        "prompt": "A cat",
        "n": 1,
        "size": "64x64",
        "response_format": "url",
        "user": "u",
    },
}
BODIES |= {
    "POST /api/v1/query": {
        "arenas": ["text-*"],
        "axes": ["*"],
        "models": ["photon-*"],
        "weights_open": "unknown",
        "price_min": 0.5,
        "released_from": "2020-01-01",
        "metrics": ["rank", "likely"],
        "order": ["-rank"],
        "limit": 2,
    },
    "POST /api/v1/webhooks": {
        "url": "https://hooks.example/arena",
        "description": "D",
        "events": ["leader.decided"],
        "arena": "text-to-image",
    },
    "PATCH /api/v1/webhooks/{webhook_id}": {"description": "E", "events": [], "enabled": False},
}
# Values as JSON text, since some of them are not JSON.
DISLIKED = [
    "NaN",
    "1e999",
    "9" * 19,
    "9" * 20,
    "-" + "9" * 40,
    r'"\u0000"',
    r'"a\u0000b"',
    r'"\ud800"',
    r'"\udfff\ud800"',
    '"' + "a" * 20_000 + '"',
    '"' + "\N{COMBINING GRAVE ACCENT}" * 5_000 + '"',
    '"0001-01-01T00:00:00+23:59"',
    '"9999-12-31T23:59:59-23:59"',
]
HOSTILE = [
    *DISLIKED,
    "Infinity",
    "-Infinity",
    "-0.0",
    "true",
    "null",
    "[]",
    "{}",
    "[null]",
    '{"a": {"a": {"a": 1}}}',
    "[" * 150 + "]" * 150,
    '""',
    '" "',
    r'"\u202e\ufeff\uffff"',
    '"0000-00-00"',
    '"1e400"',
    '"https://"',
    '"https://[::1"',
    '"\'; DROP TABLE votes; --"',
]
# No reader of JSON takes these, wherever they stand.
UNREADABLE = ["9" * 5_000, "[" * 50_000 + "]" * 50_000]
DISLIKED_SEGMENTS = ["%00", "a%00b", "%ED%A0%80", "%FF%FE", "a" * 10_000, str(2**31), str(2**63), str(2**64)]
SEGMENTS = [*DISLIKED_SEGMENTS, "%2e%2e", "9" * 5_000, "-1", "0", "%20", "%E2%80%AE", "NaN", "1e5"]
SEGMENTS += ["%25", "%3Cscript%3E", "%5C", "%"]
# The matchups of the two voters, by the last part of the address that is for them.
MATCHUPS: dict[str, str] = {}
EXAMPLES = {"arena": "text-to-image", "model": "photon-flash-1", "organization": "luma", "prompt_id": "1"}


@pytest.fixture
def furnished(database_url: str, tmp_path: Path) -> Iterator[Api]:
    """Yield a service with one of everything."""
    with gateway(database_url, tmp_path) as (api, _):
        api.made("/api/v1/models", slug="photon-flash-1", name="Photon Flash 1")
        api.made("/api/v1/models", slug="another", name="Another")
        api.made("/api/v1/arenas", slug="text-to-image", name="Text to image")
        api.made("/api/v1/arenas/text-to-image/prompts", text="A dog", themes=["people"], language="en")
        api.made("/api/v1/models/photon-flash-1/offers", provider="fal", amount=1, currency="USD")
        in_write(database_url, hang_images)
        for last, voter in (("vote", "v"), ("skip", "w")):
            dealt = api.post("/api/v1/arenas/text-to-image/matchups", {"voter": voter}, "votes")
            MATCHUPS[last] = dealt.json()["id"]
        yield api


def hang_images(session: WriteSession) -> None:
    arena = arenas.get(session, "text-to-image")
    assert arena is not None
    for model in ("photon-flash-1", "another"):
        add_image(session, arena, 1, model)


def address(path: str, **values: str) -> str:
    """Return the path with an example for everything in it, or with these."""
    matchup = MATCHUPS.get(path.rpartition("/")[2], "")
    return path.format(
        **{"offer_id": "1", "vote_id": "1", "webhook_id": "1", "matchup_id": matchup, **EXAMPLES, **values}
    )


def operations() -> list[tuple[str, str, dict[str, Any]]]:
    """Return every operation: its method, its path, and what the document says of it."""
    paths = DOCUMENT["paths"]
    return [
        (method.upper(), path, operation)
        for path, methods in paths.items()
        for method, operation in methods.items()
    ]


def of_database(api: Api, everything: list[str], disliked: list[str]) -> list[str]:
    """Return what a database is tried with."""
    return everything if api.url.startswith("sqlite") else disliked


def takes_json(operation: dict[str, Any]) -> bool:
    return "application/json" in operation.get("requestBody", {}).get("content", {})


def said(answer: httpx.Response) -> str:
    """Return what an error says, in whichever shape."""
    body = answer.json()
    return str(body["detail"] if "detail" in body else body["error"]["message"])


def test_every_route_with_a_body_is_tried() -> None:
    taking = {f"{method} {path}" for method, path, operation in operations() if takes_json(operation)}
    assert taking == BODIES.keys()


def places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the paths to everything in a JSON value, the value itself first."""
    yield path
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in inside:
        yield from places(child, (*path, key))


def spoilt(body: dict[str, Any], path: tuple[str | int, ...], text: str) -> bytes:
    """Return the body as JSON, with this text in one place."""
    if not path:
        return text.encode()
    copy = json.loads(json.dumps(body))
    target = copy
    for key in path[:-1]:
        target = target[key]
    target[path[-1]] = "@@@"
    return json.dumps(copy).replace('"@@@"', text).encode()


@pytest.mark.slow
def test_hostile_bodies(furnished: Api) -> None:
    headers = {**furnished.key("admin"), "Content-Type": "application/json"}
    texts = of_database(furnished, HOSTILE, DISLIKED)
    for name, body in BODIES.items():
        method, _, path = name.partition(" ")
        url = address(path)
        assert furnished.client.request(method, url, json=body, headers=headers).is_success
        for number, place in enumerate(places(body)):
            for text in texts if number else [*texts, *UNREADABLE]:
                answer = furnished.client.request(
                    method, url, content=spoilt(body, place, text), headers=headers
                )
                assert answer.status_code < 500, (name, place, text[:50], answer.text)
                assert answer.is_success or said(answer)
                assert len(answer.content) < 50_000


@pytest.mark.slow
def test_hostile_addresses(furnished: Api) -> None:
    segments = of_database(furnished, SEGMENTS, DISLIKED_SEGMENTS)
    for method, path, operation in operations():
        names = [p["name"] for p in operation.get("parameters", ()) if p["in"] == "path"]
        for name in names:
            for segment in segments:
                url = address(path, **{**dict.fromkeys(names, "1"), **EXAMPLES, name: segment})
                body = BODIES.get(f"{method} {path}")
                answer = furnished.client.request(method, url, json=body, headers=furnished.key("admin"))
                assert 200 <= answer.status_code < 500, (method, url[:100], answer.text)
                assert len(answer.content) < 5_000


@pytest.mark.slow
def test_hostile_queries(furnished: Api) -> None:
    more = ["", "true", "[]", "%00%00", "9" * 19]
    values = of_database(furnished, [*SEGMENTS, *more], DISLIKED_SEGMENTS)
    for method, path, operation in operations():
        names = [p["name"] for p in operation.get("parameters", ()) if p["in"] == "path"]
        url = address(path, **{**dict.fromkeys(names, "1"), **EXAMPLES})
        for parameter in operation.get("parameters", ()):
            if parameter["in"] != "query":
                continue
            for value in values:
                full = f"{url}?{parameter['name']}={value}"
                answer = furnished.client.request(method, full, headers=furnished.key("admin"))
                assert answer.status_code < 500, (method, full[:100], answer.text)
                assert answer.is_success or len(said(answer)) < 2_000


def test_hostile_headers(furnished: Api) -> None:
    values = [
        b"",
        b"\xff\xfe",
        b"a" * 20_000,
        b'"',
        b"W/",
        b"*",
        b",,,",
        b'W/"',
        b"\xe2\x80\xae",
        b"9" * 30,
    ]
    names = ["If-None-Match", "Accept-Encoding", "Accept", "Idempotency-Key", "Content-Type", "Authorization"]
    for header in names:
        for value in values:
            for path in ("/api/v1/models", "/api/v1/arenas/text-to-image/leaderboard"):
                read = furnished.client.get(path, headers=[(header.encode(), value)])
                assert read.status_code in {200, 304}
            sent = [(header.encode(), value), *((k.encode(), v.encode()) for k, v in furnished.key().items())]
            answer = furnished.client.post("/api/v1/models", content=b"{}", headers=sent)
            assert 400 <= answer.status_code < 500
