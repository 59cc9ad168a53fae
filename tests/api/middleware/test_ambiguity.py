"""What two readers could understand in two ways is refused."""

from __future__ import annotations

import httpx
import pytest
from starlette.types import Scope

from service.api.middleware.ambiguity import REPEATABLE, refusal
from tests.support.served.admins import AdminBrowser
from tests.support.served.api import Api
from tests.support.served.document import DOCUMENT

OPERATIONS = [
    (path, parameter)
    for path, methods in DOCUMENT["paths"].items()
    for parameter in methods.get("get", {}).get("parameters", ())
    if parameter["in"] == "query"
]


def said(answer: httpx.Response) -> str:
    assert answer.status_code == 422, answer.text
    return str(answer.json()["errors"][0])


def test_a_parameter_is_sent_once(sqlite_api: Api) -> None:
    for path, parameter in OPERATIONS:
        name = parameter["name"]
        if name not in REPEATABLE:
            url = f"{path.format(arena='a', model='m', generation_id='g', webhook_id=1)}?{name}=1&{name}=1"
            assert name in said(sqlite_api.client.get(url, headers=sqlite_api.key("admin")))


def test_lists_are_those_of_the_document(sqlite_api: Api) -> None:
    lists = {p["name"] for _, p in OPERATIONS if p["schema"].get("type") == "array"}
    # A leaderboard's page repeats columns, and one of an administrator generations.
    assert lists | {"columns", "generation"} == REPEATABLE
    assert sqlite_api.get("/api/v1/compare?models=a&models=b").status_code == 404


AMBIGUOUS = [
    "/api/v1/arenas/a/leaderboard?format=csv&theme=a&theme=b",
    "/api/v1/arenas/a/votes?format=csv&limit=1&limit=2",
    "/api/v1/arenas/a/events?a=1&a=2",
    "/arenas/a?theme=a&theme=b",
    "/admin/votes?arena=a&arena=b",
    "/api/v1/models?limit=1&%6cimit=2",
    "/api/v1/models?cursor&limit=1&cursor",
    "/oembed?url=a&url=b",
    "/nowhere?a=1&&a=1",
]


def test_everywhere(sqlite_api: Api) -> None:
    for path in AMBIGUOUS:
        assert "must be sent only once" in said(sqlite_api.get(path)), path


def test_openai_clients_get_their_own_shape(sqlite_api: Api) -> None:
    answer = sqlite_api.get("/v1/models?a=1&a=2")
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, "a")


def test_a_field_of_a_form_is_sent_once(sqlite_api: Api) -> None:
    desk = AdminBrowser(sqlite_api)
    body = f"token={desk.token()}&slug=a&name=A&name=B"
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = desk.client.post("/admin/organizations", content=body, headers=headers)
    assert (answer.status_code, "appears twice" in answer.text) == (422, True)
    desk.close()


def scope(*headers: tuple[bytes, bytes], version: str = "1.1") -> Scope:
    return {"headers": list(headers), "http_version": version, "query_string": b""}


@pytest.mark.parametrize(
    "host",
    [b"a", b"arena.example", b"a:80", b"127.0.0.1:8000", b"[::1]", b"[2001:db8::1]:8000", b"my_service"],
)
def test_hosts(host: bytes) -> None:
    assert refusal(scope((b"host", host))) is None


@pytest.mark.parametrize(
    "host", [b"", b"a b", b"a/b", b"a@b", b"a:b", b"a,b", b"a<b>", b"::1", b"a:123456", b"\xff"]
)
def test_what_is_no_host(host: bytes) -> None:
    assert "Host is not a name" in str(refusal(scope((b"host", host))))


def test_headers_that_are_sent_once() -> None:
    assert "Host is missing" in str(refusal(scope()))
    assert refusal(scope(version="1.0")) is None
    for name in (b"host", b"authorization", b"content-type", b"idempotency-key"):
        headers = [(b"host", b"a")] * (name != b"host") + [(name, b"a")] * 2
        assert "more than once" in str(refusal(scope(*headers)))
    assert refusal(scope((b"host", b"a"), (b"cookie", b"a=b"), (b"cookie", b"c=d"))) is None
