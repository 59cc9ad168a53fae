"""Arenas that publish votes with a delay: no public answer changes when a vote arrives, until it is due."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from sqlalchemy import text

from service.app import bare_app, build_app
from service.arena.integrity import holding
from service.arena.votes.votes import void_refs
from service.arena.webhooks.watching import BoardWatch
from service.db.engine import WriteSession
from service.db.readers import VIEWS
from service.domain.votes import VoteRef
from service.settings import Settings
from tests.support.pages.gallery import ARENA, hung_gallery
from tests.support.runs.waiting import wait_until
from tests.support.served.api import Api, client_of, in_write, listening
from tests.support.served.receipts import look
from tests.support.votes.arenas import arena_services, check_of

MODEL, OTHER = "photon-flash", "inkwash"
HOUR = 3_600

# What stands for the parameters of a path. A new parameter needs its own.
_NAMES = {
    "arena": ARENA,
    "model": MODEL,
    "organization": "lumiere",
    "model_id": MODEL,
    "code": "x",
    "operation": "get-arena",
}
# Endless, dealing a matchup itself, each browser's own, a key's own, a file, or of the server's settings.
_LEFT_OUT = {
    "/api/v1/arenas/{arena}/events",
    "/arenas/{arena}/vote",
    "/me",
    "/me/data.json",
    "/me/delete",
    "/api/v1/voters/me/leaderboard",
    "/api/v1/arenas/{arena}/images",
    "/v1/generations",
    "/blind/{name}",
    "/images/{name}",
    "/images/{name}/{side}",
    "/shared/{token}",
    "/shared/{token}.png",
    "/static/{version}/{name}",
    "/api/v1/arenas/{arena}/images/{image_id}",
    "/api/v1/models/{model}/offers/{offer_id}",
    "/v1/generations/{generation_id}",
    "/v1/outputs/{token}",
    "/api/v1/webhooks",
    "/api/v1/webhooks/{webhook_id}",
    "/api/v1/webhooks/{webhook_id}/deliveries",
    "/api/v1/webhooks/{webhook_id}/deliveries/{delivery_id}",
    "/arenas/{arena}/data/{release}/{path:path}",
    "/logos/{name}",
    "/docs/{path:path}",
    "/docs/api/limits",
}
PUBLISHED = ("votes", "matchups", "leaderboard", "axes", "head-to-head", "ledger", "integrity")
# With these queries, the same paths answer from other code.
_MORE = (
    f"/api/v1/arenas/{ARENA}/leaderboard?format=csv",
    f"/api/v1/arenas/{ARENA}/leaderboard?order=likely&theme=animals&language=en",
    f"/api/v1/arenas/{ARENA}/leaderboard?at=3",
    f"/api/v1/arenas/{ARENA}/leaderboard?at=2099-01-01",
    f"/api/v1/arenas/{ARENA}/leaderboard?at=7",
    f"/api/v1/arenas/{ARENA}/leaderboard?at_least=7",
    f"/api/v1/arenas/{ARENA}/leaderboard?at_least=1000",
    f"/api/v1/arenas/{ARENA}/votes?format=ndjson",
    f"/api/v1/arenas/{ARENA}/votes?format=csv&after_position=2",
    f"/api/v1/arenas/{ARENA}/head-to-head?theme=animals",
    f"/api/v1/arenas/{ARENA}/history?model={MODEL}",
    f"/api/v1/compare?models={MODEL},{OTHER}",
    f"/compare?models={MODEL}&models={OTHER}",
    f"/arenas/{ARENA}?at=2099-01-01",
    f"/arenas/{ARENA}?theme=animals&sort=votes",
    f"/integrity?arena={ARENA}",
    f"/api/v1/arenas/{ARENA}/ledger?format=csv",
    f"/api/v1/arenas/{ARENA}/leaderboard?format=parquet",
    f"/api/v1/arenas/{ARENA}/votes?format=parquet",
    f"/api/v1/arenas/{ARENA}/matchups?format=csv",
    f"/api/v1/arenas/{ARENA}/integrity?format=csv",
    "/api/v1/query?axes=*&metrics=score,votes,likely",
    "/api/v1/query?axes=*&format=csv",
    f"/api/v1/query?arenas={ARENA}&at=2099-01-01",
    f"/api/v1/decide?arena={ARENA}&not_worse_than={MODEL}",
)


def addresses() -> list[str]:
    """Return the address of every public GET of the application; a new route has to be thought of here."""
    paths = [
        getattr(route, "path", "") for route in bare_app().routes if "GET" in getattr(route, "methods", ())
    ]
    public = [path for path in paths if not path.startswith("/admin") and path not in _LEFT_OUT]
    return [*(path.format(**_NAMES, prompt_id=1) for path in public), *_MORE]


def viewed(url: str) -> dict[str, list[tuple[object, ...]]]:
    """Return the rows of the views for dashboards."""

    def work(session: WriteSession) -> dict[str, list[tuple[object, ...]]]:
        rows = {name: session.execute(text(f"SELECT * FROM {name}")) for name in VIEWS}  # noqa: S608
        return {name: sorted(map(tuple, found), key=repr) for name, found in rows.items()}

    return in_write(url, work)


def read(base: str, paths: Sequence[str] = ()) -> dict[str, object]:
    """Return answers of a server, all public ones unless some are named.

    They are a status, bytes, and the tag by which readers recognize it.
    """
    with client_of(base) as client:
        return {path: _answer(path, client.get(path), base) for path in paths or addresses()}


def read_fresh(url: str, folder: Path) -> dict[str, object]:
    """Return the same of a server that has just started and so has nothing in memory."""
    values = {"database_url": url, "data_dir": folder, "blobs_url": str(folder / "blobs")}
    settings = Settings().model_copy(update=values)
    with listening(build_app(settings), settings) as base:
        return read(base)


def _answer(path: str, answer: httpx.Response, base: str) -> object:
    assert answer.status_code < 500, path
    body = answer.content.replace(base.encode(), b"").replace(quote(base).encode(), b"")
    if path == "/metrics":  # it counts requests, those that read it as well
        body = b"\n".join(line for line in body.splitlines() if b'arena="' in line)
    body = re.sub(rb'"request_id": "[0-9a-f]*"', b"", body)
    return answer.status_code, body, "" if base.encode() in answer.content else answer.headers.get("etag")


def changed(before: dict[str, object], after: dict[str, object]) -> list[str]:
    """Return the addresses whose answers differ."""
    return [path for path in after if before[path] != after[path]]


def deal(api: Api, count: int) -> list[tuple[str, str]]:
    """Assign matchups to so many new browsers that look at them; return each one's cookies and matchup."""
    dealt = []
    for _ in range(count):
        with client_of(api.base) as client:
            answer = client.post(f"/api/v1/arenas/{ARENA}/matchups", json={})
            assert answer.status_code == 201, answer.text
            look(client, api.secret, answer.json()["id"])
            cookies = "; ".join(f"{one.name}={one.value}" for one in client.cookies.jar)
        dealt.append((cookies, answer.json()["id"]))
    return dealt


