"""The shape of errors, whatever went wrong and wherever. This file owns the contract.

* An error's body is JSON of the type ``application/problem+json`` with ``type`` (``/problems/<code>``),
  ``title``, ``status`` (that of the response), ``detail`` (a sentence: what went wrong, how to fix it) and
  ``request_id``, which is also the response's ``X-Request-ID`` and in the log.
* Beside these there is at most ``errors``, where single fields are at fault: a list of ``{field, detail}``
  that is never empty; ``field`` is a dotted path. At most twenty; ``detail`` tells of the first three and
  counts the rest.
* 401 carries ``WWW-Authenticate``, 405 ``Allow``, 503 and 507 ``Retry-After``.
* What was sent is not sent back, but for the start of a name.
* A fault of the service's own says the id under which it is in the log, and nothing of its inside.
"""

from __future__ import annotations

import json
import logging
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from fastapi import FastAPI

from service.api import problems
from service.api.middleware.outer import OuterMiddleware
from service.errors import ArenaError, StorageFull, Unavailable
from service.logs.lines import JsonFormatter
from tests.support.runs.waiting import CEILING_SECONDS
from tests.support.served.api import Api, in_write, listening, request, serving

ORGANIZATIONS = "/api/v1/organizations"
JSON = {"Content-Type": "application/json"}


def problem(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """Return the problem in an answer, which must be one, of this status and code."""
    assert answer.status_code == status, answer.text[:500]
    assert answer.headers["Content-Type"] == "application/problem+json"
    found: dict[str, Any] = answer.json()
    assert found["type"] == f"/problems/{code}"
    assert found["status"] == status
    assert set(found) - {"errors"} == {"type", "title", "status", "detail", "request_id"}
    assert found["request_id"] == answer.headers["X-Request-ID"]
    assert found["title"]
    assert found["detail"]
    for error in found.get("errors", [{"field": "x", "detail": "y"}]):
        assert set(error) == {"field", "detail"}
        assert error["field"]
        assert error["detail"]
    assert found.get("errors") != []
    assert len(answer.content) < 10_000
    return found


def send(api: Api, body: bytes, path: str = ORGANIZATIONS, kind: str = "application/json") -> httpx.Response:
    """POST bytes with a key."""
    return api.client.post(path, content=body, headers={**api.key(), "Content-Type": kind})


# Addresses and methods


def test_an_unknown_address(sqlite_api: Api) -> None:
    for path in ("/nowhere", "/api/v1/nowhere", "/healthz/x", "/%00", "/%ED%A0%80", "/" + "a" * 10_000):
        assert "/docs" in problem(sqlite_api.client.get(path), 404, "not-found")["detail"]


def test_an_unknown_thing(sqlite_api: Api) -> None:
    answer = sqlite_api.get(f"{ORGANIZATIONS}/nobody")
    assert "'nobody'" in problem(answer, 404, "not-found")["detail"]


def test_a_method_that_is_not_there(sqlite_api: Api) -> None:
    for path, allowed in ((ORGANIZATIONS, "GET, HEAD, POST"), ("/healthz", "GET, HEAD")):
        for method in ("PUT", "OPTIONS", "TRACE"):
            answer = sqlite_api.client.request(method, path)
            problem(answer, 405, "method-not-allowed")
            assert answer.headers["Allow"] == allowed


# Keys


def test_no_key(sqlite_api: Api) -> None:
    for header in ({}, {"Authorization": "Bearer"}, {"Authorization": "Basic YTpi"}, {"Authorization": "x"}):
        answer = sqlite_api.client.post(ORGANIZATIONS, json={}, headers=header)
        assert "arena keys create" in problem(answer, 401, "unauthorized")["detail"]
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_key_that_is_none(sqlite_api: Api) -> None:
    for key in ("x", "arena_" + "x" * 43, "arena_" + "x" * 10_000):
        headers = {"Authorization": f"Bearer {key}"}
        answer = sqlite_api.client.post(ORGANIZATIONS, json={}, headers=headers)
        assert key not in json.dumps(problem(answer, 401, "unauthorized"))


def test_a_key_without_the_scope(sqlite_api: Api) -> None:
    found = problem(sqlite_api.post(ORGANIZATIONS, {}, scope="votes"), 403, "forbidden")
    assert "'catalog'" in found["detail"]


# Bodies that cannot be read


NO_JSON = [
    (b"", "empty"),
    (b" ", "not JSON"),
    (b"{", "not JSON"),
    (b'{"slug": "a",}', "not JSON"),
    (b"\xff\xfe{}", "not JSON"),
    (b"\xef\xbb\xbf{}", "not JSON"),
    (b'{"slug": "\xff"}', "unicode"),
    (b'{"slug": "\\ud800"}', "hex escape"),
    (b'{"slug": "\\udc00\\ud800"}', "surrogate"),
    (b"[" * 100_000, "recursion"),
    (b'{"a":' * 100_000, "recursion"),
    (b'{"slug": ' + b"9" * 100_000 + b"}", "out of range"),
]


def test_a_body_that_is_not_json(sqlite_api: Api) -> None:
    for body, words in NO_JSON:
        assert words in problem(send(sqlite_api, body), 400, "malformed-request")["detail"]


def test_a_body_of_another_type(sqlite_api: Api) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "application/jsonp", "json", "/", ";"):
        answer = send(sqlite_api, b'{"slug": "a", "name": "A"}', kind=kind)
        assert "application/json" in problem(answer, 415, "unsupported-media-type")["detail"]
    answer = sqlite_api.client.post(ORGANIZATIONS, content=b"{}", headers=sqlite_api.key())
    assert "missing" in problem(answer, 415, "unsupported-media-type")["detail"]


