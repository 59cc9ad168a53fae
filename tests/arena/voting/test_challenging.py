"""Challenges over HTTP: asked of busy networks alone, solved by programs, and by nobody for free."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from service.arena.access.passes import COOKIE
from tests.support.network.captchas import TOKEN
from tests.support.served.api import Api
from tests.support.served.busy import AFTER, asking, crowd, visitor

PATH = "/api/v1/arenas/t2i/matchups"


@pytest.fixture(scope="module")
def busy(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """Yield a service whose arenas ask for proofs."""
    with asking(sqlite_template, tmp_path_factory.mktemp("busy")) as api:
        yield api


def solution(challenge: dict[str, Any]) -> str:
    numbers = range(challenge["maxnumber"] + 1)
    hashes = ((n, hashlib.sha256(f"{challenge['salt']}{n}".encode()).hexdigest()) for n in numbers)
    number = next(n for n, found in hashes if found == challenge["challenge"])
    kept = {name: challenge[name] for name in ("algorithm", "challenge", "salt", "signature")}
    return base64.b64encode(json.dumps({**kept, "number": number}).encode()).decode()


def test_a_busy_network_is_asked_for_work(busy: Api) -> None:
    crowd(busy, "192.0.2.1")
    with visitor(busy, "192.0.2.1") as client, visitor(busy, "192.0.2.1") as other:
        refused = client.post(PATH, json={"theme": "people"})
        assert refused.status_code == 403
        problem = refused.json()
        assert problem["type"] == "/problems/challenge-needed"
        challenge = problem["challenge"]
        assert list(challenge) == ["kind", "algorithm", "challenge", "maxnumber", "salt", "signature"]
        assert (challenge["kind"], challenge["algorithm"]) == ("work", "SHA-256")
        proof = solution(challenge)
        # It is this visitor's, and nothing else will do.
        assert other.post(PATH, json={"proof": proof}).status_code == 422
        assert client.post(PATH, json={"proof": proof[:-4]}).status_code == 422
        answer = client.post(PATH, json={"theme": "people", "proof": proof})
        assert answer.status_code == 201
        assert COOKIE in answer.headers["set-cookie"]
        assert client.post(PATH, json={"after": answer.json()["id"]}).status_code == 201
        client.cookies.delete(COOKIE)
        assert client.post(PATH, json={}).status_code == 403
    with visitor(busy, "192.0.2.2") as elsewhere:
        assert elsewhere.post(PATH, json={}).status_code == 201
    named = busy.post(PATH, {"voter": "anna", "proof": "any"}, "votes")
    assert named.status_code == 201, "who has a key answers for it"


def test_whoever_goes_on_gets_more_work(busy: Api) -> None:
    crowd(busy, "192.0.2.3")
    with visitor(busy, "192.0.2.3") as client:
        first = client.post(PATH, json={}).json()["challenge"]
        matchup = client.post(PATH, json={"proof": solution(first)}).json()["id"]
        for _ in range(AFTER):
            client.post(f"/api/v1/matchups/{matchup}/skip", json={})
            matchup = client.post(PATH, json={}).json()["id"]
        client.cookies.delete(COOKIE)
        assert client.post(PATH, json={}).json()["challenge"]["maxnumber"] == 2 * first["maxnumber"]


def test_an_arena_that_asks_for_nothing(busy: Api) -> None:
    crowd(busy, "192.0.2.4", "open")
    crowd(busy, "192.0.2.4", "open")


def test_a_captcha_is_verified_where_the_operator_says(busy: Api) -> None:
    crowd(busy, "192.0.2.5", "captcha")
    with visitor(busy, "192.0.2.5") as client:
        path = "/api/v1/arenas/captcha/matchups"
        assert client.post(path, json={}).json()["challenge"] == {"kind": "turnstile", "site_key": "site"}
        assert client.post(path, json={"proof": "made up"}).status_code == 422
        assert client.post(path, json={"proof": TOKEN}).status_code == 201
        page = client.get("/arenas/captcha/vote")
        assert "https://challenges.cloudflare.com" in page.headers["content-security-policy"]
    assert "cloudflare" not in busy.get("/arenas/t2i/vote").headers["content-security-policy"]