def vote(api: Api, dealt: Iterable[tuple[str, str]], outcome: str = "left") -> list[dict[str, Any]]:
    """Vote on matchups; return the answers."""
    answers = []
    with client_of(api.base) as client:
        for cookies, matchup in dealt:
            path = f"/api/v1/matchups/{matchup}/vote"
            answer = client.post(path, json={"outcome": outcome}, headers={"cookie": cookies})
            assert answer.is_success, answer.text
            answers.append(answer.json())
    return answers


def report(api: Api, count: int, **more: object) -> dict[str, object]:
    """Report votes on two models, dated years ago."""
    one = {"model_left": MODEL, "model_right": OTHER, "outcome": "right", "voted_at": "2024-05-01T00:00:00Z"}
    body = {"votes": [{**one, **more}] * count}
    answer = api.post(f"/api/v1/arenas/{ARENA}/votes", body, "votes")
    assert answer.is_success, answer.text
    found: dict[str, object] = answer.json()
    return found


def own(api: Api, cookies: str) -> tuple[list[tuple[int, str]], object]:
    """Return the votes that a browser is shown as its own, and its own leaderboard; its page has them too."""
    with client_of(api.base) as client:
        client.headers["cookie"] = cookies
        votes = client.get("/me/data.json").json()["votes"]
        board = client.get(f"/api/v1/voters/me/leaderboard?arena={ARENA}").json()
        page = client.get("/me").text
    assert board["votes"] == len(votes)
    assert str(votes[0]["id"]) in page
    return [(one["position"], one["outcome"]) for one in votes], board