def test_json_by_its_other_names_is_read(sqlite_api: Api) -> None:
    for number, kind in enumerate(
        ("application/json; charset=utf-8", "APPLICATION/JSON", "application/x+json")
    ):
        body = json.dumps({"slug": f"o{number}", "name": "O"}).encode()
        assert send(sqlite_api, body, kind=kind).status_code == 201


# Bodies that are too large


@pytest.mark.slow
def test_an_announced_body_that_is_too_large(sqlite_api: Api) -> None:
    found = problem(send(sqlite_api, b" " * 100_000_000), 413, "body-too-large")
    assert "8000000" in found["detail"]
    assert sqlite_api.get("/healthz").status_code == 200


def test_a_body_that_turns_out_too_large(sqlite_api: Api) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(100):
            yield b" " * 1_000_000

    answer = sqlite_api.client.post(ORGANIZATIONS, content=chunks(), headers={**sqlite_api.key(), **JSON})
    problem(answer, 413, "body-too-large")
    assert sqlite_api.get("/healthz").status_code == 200


def test_a_length_that_no_body_has(sqlite_api: Api) -> None:
    address = urlsplit(str(sqlite_api.client.base_url))
    head = f"POST {ORGANIZATIONS} HTTP/1.1\r\nHost: x\r\nContent-Length: 9{'9' * 17}\r\n\r\n"
    with socket.create_connection((address.hostname, address.port), timeout=CEILING_SECONDS) as connection:
        connection.sendall(head.encode())
        assert connection.recv(100).startswith(b"HTTP/1.1 413 ")


# Bodies that say something wrong


def test_every_wrong_field_is_named(sqlite_api: Api) -> None:
    body = b'{"name": NaN, "url": "gopher://x", "sulg": "luma", "slug": 7}'
    found = problem(send(sqlite_api, body), 422, "invalid")
    assert {error["field"]: error["detail"] for error in found["errors"]} == {
        "name": "must be a string",
        "url": "must be a valid http(s) URL, without a user name or password",
        "slug": "must be a string",
        "sulg": "is unknown; check its spelling or leave it out",
    }
    assert found["detail"].endswith("; and 1 more")


def test_what_is_no_object(sqlite_api: Api) -> None:
    for body in (b"null", b"[]", b"7", b'"text"', b"true", b"NaN"):
        found = problem(send(sqlite_api, body), 422, "invalid")
        assert found["errors"] == [{"field": "body", "detail": "must be an object"}]


def test_a_field_deep_inside_has_a_dotted_path(sqlite_api: Api) -> None:
    sqlite_api.made("/api/v1/arenas", slug="t2i", name="T")
    votes = [{"model_left": "a", "model_right": "b", "outcome": outcome} for outcome in ("left", "draw")]
    answer = sqlite_api.post("/api/v1/arenas/t2i/votes", {"votes": votes}, scope="votes")
    assert problem(answer, 422, "invalid")["errors"] == [
        {"field": "votes.1.outcome", "detail": "must be 'left', 'right', 'tie' or 'both_bad'"}
    ]


def test_a_text_with_nul(sqlite_api: Api) -> None:
    found = problem(send(sqlite_api, b'{"slug": "a", "name": "a\\u0000b"}'), 422, "invalid")
    assert [error["field"] for error in found["errors"]] == ["name"]
    assert "no control characters" in found["detail"]


def test_a_thousand_errors_are_counted_not_listed(sqlite_api: Api) -> None:
    body = json.dumps({f"field{number}": "secret" for number in range(1_000)}).encode()
    found = problem(send(sqlite_api, body), 422, "invalid")
    assert len(found["errors"]) == problems.MAX_ERRORS
    assert found["detail"].endswith("more")
    assert "secret" not in json.dumps(found)


