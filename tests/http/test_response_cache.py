"""Cached responses: made once per revision, never served after it, sent conditionally and compressed."""

from __future__ import annotations

import asyncio
import gzip
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send

from service.arena.services import Services
from service.db.catalog_revision import touch_catalog
from service.db.revisions import subject
from service.domain.arenas import EVERY_ARENA
from service.errors import NotFound
from service.http import response_cache
from service.http.response_cache import CachedResponse, CacheMiddleware, Content, ResponseCache
from tests.support.votes.arenas import add_arena, arena_services, ballots, new_arena, submit

pytestmark = pytest.mark.anyio

SECURITY = {"x-content-type-options": "nosniff", "referrer-policy": "same-origin", "x-frame-options": "DENY"}
LONG = b"a board of many models " * 100
KEY = ("/board", b"theme=people")


class Counting:
    """Produces an answer that says how many were made before."""

    def __init__(self, size: int = 0, grace: float = 0) -> None:
        self.made = 0
        self._size = size
        self._grace = grace

    async def __call__(self) -> Content:
        self.made += 1
        await asyncio.sleep(0)
        return Content(b"%d" % self.made + b"x" * self._size, "text/plain", grace=self._grace)


class Seen:
    """What a reader gets: status, headers, body."""

    def __init__(self, messages: list[Message]) -> None:
        start, *rest = messages
        self.status: int = start["status"]
        self.headers: dict[str, str] = {n.decode(): v.decode() for n, v in start["headers"]}
        self.body = b"".join(message.get("body", b"") for message in rest)


async def sent(answer: CachedResponse, *headers: tuple[str, str]) -> Seen:
    messages: list[Message] = []

    async def send(message: Message) -> None:
        messages.append(message)

    raw = [(name.encode(), value.encode()) for name, value in headers]
    await answer.send({"type": "http", "headers": raw}, send)
    return Seen(messages)


# --- one answer -------------------------------------------------------------------------------------------


async def test_an_answer_says_what_it_is_and_that_it_must_be_asked_for_again() -> None:
    seen = await sent(CachedResponse.of(Content(b"{}", "application/json")))
    assert (seen.status, seen.body) == (200, b"{}")
    etag = seen.headers.pop("etag")
    assert etag.startswith('"')
    assert etag.endswith('"')
    assert seen.headers == {
        "cache-control": "public, no-cache",
        "vary": "accept-encoding",
        "content-type": "application/json",
        "content-length": "2",
        "accept-ranges": "bytes",
        **SECURITY,
    }


async def test_what_is_private_or_a_file_says_so() -> None:
    seen = await sent(CachedResponse.of(Content(b"a,b", "text/csv", private=True, filename="board.csv")))
    assert seen.headers["cache-control"] == "private, no-cache"
    assert seen.headers["content-disposition"] == 'attachment; filename="board.csv"'


async def test_the_etag_follows_the_content() -> None:
    one, same, other = (CachedResponse.of(Content(body, "text/plain")).plain for body in (b"a", b"a", b"b"))
    assert one.etag == same.etag != other.etag


@pytest.mark.parametrize("accepted", ["gzip", "br, gzip", "gzip;q=0.5", "deflate, gzip;q=1.0, *;q=0.5"])
async def test_a_long_answer_is_compressed_for_who_takes_it(accepted: str) -> None:
    answer = CachedResponse.of(Content(LONG, "text/plain"))
    seen = await sent(answer, ("accept-encoding", accepted))
    assert seen.headers["content-encoding"] == "gzip"
    assert seen.headers["content-length"] == str(len(seen.body))
    assert gzip.decompress(seen.body) == LONG
    plain = await sent(answer)
    assert plain.body == LONG
    assert "content-encoding" not in plain.headers
    assert plain.headers["etag"] != seen.headers["etag"]


@pytest.mark.parametrize("accepted", ["", "identity", "br", "gzip;q=0", "gzip; q=0.0", "br, gzip;q=0, *"])
async def test_who_does_not_take_gzip_gets_none(accepted: str) -> None:
    seen = await sent(CachedResponse.of(Content(LONG, "text/plain")), ("accept-encoding", accepted))
    assert seen.body == LONG
    assert "content-encoding" not in seen.headers


async def test_a_short_answer_is_not_compressed() -> None:
    seen = await sent(CachedResponse.of(Content(b"short", "text/plain")), ("accept-encoding", "gzip"))
    assert seen.body == b"short"


ETAG = CachedResponse.of(Content(LONG, "text/plain")).plain.etag.decode()
PACKED = ETAG[:-1] + '-gzip"'


@pytest.mark.parametrize(
    "named",
    [ETAG, f"W/{ETAG}", f'"other", {ETAG}', f'W/"other",W/{ETAG}', "*", " * ", PACKED, f"{ETAG},{PACKED}"],
)
@pytest.mark.parametrize("accepted", ["gzip", "identity"])
async def test_who_has_it_already_gets_no_body(named: str, accepted: str) -> None:
    answer = CachedResponse.of(Content(LONG, "text/plain"))
    seen = await sent(answer, ("accept-encoding", accepted), ("if-none-match", named))
    assert (seen.status, seen.body) == (304, b"")
    assert set(seen.headers) == {"etag", "cache-control", "vary", *SECURITY}


