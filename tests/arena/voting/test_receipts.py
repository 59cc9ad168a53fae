"""Receipts of images: what proves that somebody looked, and what does not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from service.arena.voting.matchup_ids import MatchupRef
from service.arena.voting.receipts import receipt, sent_before
from service.domain import clock
from service.domain.matchups import LOOK
from tests.support.db.databases import copy_sqlite
from tests.support.pages.gallery import ARENA, hung_gallery
from tests.support.served.api import Api, client_of
from tests.support.served.receipts import look

MATCHUPS = f"/api/v1/arenas/{ARENA}/matchups"


@pytest.fixture(scope="module")
def voting(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    folder = tmp_path_factory.mktemp("receipts")
    with hung_gallery(copy_sqlite(sqlite_template, folder), folder) as api:
        yield api


@pytest.fixture
def secret(voting: Api) -> bytes:
    return voting.secret


@pytest.fixture
def voter(voting: Api) -> Iterator[httpx.Client]:
    """Yield a new browser."""
    with client_of(voting.base) as client:
        yield client


def assigned(voter: httpx.Client) -> dict[str, Any]:
    found: dict[str, Any] = voter.post(MATCHUPS, json={}).json()
    return found


def excluded(voter: httpx.Client, matchup: dict[str, Any]) -> str | None:
    answer = voter.post(f"/api/v1/matchups/{matchup['id']}/vote", json={"outcome": "left"})
    assert answer.status_code == 201, answer.text
    reason: str | None = answer.json()["excluded"]
    return reason


def receipts(voter: httpx.Client) -> list[str]:
    return sorted(name for name in voter.cookies if name.startswith("arena_seen_"))


def test_a_vote_without_the_images_does_not_count(voter: httpx.Client) -> None:
    assert excluded(voter, assigned(voter)) == "unseen"


def test_one_image_is_not_enough(voter: httpx.Client, secret: bytes) -> None:
    matchup = assigned(voter)
    look(voter, secret, matchup["id"])
    voter.cookies.delete(receipts(voter)[0])
    assert excluded(voter, matchup) == "unseen"


def test_both_images_come_with_receipts_that_ripen(voter: httpx.Client, secret: bytes) -> None:
    matchup = assigned(voter)
    for side in ("left", "right"):
        answer = voter.get(matchup[side]["image_url"])
        assert answer.headers["set-cookie"].endswith("; Path=/; HttpOnly; SameSite=Lax")
    assert len(receipts(voter)) == 2
    look(voter, secret, matchup["id"], LOOK - clock.SECOND)  # to be sent in the future is no better
    assert excluded(voter, matchup) == "unseen"
    assert receipts(voter) == []  # the answer took them back


def test_a_vote_after_a_look_counts(voter: httpx.Client, secret: bytes) -> None:
    first = assigned(voter)
    for side in ("left", "right"):
        voter.get(first[side]["image_url"])
    look(voter, secret, first["id"], LOOK)
    assert excluded(voter, first) is None
    assert receipts(voter) == []
    skipped = assigned(voter)
    look(voter, secret, skipped["id"])
    assert voter.post(f"/api/v1/matchups/{skipped['id']}/skip", json={}).status_code == 204
    assert receipts(voter) == []


def test_receipts_of_other_matchups_and_sides_prove_nothing(voter: httpx.Client, secret: bytes) -> None:
    matchup = assigned(voter)
    number = MatchupRef.parse(secret, matchup["id"]).number
    long_ago = clock.now() - clock.SECOND
    look(voter, secret, matchup["id"])
    left, right = receipts(voter)
    for name, number_of, side in ((left, number, "right"), (right, number + (1 << 16), "right")):
        text = receipt(secret, number_of, side, long_ago).partition("=")[2].partition(";")[0]  # type: ignore[arg-type]
        voter.cookies.set(name, text, domain="127.0.0.1")
    assert excluded(voter, matchup) == "unseen"


def test_a_key_answers_for_its_voters(voting: Api) -> None:
    asked = {"voter": "anna"}
    matchup = voting.post(MATCHUPS, asked, "votes").json()
    answer = voting.post(f"/api/v1/matchups/{matchup['id']}/vote", {**asked, "outcome": "left"}, "votes")
    assert answer.json()["excluded"] is None


def test_another_size_later_does_not_begin_the_look_again() -> None:
    secret, number, long_ago = b"s" * 32, 7, clock.now() - clock.SECOND
    cookie = receipt(secret, number, "left", long_ago).partition(";")[0]
    assert clock.now() - sent_before(secret, cookie, number, "left", clock.now()) >= clock.SECOND
    assert sent_before(secret, cookie, number, "right", 5) == 5
    assert sent_before(secret, cookie, number + 1, "left", 5) == 5
    assert sent_before(b"t" * 32, cookie, number, "left", 5) == 5