def test_a_field_with_an_endless_name(sqlite_api: Api) -> None:
    body = json.dumps({"a" * 1_000_000: 1, "slug": "a" * 1_000_000, "name": "b" * 1_000_000}).encode()
    problem(send(sqlite_api, body), 422, "invalid")


# Queries and paths


def test_a_bad_query(sqlite_api: Api) -> None:
    for query in (
        "limit=x",
        "limit=" + "9" * 5_000,
        "cursor=%00",
        "unknown=1",
        "limit=%ED%A0%80",
        "retired=%FF",
    ):
        found = problem(sqlite_api.client.get(f"{ORGANIZATIONS}?{query}"), 422, "invalid")
        assert found["errors"][0]["field"] == query.partition("=")[0]


def test_a_bad_number_in_a_path(sqlite_api: Api) -> None:
    sqlite_api.made("/api/v1/models", slug="m", name="M")
    found = problem(sqlite_api.get("/api/v1/models/m/offers/one"), 422, "invalid")
    assert found["errors"] == [{"field": "offer_id", "detail": "must be a whole number"}]


# The database


def test_a_database_that_is_not_migrated(sqlite_url: str, tmp_path: Path) -> None:
    with serving(sqlite_url, tmp_path) as api:
        in_write(sqlite_url, lambda session: session.exec_driver_sql("DELETE FROM alembic_version"))
        answer = api.get("/readyz")
        assert "arena migrate" in problem(answer, 503, "unavailable")["detail"]
        assert answer.headers["Retry-After"] == "1"
        assert api.get("/healthz").status_code == 200


# Faults of the service's own


class Broken(Exception):
    """What nobody foresaw."""


def failing() -> FastAPI:
    """Return an application whose every route fails in its own way."""
    app = FastAPI()
    problems.install(app)

    @app.get("/fault")
    async def fault() -> None:
        raise Broken("the password is hunter2")

    @app.get("/away")
    async def away() -> None:
        raise Unavailable("the database cannot be reached")

    @app.get("/full")
    async def full() -> None:
        raise StorageFull("no room")

    @app.get("/odd")
    async def odd() -> None:
        raise ArenaError("a lone \ud800 surrogate, and \0")

    return app


def test_a_fault_is_in_the_log_under_the_id_of_its_request(caplog: pytest.LogCaptureFixture) -> None:
    caplog.handler.setFormatter(JsonFormatter())
    with caplog.at_level(logging.ERROR), listening(OuterMiddleware(failing(), 1_000)) as base:
        found = problem(request("GET", f"{base}/fault"), 500, "internal-error")
    assert "hunter2" not in json.dumps(found)
    assert "Broken" not in json.dumps(found)
    assert found["detail"].rpartition(" ")[2] == found["request_id"]
    (line,) = caplog.text.splitlines()
    logged = json.loads(line)
    assert (logged["request_id"], logged["message"]) == (found["request_id"], "GET /fault failed")
    assert "Broken: the password is hunter2" in logged["exception"]


def test_a_client_that_goes_away_is_no_fault(sqlite_api: Api, caplog: pytest.LogCaptureFixture) -> None:
    address = urlsplit(str(sqlite_api.client.base_url))
    key = sqlite_api.key()["Authorization"]
    head = f"POST {ORGANIZATIONS} HTTP/1.1\r\nHost: x\r\nAuthorization: {key}\r\nContent-Length: 100\r\n"
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            with socket.create_connection(
                (address.hostname, address.port), timeout=CEILING_SECONDS
            ) as connection:
                connection.sendall(f"{head}Content-Type: application/json\r\n\r\n{{".encode())
                time.sleep(0.05)
        time.sleep(0.2)
        assert sqlite_api.get("/healthz").status_code == 200
    assert caplog.records == []


def test_what_passes_says_when_to_try_again() -> None:
    with listening(OuterMiddleware(failing(), 1_000)) as base:
        away, full = request("GET", f"{base}/away"), request("GET", f"{base}/full")
        problem(away, 503, "unavailable")
        problem(full, 507, "storage-full")
        assert (away.headers["Retry-After"], full.headers["Retry-After"]) == ("1", "60")


def test_no_detail_is_too_odd_to_be_sent() -> None:
    with listening(OuterMiddleware(failing(), 1_000)) as base:
        assert "\ud800" in problem(request("GET", f"{base}/odd"), 500, "internal-error")["detail"]


# What the types mean


def test_every_type_can_be_looked_up(sqlite_api: Api) -> None:
    kinds = [ArenaError]
    for kind in kinds:
        kinds += kind.__subclasses__()
        page = sqlite_api.get(f"/problems/{kind.code}")
        assert page.status_code == 200
        assert kind.title in page.text
    problem(sqlite_api.get("/problems/nothing"), 404, "not-found")