@pytest.mark.parametrize("named", ['"other"', 'W/"other"', "", ETAG[:-2] + '"', ETAG.strip('"'), f"x{ETAG}"])
async def test_who_has_another_one_gets_this(named: str) -> None:
    seen = await sent(CachedResponse.of(Content(LONG, "text/plain")), ("if-none-match", named))
    assert (seen.status, seen.body) == (200, LONG)


@pytest.mark.parametrize("etag", [ETAG, PACKED])
async def test_304_names_the_copy_that_the_reader_has(etag: str) -> None:
    """A cache finds what it may go on using by this tag."""
    answer = CachedResponse.of(Content(LONG, "text/plain"))
    for accepted in ("gzip", "identity"):
        seen = await sent(answer, ("accept-encoding", accepted), ("if-none-match", etag))
        assert seen.headers["etag"] == etag


async def test_a_header_may_come_in_several_lines() -> None:
    answer = CachedResponse.of(Content(LONG, "text/plain"))
    seen = await sent(answer, ("if-none-match", ETAG), ("if-none-match", '"other"'))
    assert seen.status == 304
    seen = await sent(answer, ("accept-encoding", "gzip"), ("accept-encoding", "br"))
    assert seen.headers["content-encoding"] == "gzip"


# --- until something changes ------------------------------------------------------------------------------


async def settled(cache: ResponseCache, key: Any, arena: str, produce: Any) -> CachedResponse:
    """Make an answer, and wait until it is found: PostgreSQL's watch first has to listen."""
    async with asyncio.timeout(120):
        made = await cache.get_or_make(key, arena, produce)
        while cache.find(key) is None:
            await asyncio.sleep(0.01)
            made = await cache.get_or_make(key, arena, produce)
    return made


async def change_catalog(services: Services) -> None:
    await services.database.write(touch_catalog)


def _arena(session: Any) -> Any:
    return add_arena(session, "new")


@pytest.mark.parametrize("arena", ["t2i", ""])
async def test_an_answer_is_made_once_until_the_catalog_changes(
    database_url: str, tmp_path: Path, arena: str
) -> None:
    async with arena_services(database_url, tmp_path) as services:
        await new_arena(services)
        cache, produce = ResponseCache(services), Counting()
        first = await settled(cache, KEY, arena, produce)
        made = produce.made
        assert await cache.get_or_make(KEY, arena, produce) is cache.find(KEY) is first
        assert produce.made == made
        await change_catalog(services)
        assert cache.find(KEY) is None
        second = await cache.get_or_make(KEY, arena, produce)
        assert second.plain.body == b"%d" % (made + 1)


async def test_a_vote_makes_new_responses_for_its_arena_and_no_others(
    database_url: str, tmp_path: Path
) -> None:
    async with arena_services(database_url, tmp_path) as services:
        arena = await new_arena(services)
        await services.database.write(_arena)
        cache, produce, others = ResponseCache(services), Counting(), Counting()
        await settled(cache, KEY, "t2i", produce)
        await settled(cache, ("/other", b""), "new", others)
        made, made_others = produce.made, others.made
        await submit(services, arena, ballots(1))
        assert cache.find(KEY) is None
        await cache.get_or_make(KEY, "t2i", produce)
        await cache.get_or_make(("/other", b""), "new", others)
        assert (produce.made, others.made) == (made + 1, made_others)