def let_pass(url: str, seconds: int) -> None:
    """Let the marks be older by so many seconds, as time would."""

    def work(session: WriteSession) -> None:
        session.execute(text("UPDATE log_marks SET at = at - :by"), {"by": seconds * 1_000_000})

    in_write(url, work)


def marked(url: str) -> int:
    """Return the last position that a mark includes."""
    newest = text("SELECT COALESCE(MAX(position), 0) FROM log_marks")
    return int(in_write(url, lambda session: session.execute(newest).scalar_one()))


def shown(api: Api) -> int:
    """Return how many votes the arena shows."""
    return int(api.get(f"/api/v1/arenas/{ARENA}").json()["votes"])


@contextmanager
def delayed(url: str, folder: Path) -> Iterator[Api]:
    """Yield an arena with six published votes that publishes further ones after an hour."""
    with hung_gallery(url, folder) as api:
        vote(api, deal(api, 5))
        report(api, 1)
        assert api.patch(f"/api/v1/arenas/{ARENA}", {"publish_after": HOUR}).status_code == 200
        asyncio.run(announce(url, folder))
        yield api


async def announce(url: str, folder: Path) -> None:
    """Announce what is news; the server does so too, but some time after a vote."""
    async with arena_services(url, folder) as services:
        await BoardWatch(services).look()


@pytest.mark.slow
def test_no_public_answer_changes_before_a_vote_is_published(sqlite_url: str, tmp_path: Path) -> None:
    with delayed(sqlite_url, tmp_path) as api:
        dealt = deal(api, 6)
        before, rows = read(api.base), viewed(sqlite_url)
        assert rows["votes_public"]
        words = "Published with a delay of 1 hour"
        for page in (f"/arenas/{ARENA}", f"/embed/arenas/{ARENA}", "/integrity"):
            assert words in api.get(page).text
        answers = [*vote(api, dealt[:4], "right"), *vote(api, dealt[4:5], "both_bad")]
        assert [(answer["rated"], answer["left"]["after"]) for answer in answers] == [(False, None)] * 5
        unseen = dealt[5][0].partition(";")[0], dealt[5][1]
        assert vote(api, [unseen])[0]["excluded"] == "unseen"
        assert report(api, 3, themes=["animals"], language="en")["rated"] is False
        in_write(sqlite_url, lambda session: holding.hold_votes(session, 1, [7, 8], "a burst"))
        in_write(sqlite_url, lambda session: void_refs(session, [VoteRef(1, 9)], "a robot"))
        wait_until(lambda: marked(sqlite_url) == 15, "the mark")
        assert changed(before, read(api.base)) == []
        assert changed(before, read_fresh(sqlite_url, tmp_path)) == []
        assert viewed(sqlite_url) == rows
        assert vote(api, dealt[:1], "right")[0] == answers[0]
        mine = own(api, dealt[3][0])  # its own vote is no secret to a voter
        assert mine[0] == [(10, "right")]
        let_pass(sqlite_url, HOUR)
        wait_until(lambda: shown(api) == 15, "the publication")
        published = [f"/api/v1/arenas/{ARENA}/{one}" for one in PUBLISHED]
        assert changed(before, read(api.base, published)) == published
        assert in_write(sqlite_url, lambda session: check_of(session, ARENA)).differences == 0
        ledger = api.get(f"/api/v1/arenas/{ARENA}/ledger").json()["total"]
        assert (ledger["votes"], ledger["not_counted"]) == (15, {"held": 2, "voided": 1, "unseen": 1})
        assert vote(api, dealt[3:4], "right")[0]["rated"] is True
        assert own(api, dealt[3][0]) == mine
