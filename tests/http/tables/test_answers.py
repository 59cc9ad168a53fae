"""What the documentation says of every read is so for every route that there is."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import polars as pl
import pytest
from fastapi.routing import APIRoute
from starlette.routing import Route

from service.api.deps import Require
from service.http.cross_origin import EXPOSED
from service.http.response_cache import ResponseCache
from service.http.tables.kept import KeptTables
from tests.http.tables.conftest import VOTES
from tests.support.served.api import Api, serving
from tests.support.served.document import APP, DOCUMENT

ROUTES = APP.routes
VALUES = {
    "arena": "t2i",
    "model": "a",
    "model_id": "a",
    "organization": "o",
    "prompt_id": "1",
    "offer_id": "1",
    "image_id": "1",
}
QUERIES = {
    "/api/v1/compare": "?models=a,b",
    "/compare": "?models=a,b",
    "/api/v1/voters/me/leaderboard": "?arena=t2i",
    "/api/v1/decide": "?arena=t2i&not_worse_than=b",
    "/oembed": "?url=http://testserver/models/a",
}
EVENTS = "/api/v1/arenas/{arena}/events"
# Tried below, where their names are known.
FILES = {
    *("/images/{name}", "/images/{name}/{side}", "/logos/{name}"),
    *("/static/{version}/{name}", "/blind/{name}"),
}
# Where a request waits, or gets what belongs to one generation: tests/api/test_generations.py.
GENERATED = {"/v1/generations/{generation_id}", "/v1/outputs/{token}"}
# Measured again at each request: there is nothing to compare.
MEASURED = {"/healthz", "/readyz", "/metrics"}


def paths() -> Iterator[tuple[str, str]]:
    """Yield every GET route, and a path of it; without those that the tests below name."""
    for route in ROUTES:
        if isinstance(route, Route) and "GET" in (route.methods or ()):
            known = set(route.param_convertors) <= set(VALUES)
            if route.path not in FILES | GENERATED | {EVENTS} and known:
                yield route.path, route.path.format(**VALUES) + QUERIES.get(route.path, "")


def test_the_walk_leaves_out_only_what_it_says(reads: Api) -> None:
    every = {r.path for r in ROUTES if isinstance(r, Route) and "GET" in (r.methods or ())}
    left = every - {template for template, _ in paths()} - FILES - GENERATED - {EVENTS}
    apart = ("/admin", "/charts", "/problems", "/docs", "/shared/", "/api/v1/webhooks/")
    assert all(path.startswith((*apart, "/arenas/{arena}/data/")) for path in left), left
    assert reads.get("/api/v1/arenas").status_code == 200


def headers_of(api: Api, template: str) -> dict[str, str]:
    """Return a key with the scope that the GET of a path needs, if it needs one."""
    for route in ROUTES:
        if isinstance(route, APIRoute) and route.path == template and "GET" in (route.methods or ()):
            for scope in (
                one.call.scope for one in route.dependant.dependencies if isinstance(one.call, Require)
            ):
                return api.key(scope)
    return {}


OWN = ("/api/v1/voters/", "/vote", "/me/", "/playground", "/admin")


@pytest.mark.slow
def test_every_read_of_the_api(reads: Api) -> None:
    """It has an id, a strong ETag and a 304; HEAD is the same without a body; parts are parts of it."""
    tried = 0
    for template, path in paths():
        if not template.startswith("/api/v1/"):
            continue
        headers = headers_of(reads, template)
        answer = reads.client.get(path, headers=headers)
        assert answer.status_code == 200, (path, answer.text)
        assert "X-Request-ID" in answer.headers, path
        etag = answer.headers["ETag"]
        assert etag.startswith('"'), path
        again = reads.client.get(path, headers={**headers, "If-None-Match": etag})
        assert (again.status_code, again.content) == (304, b""), path
        check_head_and_parts(reads, path, headers)
        tried += 1
    assert tried >= 20


def check_head_and_parts(api: Api, path: str, headers: dict[str, str]) -> None:
    """Check HEAD and ranges of a path."""
    plain = {**headers, "Accept-Encoding": "identity"}
    whole = api.client.get(path, headers=plain)
    assert whole.status_code == 200, (path, whole.text)
    assert whole.headers["Accept-Ranges"] == "bytes", path
    head = api.client.head(path, headers={**plain, "Range": "bytes=0-1"})
    changing = {"x-request-id", "date", "ratelimit"}
    assert (head.status_code, head.content) == (200, b""), path
    assert {k: v for k, v in head.headers.items() if k not in changing} == {
        k: v for k, v in whole.headers.items() if k not in changing
    }, path
    size, etag = len(whole.content), whole.headers["ETag"]
    for wanted, part in (
        (f"bytes=1-{size + 9}", slice(1, size)),
        ("bytes=-2", slice(-2, size)),
        ("bytes=0-0", slice(1)),
    ):
        found = api.client.get(path, headers={**plain, "Range": wanted, "If-Range": etag})
        assert (found.status_code, found.content) == (206, whole.content[part]), (path, wanted)
        start, stop, _ = part.indices(size)
        assert found.headers["Content-Range"] == f"bytes {start}-{stop - 1}/{size}"
        assert found.headers["Content-Length"] == str(stop - start)
    for condition in ('"other"', f"W/{etag}"):
        found = api.client.get(path, headers={**plain, "Range": "bytes=0-0", "If-Range": condition})
        assert (found.status_code, found.content) == (200, whole.content), path
    beyond = api.client.get(path, headers={**plain, "Range": f"bytes={size}-"})
    assert (beyond.status_code, beyond.headers["Content-Range"]) == (416, f"bytes */{size}"), path
    assert beyond.json()["type"] == "/problems/range-not-satisfiable"
    for ignored in ("bytes=0-0,2-2", "lines=0-1", "bytes=2-1", "bytes=-", "nonsense"):
        assert api.client.get(path, headers={**plain, "Range": ignored}).status_code == 200, (path, ignored)


@pytest.mark.parametrize("kind", ["csv", "ndjson", "parquet"])
@pytest.mark.parametrize("query", ["", "&limit=2"])
def test_head_and_parts_of_tables(reads: Api, kind: str, query: str) -> None:
    for name in ("votes", "prompts"):
        check_head_and_parts(reads, f"/api/v1/arenas/t2i/{name}?format={kind}{query}", {})
    check_head_and_parts(reads, f"/api/v1/arenas/t2i/leaderboard?format={kind}", {})


def files(api: Api) -> list[str]:
    image = api.client.get("/api/v1/arenas/t2i/images", headers=api.key()).json()["items"][0]["url"]
    return [
        image,
        "/static/x/site.css",
        "/static/x/icon.svg",
        "/badges/a.svg",
        "/cards/a.svg",
        "/cards/a.png",
    ]


@pytest.mark.slow
def test_images_and_files_are_open_to_other_sites_and_come_in_parts(reads: Api) -> None:
    for path in files(reads):
        assert reads.get(path).headers["Access-Control-Allow-Origin"] == "*", path
        assert preflight(reads, path).status_code == 204, path
        if path != "/cards/a.png":  # drawn again after a minute
            check_head_and_parts(reads, path, {})


def preflight(api: Api, path: str, **more: str) -> httpx.Response:
    asked = {"Origin": "https://other.example", "Access-Control-Request-Method": "GET", **more}
    return api.client.options(path, headers=asked)


@pytest.mark.slow
def test_pages_of_other_sites_may_read_what_anyone_may(reads: Api) -> None:
    """Every route: open to other sites without a key or a cookie, and otherwise not, as preflights say."""
    opened = set()
    for template, path in paths():
        answer = reads.client.get(path, headers=headers_of(reads, template), follow_redirects=False)
        is_page = answer.headers.get("Content-Type", "").startswith("text/html")
        is_own = bool(headers_of(reads, template)) or f"{template}/".startswith(OWN) or is_page
        expected = None if is_own or template == "/robots.txt" else "*"
        assert answer.headers.get("Access-Control-Allow-Origin") == expected, (path, answer)
        assert "Access-Control-Allow-Credentials" not in answer.headers
        if expected:
            assert answer.headers["Access-Control-Expose-Headers"] == EXPOSED.decode()
            opened.add(template)
        if template != "/sitemap.xml":
            allowed = preflight(reads, path).headers.get("Access-Control-Allow-Origin")
            assert allowed == expected, path
    assert {"/api/v1/models", "/metrics", "/openapi.json", "/badges/{model}.svg", "/healthz"} <= opened
    assert preflight(reads, "/api/v1/arenas/t2i/events").status_code == 204


def test_errors_and_events_of_open_routes_can_be_read_too(reads: Api) -> None:
    for path in ("/api/v1/models/none", "/api/v1/models?limit=x", "/api/v1/arenas/none/votes?format=csv"):
        answer = reads.get(path)
        assert answer.status_code in {404, 422}
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
    with reads.client.stream("GET", "/api/v1/arenas/t2i/events") as stream:
        assert stream.headers["Access-Control-Allow-Origin"] == "*"
    cached = reads.get("/api/v1/models")
    for _ in range(2):
        again = reads.client.get("/api/v1/models", headers={"If-None-Match": cached.headers["ETag"]})
        assert (again.status_code, again.headers["Access-Control-Allow-Origin"]) == (304, "*")


def test_a_preflight_says_what_may_be_sent(reads: Api) -> None:
    answer = preflight(reads, "/api/v1/models")
    assert answer.headers["Access-Control-Allow-Methods"] == "GET, HEAD"
    allowed = answer.headers["Access-Control-Allow-Headers"].lower().split(", ")
    assert {"range", "if-none-match", "last-event-id"} <= set(allowed)
    assert "authorization" not in allowed
    # Not a preflight, and one for what needs a key: as every OPTIONS.
    assert reads.client.options("/api/v1/models").status_code == 405
    assert preflight(reads, "/api/v1/arenas/t2i/images").status_code == 405


def test_a_closed_instance_is_open_to_no_other_site(sqlite_url: str, tmp_path: Path) -> None:
    for settings in ({"cross_origin": False}, {"public_reads": False}):
        with serving(sqlite_url, tmp_path, **settings) as api:
            for headers in ({}, api.key()):
                answer = api.client.get("/api/v1/models", headers=headers)
                assert "Access-Control-Allow-Origin" not in answer.headers
            assert preflight(api, "/api/v1/models").status_code == 405


def test_accept_chooses_where_format_does_not(reads: Api) -> None:
    path = "/api/v1/arenas/t2i/leaderboard"
    for accept, kind in (
        ("text/csv", "text/csv; charset=utf-8"),
        ("application/x-ndjson;q=0.9, text/csv;q=0.1", "application/x-ndjson"),
        ("application/vnd.apache.parquet", "application/vnd.apache.parquet"),
        ("application/json", "application/json"),
        ("*/*", "application/json"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "application/json"),
        ("image/png", "application/json"),
    ):
        for _ in range(2):  # also when JSON is cached
            answer = reads.client.get(path, headers={"Accept": accept})
            assert answer.headers["Content-Type"] == kind, accept
            assert "accept" in answer.headers["Vary"].replace("accept-encoding", "")
        named = reads.client.get(f"{path}?format=json", headers={"Accept": accept})
        assert named.headers["Content-Type"] == "application/json"
    whole = reads.client.get("/api/v1/arenas/t2i/votes", headers={"Accept": "text/csv"})
    assert (whole.headers["Vary"], whole.text.count("\n")) == ("accept", VOTES + 2)


def test_no_query_has_the_key_of_a_table(reads: Api) -> None:
    """Nobody who asks for JSON gets the table that Accept chose for others, whatever the URL ends in."""
    path, address = "/api/v1/arenas/t2i/axes", urlsplit(reads.base)
    assert reads.client.get(path, headers={"Accept": "text/csv"}).text.startswith("theme,")
    for ending in ("#csv", "?#csv", "?%20csv", "?%23csv", "? csv", "?\tcsv"):
        with socket.create_connection((address.hostname or "", address.port or 0)) as connection:
            head = f"GET {path}{ending} HTTP/1.1\r\nHost: {address.netloc}\r\nConnection: close\r\n\r\n"
            connection.sendall(head.encode())
            answer = b"".join(iter(lambda: connection.recv(65_536), b""))
        assert answer.startswith(b"HTTP/1.1 "), ending
        assert b"text/csv" not in answer, ending


@pytest.mark.slow
def test_links_lead_through_lists_and_tables(reads: Api) -> None:
    for path in ("/api/v1/models", "/api/v1/arenas/t2i/prompts", "/api/v1/arenas/t2i/votes"):
        for kind in ("json", "csv", "ndjson", "parquet"):
            url, pages = f"{path}?limit=2&format={kind}", 0
            while url:
                answer = reads.get(url)
                assert answer.status_code == 200, url
                pages += 1
                url = answer.links.get("next", {}).get("url", "")
            assert pages == (2 if "votes" not in path else (VOTES + 2) // 2), (path, kind)
    keyed = reads.client.get("/api/v1/arenas/t2i/images?limit=1", headers=reads.key())
    following = reads.client.get(keyed.links["next"]["url"], headers=reads.key())
    assert "next" not in following.links


def test_api_routes_are_what_the_walk_takes_them_for() -> None:
    """Each read of the API is a route of the framework, whose dependencies say who may read."""
    for route in ROUTES:
        if isinstance(route, Route) and route.path.startswith("/api/"):
            assert isinstance(route, APIRoute)


TABLES = ("csv", "ndjson", "parquet")
LIST_FIELDS = ("items", "data", "rows", "series", "candidates")
# Lists that are no tables, and why.
ONLY_JSON = {
    "/v1/models": "for clients of OpenAI, in their shape",
    "/api/v1/voters/me/leaderboard": "for the page of one browser, which has it by its cookie",
}


def lists() -> dict[str, set[str]]:
    """Return the paths of the document whose GET answers a list, with the names of its parameters."""
    found = {}
    for path, methods in DOCUMENT["paths"].items():
        operation = methods.get("get", {})
        content = operation.get("responses", {}).get("200", {}).get("content", {})
        name = content.get("application/json", {}).get("schema", {}).get("$ref", "").rpartition("/")[2]
        fields = DOCUMENT["components"]["schemas"].get(name, {}).get("properties", {})
        if any(fields.get(one, {}).get("type") == "array" for one in LIST_FIELDS):
            found[path] = {one["name"] for one in operation.get("parameters", ())}
    return found


@pytest.mark.slow
def test_every_list_is_a_table_too(reads: Api) -> None:
    found = lists()
    assert len(found) >= 20
    assert {path for path, names in found.items() if "format" not in names} == set(ONLY_JSON)
    made = reads.made("/api/v1/webhooks", url="https://receiver.example/arena")["id"]
    deliveries = "/api/v1/webhooks/{webhook_id}/deliveries"
    for template, path in [*paths(), (deliveries, f"/api/v1/webhooks/{made}/deliveries")]:
        if template in found and template not in ONLY_JSON:
            check_table(reads, path, headers_of(reads, template))
            if "limit" in found[template]:
                mark = "&" if "?" in path else "?"
                check_table(reads, f"{path}{mark}limit=1000", headers_of(reads, template))


def check_table(api: Api, path: str, headers: dict[str, str]) -> None:
    """Check that a list is the same table in every format, and says whose it is as JSON does."""
    mark = "&" if "?" in path else "?"
    body = api.client.get(path, headers=headers)
    tables = {kind: api.client.get(f"{path}{mark}format={kind}", headers=headers) for kind in TABLES}
    for kind, table in tables.items():
        assert table.status_code == 200, (path, kind, table.text)
        assert table.headers["Cache-Control"] == body.headers["Cache-Control"], (path, kind)
        assert table.headers["Content-Disposition"].endswith(f'.{kind}"'), path
        assert ("no-store" in table.headers["Cache-Control"]) == bool(headers), path
    frame = pl.read_parquet(tables["parquet"].content)
    assert pl.Null not in frame.schema.values(), path
    assert tables["csv"].text.partition("\n")[0].split(",") == frame.columns, path
    assert tables["ndjson"].text.count("\n") == frame.height, path
    assert ("items" not in body.json()) or frame.height == len(body.json()["items"]), path


# Monitors and OpenAI's clients may add what they like.
LENIENT = {*MEASURED, "/v1/models", "/v1/models/{model_id}"}
IGNORED = "_=1700000000000&utm_source=news&utm_medium=mail"


@pytest.mark.slow
def test_parameters_of_scripts_and_shared_links_are_ignored(
    reads: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On every read of the API; nothing is kept once more for them, and what else is unknown is refused."""
    made: list[bytes] = []
    for keeper in (ResponseCache, KeptTables):
        make = keeper._make

        def noted(self: object, key: tuple[str, bytes], *more: Any, make: Any = make) -> object:
            made.append(key[1])
            return make(self, key, *more)

        monkeypatch.setattr(keeper, "_make", noted)
    tried = 0
    for template, path in paths():
        if "get" not in DOCUMENT["paths"].get(template, {}):
            continue
        headers, mark = headers_of(reads, template), "&" if "?" in path else "?"
        plain = reads.client.get(path, headers=headers)
        more = reads.client.get(f"{path}{mark}{IGNORED}", headers=headers)
        first = reads.client.get(path.replace("?", f"?{IGNORED}&"), headers=headers)
        assert plain.status_code == more.status_code == first.status_code, (path, more.text)
        if template not in MEASURED:
            assert more.content == first.content == plain.content, path
            assert more.headers.get("ETag") == plain.headers.get("ETag"), path
            head = reads.client.head(f"{path}{mark}{IGNORED}", headers=headers)
            assert head.headers.get("ETag") == plain.headers.get("ETag"), path
        for unknown in ("unknown=1", "utm=1", "__=1") if template not in LENIENT else ():
            refused = reads.client.get(f"{path}{mark}{unknown}", headers=headers)
            assert refused.status_code == 422, (path, unknown)
        tried += 1
    assert tried >= 25
    for rare in ("leaderboard?min_votes=7", "votes?format=csv&after_position=9"):
        assert reads.get(f"/api/v1/arenas/t2i/{rare}&{IGNORED}").status_code == 200
    assert made[-2:] == [b"min_votes=7", b"format=csv&after_position=9"]
    assert not [query for query in made if b"utm_" in query or b"_=1" in query]
    following = reads.get(f"/api/v1/models?limit=1&{IGNORED}").links["next"]["url"]
    assert "utm_" not in following
    with reads.client.stream("GET", f"/api/v1/arenas/t2i/events?{IGNORED}") as stream:
        assert stream.status_code == 200