async def test_what_has_a_grace_is_sent_so_long_and_no_longer(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        cache = ResponseCache(services)
        produce = Counting(grace=600)
        made = await cache.get_or_make(KEY, "", produce)
        await change_catalog(services)
        assert cache.find(KEY) is made
        assert await cache.get_or_make(KEY, "", produce) is made
        later = time.monotonic() + 601
        monkeypatch.setattr("time.monotonic", lambda: later)
        assert cache.find(KEY) is None
        assert (await cache.get_or_make(KEY, "", produce)).plain.body == b"2"


async def test_another_query_is_another_answer(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        cache, produce = ResponseCache(services), Counting()
        bodies = {
            (await cache.get_or_make(key, "", produce)).plain.body
            for key in [("/a", b""), ("/a", b"x=1"), ("/b", b""), ("/a", b"")]
        }
        assert bodies == {b"1", b"2", b"3"}


async def test_prices_have_a_date_so_that_a_new_day_makes_anew(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        cache, produce = ResponseCache(services), Counting()
        monkeypatch.setattr("time.time", lambda: 86_400 * 20_000 - 1.0)
        await cache.get_or_make(KEY, "", produce)
        assert cache.find(KEY) is not None
        monkeypatch.setattr("time.time", lambda: 86_400 * 20_000.0)
        assert cache.find(KEY) is None


async def test_many_readers_at_once_make_it_once(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        cache, produce = ResponseCache(services), Counting()
        found = await asyncio.gather(*(cache.get_or_make(KEY, "", produce) for _ in range(20)))
        assert produce.made == 1
        assert {id(answer) for answer in found} == {id(found[0])}
        assert cache._pending == {}


async def test_a_reader_who_leaves_does_not_take_the_answer_from_the_others(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        cache, produce = ResponseCache(services), Counting()
        first, second = (asyncio.create_task(cache.get_or_make(KEY, "", produce)) for _ in range(2))
        await asyncio.sleep(0)
        first.cancel()
        assert (await second).plain.body == b"1"
        assert first.cancelled()
        assert cache.find(KEY) is await second


async def test_a_failure_is_told_to_all_who_wait_and_is_not_kept(sqlite_url: str, tmp_path: Path) -> None:
    async def fail() -> Content:
        await asyncio.sleep(0)
        raise NotFound("there is no such thing")

    async with arena_services(sqlite_url, tmp_path) as services:
        cache, produce = ResponseCache(services), Counting()
        found = await asyncio.gather(
            *(cache.get_or_make(KEY, "", fail) for _ in range(3)), return_exceptions=True
        )
        assert [type(error) for error in found] == [NotFound] * 3
        assert cache.find(KEY) is None
        assert cache._pending == {}
        assert (await cache.get_or_make(KEY, "", produce)).plain.body == b"1"


@pytest.mark.parametrize("by", ["find", "make"])
async def test_memory_is_bounded_and_what_nobody_reads_goes_first(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    monkeypatch.setattr(response_cache, "MAX_BYTES", 30_000)
    async with arena_services(sqlite_url, tmp_path) as services:
        cache, produce = ResponseCache(services), Counting(size=900)
        for number in range(50):
            await cache.get_or_make((f"/{number}", b""), "", produce)
            if by == "find":
                assert cache.find(("/0", b"")) is not None
            else:
                await cache.get_or_make(("/0", b""), "", produce)
        assert cache._bytes <= 30_000
        left = [key[0] for key in cache._entries]
        assert "/0" in left
        assert left.index("/49") >= len(left) - 2
        assert 5 < len(left) < 20


async def test_an_answer_larger_than_the_memory_is_sent_all_the_same(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(response_cache, "MAX_BYTES", 500)
    async with arena_services(sqlite_url, tmp_path) as services:
        cache, produce = ResponseCache(services), Counting(size=9_000)
        assert len((await cache.get_or_make(KEY, "", produce)).plain.body) == 9_001
        assert (cache._bytes, len(cache._entries)) == (0, 0)


# --- the middleware ----------------------------------------------------------------------------------------


async def through(
    middleware: CacheMiddleware, path: str = "/board", query: bytes = b"theme=people", **scope: Any
) -> bytes:
    messages: list[Message] = []

    async def send(message: Message) -> None:
        messages.append(message)

    async def receive() -> Message:
        raise AssertionError("nothing of a GET is read")

    await middleware(
        {"type": "http", "method": "GET", "path": path, "query_string": query, "headers": [], **scope},
        receive,
        send,
    )
    return b"".join(message.get("body", b"") for message in messages)


async def application(scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG001 - ASGI
    await send({"type": "http.response.body", "body": b"the application"})


async def test_the_middleware_answers_what_it_has_and_passes_on_the_rest(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        cache = ResponseCache(services)
        middleware = CacheMiddleware(application, lambda: cache)
        assert await through(middleware) == b"the application"
        await cache.get_or_make(KEY, "", Counting())
        assert await through(middleware) == b"1"
        others: list[Callable[[], Awaitable[bytes]]] = [
            lambda: through(middleware, query=b""),
            lambda: through(middleware, path="/other"),
            lambda: through(middleware, method="POST"),
            lambda: through(middleware, method="HEAD"),
            lambda: through(middleware, type="lifespan"),
            lambda: through(CacheMiddleware(application, lambda: None)),
        ]
        for other in others:
            assert await other() == b"the application"
        await change_catalog(services)
        assert await through(middleware) == b"the application"


def test_an_answer_may_bring_a_content_policy_of_its_own() -> None:
    headers = dict(CachedResponse.of(Content(LONG, "text/html", policy="frame-ancestors *")).plain.headers)
    assert headers[b"content-security-policy"] == b"frame-ancestors *"
    strict = dict(CachedResponse.of(Content(LONG, "text/html")).plain.headers)[b"content-security-policy"]
    assert b"frame-ancestors 'none'" in strict


async def test_what_a_response_reads_is_about_its_arena(sqlite_url: str, tmp_path: Path) -> None:
    """So a replica that has the arena's revision may answer; reads elsewhere say nothing of the kind."""
    subjects: list[str | None] = []

    async def produce() -> Content:
        subjects.append(subject())
        return Content(b"", "text/plain")

    async with arena_services(sqlite_url, tmp_path) as services:
        cache = ResponseCache(services)
        await cache.get_or_make(("/a", b""), "a", produce)
        await cache.get_or_make(("/all", b""), EVERY_ARENA, produce)
    assert [*subjects, subject()] == ["a", EVERY_ARENA, None]
