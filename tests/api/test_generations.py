"""Generations over HTTP: exactly the fields of the contract, waiting, cancelling, whose they are."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.images.generations import REFUSED, Painter
from tests.support.images.pictures import opened, picture
from tests.support.runs.waiting import CEILING_SECONDS, wait_until
from tests.support.served.api import Api, request
from tests.support.served.gateway import address_of, gateway

PATH = "/v1/generations"


@pytest.fixture
def served(sqlite_url: str, tmp_path: Path) -> Iterator[tuple[Api, Painter]]:
    with gateway(sqlite_url, tmp_path) as found:
        yield found


def ask(api: Api, wait: object = "auto", scope: str = "generate", **asked: object) -> dict[str, Any]:
    body = {"model": "square", "input": {"prompt": "a cat", **asked}, "wait": wait}
    answer = api.post(PATH, body, scope)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    assert answer.headers["Location"] == f"{PATH}/{found['id']}"
    return found


def test_made_waited_for_and_opened(database_url: str, tmp_path: Path) -> None:
    with gateway(database_url, tmp_path) as (api, painter):
        made = ask(api, size="160x96", seed=7)
        assert list(made) == [
            "id",
            "object",
            "model",
            "status",
            "created_at",
            "output",
            "error",
            "usage",
        ]
        (media,) = made["output"]["media"]
        url = media.pop("url")
        assert media == {"width": 160, "height": 96, "mime_type": "image/png"}
        assert (made["object"], made["model"], made["status"], made["error"]) == (
            "generation",
            "square",
            "completed",
            None,
        )
        assert made["created_at"].endswith("Z")
        latency = made["usage"].pop("latency_ms")
        assert made["usage"] == {"cost": 0.01, "currency": "USD"}
        assert latency >= 0
        image = request("GET", url)  # without a key
        assert (image.status_code, image.headers["content-type"]) == (200, "image/png")
        assert opened(image.content).size == (160, 96)
        assert "private" in image.headers["cache-control"]
        assert painter.orders[0].seed == 7


def test_the_code_that_users_copy(served: tuple[Api, Painter]) -> None:
    api, painter = served
    painter.going_on.clear()
    with httpx.Client(base_url=str(api.client.base_url), headers=api.key("generate")) as client:
        job = client.post(PATH, json={"model": "square", "input": {"prompt": "a cat"}}).json()
        assert job["status"] in {"queued", "running"}
        with ThreadPoolExecutor(1) as later:
            later.submit(go_on, painter)
            while job["status"] in {"queued", "running"}:
                job = client.get(f"{PATH}/{job['id']}", params={"wait": 1}).json()
        assert job["output"]["media"][0]["url"] if job["status"] == "completed" else job["error"]["message"]
        assert job["status"] == "completed"


def go_on(painter: Painter) -> None:
    time.sleep(0.2)
    painter.going_on.set()


def test_a_refusal_is_told(served: tuple[Api, Painter]) -> None:
    api, painter = served
    painter.plan.append(REFUSED)
    made = ask(api)
    assert (made["status"], made["output"]) == ("failed", None)
    assert made["error"] == {"code": "refused", "message": "this prompt is not painted here"}
    assert made["usage"]["cost"] is None


def test_waiting_ends_with_the_time_or_the_image(served: tuple[Api, Painter]) -> None:
    api, painter = served
    painter.going_on.clear()
    began = time.monotonic()
    made = ask(api, 0.3)
    assert 0.3 <= time.monotonic() - began < 60
    assert made["status"] in {"queued", "running"}
    wait_until(lambda: painter.orders != [], "the order")
    with ThreadPoolExecutor(1) as waiting:
        answer = waiting.submit(
            api.client.get, f"{PATH}/{made['id']}", params={"wait": 20}, headers=api.key("generate")
        )
        time.sleep(0.1)
        painter.going_on.set()
        assert answer.result(CEILING_SECONDS).json()["status"] == "completed"


def test_listed_newest_first_and_only_ones_own(served: tuple[Api, Painter]) -> None:
    api, _ = served
    ids = [ask(api, None)["id"] for _ in range(3)]
    key = api.key("generate")
    first = api.client.get(PATH, params={"limit": 2}, headers=key).json()
    rest = api.client.get(PATH, params={"cursor": first["next_cursor"]}, headers=key).json()
    assert [one["id"] for one in first["items"] + rest["items"]] == ids[::-1]
    assert api.client.get(PATH, headers=api.key("admin")).json()["items"] == []
    table = api.client.get(PATH, params={"format": "csv"}, headers=key)
    assert [line.partition(",")[0] for line in table.text.splitlines()] == ["id", *ids[::-1]]
    assert table.headers["Cache-Control"] == "private, no-store"
    assert api.client.get(PATH, params={"format": "csv"}, headers=api.key("admin")).text.count("\n") == 1
    assert api.client.get(f"{PATH}/{ids[0]}", headers=api.key("admin")).status_code == 200


def test_cancelled(served: tuple[Api, Painter]) -> None:
    api, painter = served
    painter.going_on.clear()
    made = ask(api, None)
    for _ in range(2):
        assert api.delete(f"{PATH}/{made['id']}", "generate").status_code == 204
    painter.going_on.set()
    found = api.client.get(f"{PATH}/{made['id']}", headers=api.key("generate")).json()
    assert (found["status"], found["output"], found["error"]) == ("cancelled", None, None)
    done = ask(api)
    assert api.delete(f"{PATH}/{done['id']}", "generate").status_code == 409


def test_the_same_idempotency_key_paints_once(served: tuple[Api, Painter]) -> None:
    api, painter = served
    body = {"model": "square", "input": {"prompt": "a cat"}, "wait": 20}
    answers = [api.post(PATH, body, "generate", Idempotency_Key="mine") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json()["id"] == answers[1].json()["id"]
    assert len(painter.orders) == 1
    other = api.post(PATH, {**body, "wait": 1}, "generate", Idempotency_Key="mine")
    assert other.status_code == 422


def test_an_image_to_edit(served: tuple[Api, Painter]) -> None:
    api, painter = served
    source = picture(9)
    assert ask(api, image_url=address_of(source))["status"] == "completed"
    assert painter.orders[0].source == source


CANNOT_BE_ASKED_FOR: list[tuple[dict[str, object], int, str]] = [
    ({"model": "nothing", "input": {"prompt": "a"}}, 404, "no model"),
    ({"model": "bare", "input": {"prompt": "a"}}, 422, "no offer that names a provider"),
    ({"model": "square", "input": {"prompt": ""}}, 422, "input.prompt"),
    ({"model": "square", "input": {"prompt": "a\0"}}, 422, "NUL"),
    ({"model": "square", "input": {"prompt": "a" * 10_001}}, 422, "input.prompt"),
    ({"model": "square", "input": {"prompt": "a", "size": "7x7"}}, 422, "size"),
    ({"model": "square", "input": {"prompt": "a", "seed": -1}}, 422, "input.seed"),
    ({"model": "square", "input": {"prompt": "a", "image_url": "file:///etc/passwd"}}, 422, "image_url"),
    ({"model": "square", "input": {"prompt": "a", "image_url": "data:image/png,x"}}, 422, "base64"),
    ({"model": "square", "input": {"prompt": "a", "image_url": "data:;base64,AAAA"}}, 415, "PNG"),
    ({"model": "square", "input": {"prompt": "a", "image_url": "http://127.0.0.1/"}}, 422, "public"),
    ({"model": "square", "input": {"prompt": "a"}, "wait": 61}, 422, "wait"),
    ({"model": "square", "input": {"prompt": "a"}, "wait": "long"}, 422, "wait"),
    ({"model": "square", "input": {"prompt": "a", "steps": 3}}, 422, "input.steps"),
    ({"model": "square", "prompt": "a"}, 422, "input"),
]


def test_what_cannot_be_asked_for(served: tuple[Api, Painter]) -> None:
    for body, status, says in CANNOT_BE_ASKED_FOR:
        answer = served[0].post(PATH, body, "generate")
        assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), (
            says
        )
        assert says in answer.text


def test_keys_and_strange_ids(served: tuple[Api, Painter]) -> None:
    api, _ = served
    made = ask(api, None)
    assert api.get(PATH).status_code == 401
    assert api.post(PATH, {}, "votes").status_code == 403
    assert api.get(f"{PATH}/{made['id']}").status_code == 401
    for name in ("gen_0", "1", "gen_%00", "gen_é", made["id"].upper()):
        assert api.client.get(f"{PATH}/{name}", headers=api.key("generate")).status_code == 404
        assert api.delete(f"{PATH}/{name}", "generate").status_code == 404
    wrong = api.client.get(f"{PATH}/{made['id']}", params={"wait": 61}, headers=api.key("generate"))
    assert wrong.status_code == 422


def test_addresses_of_images_cannot_be_made_up(served: tuple[Api, Painter]) -> None:
    api, _ = served
    url = ask(api)["output"]["media"][0]["url"]
    assert request("GET", url).status_code == 200
    genuine = url.rpartition("/")[2]
    forged = genuine[:-2] + ("AA" if genuine[-2:] != "AA" else "BA")
    for token in ("x", "A" * 39, forged, "%00"):
        assert api.get(f"/v1/outputs/{token}").status_code == 404


def test_the_address_is_that_of_the_service(sqlite_url: str, tmp_path: Path) -> None:
    with gateway(sqlite_url, tmp_path, public_url="https://arena.example") as (api, _):
        assert ask(api)["output"]["media"][0]["url"].startswith("https://arena.example/v1/outputs/")
