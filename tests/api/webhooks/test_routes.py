"""Webhooks over HTTP: a leader that is decided reaches a real receiver, signed, and nothing else does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks import WebhookVerificationError

from tests.support.network.receivers import Receiver, receiving
from tests.support.runs.waiting import wait_until
from tests.support.served.api import Api, serving

PATH = "/api/v1/webhooks"
LOCAL = "127.0.0.0/8"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as made:
        yield made


@pytest.fixture
def served(database_url: str, tmp_path: Path) -> Iterator[Api]:
    with serving(database_url, tmp_path, webhook_networks=LOCAL) as api:
        api.made("/api/v1/arenas", slug="t2i", name="T")
        for slug in ("a", "b"):
            api.made("/api/v1/models", slug=slug, name=slug.upper())
        yield api


def made(api: Api, url: str, **fields: object) -> dict[str, Any]:
    return api.made(PATH, url=url, **fields)


def vote(api: Api, outcome: str, count: int) -> None:
    one = {"model_left": "a", "model_right": "b", "outcome": outcome}
    answer = api.post("/api/v1/arenas/t2i/votes", {"votes": [one] * count}, "votes")
    assert answer.is_success, answer.text


def deliveries(api: Api, webhook: int, **query: str) -> list[dict[str, Any]]:
    answer = api.client.get(f"{PATH}/{webhook}/deliveries", params=query, headers=api.key())
    assert answer.is_success, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def test_a_leader_is_announced_once_it_is_decided_and_not_before(served: Api, receiver: Receiver) -> None:
    hook = made(served, f"{receiver.base}/hook", events=["leader.decided"])
    everything = made(served, f"{receiver.base}/all", arena="t2i", description="Everything")
    for outcome in ("left", "right") * 5:
        vote(served, outcome, 1)
    first = [one for one in receiver.wait(2) if one.path == "/all"]
    events = [one.verified(everything["secret"]) for one in first]
    assert {(event["type"], event["data"]["model"]) for event in events} == {
        ("model.ranked", "a"),
        ("model.ranked", "b"),
    }
    assert events[0]["data"]["axes"][0].keys() == {"theme", "language", "rank"}
    assert served.get("/api/v1/arenas/t2i/leaderboard").json()["decided"] == []

    vote(served, "left", 40)
    wait_until(lambda: any(one.path == "/hook" for one in receiver.received), "the leader")
    (decided,) = [one for one in receiver.received if one.path == "/hook"]
    event = decided.verified(hook["secret"])
    board = served.get("/api/v1/arenas/t2i/leaderboard").json()
    assert event["type"] == "leader.decided"
    assert event["data"] == {
        "arena": "t2i",
        "revision": board["revision"],
        "position": 50,
        "axis": {"theme": None, "language": None},
        "model": "a",
        "name": "A",
        "previous": None,
    }
    assert board["decided"] == [{"above": "a", "below": ["b"]}]
    with pytest.raises(WebhookVerificationError):
        decided.verified(everything["secret"])
    wait_until(lambda: bool(deliveries(served, hook["id"], state="delivered")), "the note of the delivery")
    (delivery,) = deliveries(served, hook["id"], state="delivered")
    assert (delivery["event_id"], delivery["status"], delivery["attempts"]) == (decided.uid, 204, 1)
    uids = [one.uid for one in receiver.received if one.path == "/all"]
    assert len(uids) == len(set(uids))


def test_life_of_a_webhook(served: Api, receiver: Receiver) -> None:
    hook = made(served, receiver.base)
    secret = hook.pop("secret")
    assert secret.startswith("whsec_")
    assert served.client.get(PATH).status_code == 401
    assert served.client.get(PATH, headers=served.key("votes")).status_code == 403
    listed = served.client.get(PATH, headers=served.key())
    assert listed.json() == {"items": [hook], "next_cursor": None}
    assert listed.headers["cache-control"] == "private, no-store"

    answer = served.post(f"{PATH}/{hook['id']}/test", None)
    assert answer.status_code == 201
    (test,) = receiver.wait(1)
    assert test.verified(secret)["type"] == "webhook.test"
    assert test.uid == answer.json()["event_id"]
    path = answer.headers["location"]
    wait_until(lambda: shown(served, path)["state"] == "delivered", "the test")

    rotated = served.post(f"{PATH}/{hook['id']}/secret", None).json()
    assert rotated["old_secret_until"] is not None
    again = served.post(f"{path}/replay", None).json()
    assert (again["state"], again["attempts"]) == ("waiting", 0)
    second = receiver.wait(2)[1]
    assert second.uid == test.uid
    assert second.verified(secret) == second.verified(rotated["secret"]) == test.verified(secret)

    changed = served.patch(f"{PATH}/{hook['id']}", {"enabled": False, "events": ["backup.failed"]}).json()
    assert (changed["enabled"], changed["events"]) == (False, ["backup.failed"])
    wait_until(lambda: shown(served, path)["state"] == "delivered", "the replay")
    served.post(f"{path}/replay", None)
    assert served.delete(f"{PATH}/{hook['id']}").status_code == 204
    assert served.client.get(path, headers=served.key()).status_code == 404
    assert len(receiver.received) == 2


def shown(api: Api, path: str) -> dict[str, Any]:
    found: dict[str, Any] = api.client.get(path, headers=api.key()).json()
    return found


def test_what_is_refused(sqlite_api: Api) -> None:
    for url, code in (
        ("http://127.0.0.1:8000/x", "not-fetched"),
        ("http://169.254.169.254/latest", "not-fetched"),
        ("https://[::1]/", "not-fetched"),
        ("https://93.184.216.34:8443/", "not-fetched"),
        ("ftp://example.com/", "invalid"),
        ("https://user:pw@example.com/", "invalid"),
    ):
        answer = sqlite_api.post(PATH, {"url": url})
        assert (answer.status_code, answer.json()["type"]) == (422, f"/problems/{code}"), url
    assert sqlite_api.post(PATH, {"url": "https://93.184.216.34/", "events": ["x"]}).status_code == 422
    assert sqlite_api.post(PATH, {"url": "https://93.184.216.34/", "arena": "no"}).status_code == 404
    assert sqlite_api.post(f"{PATH}/7/test", None).status_code == 404


def test_a_repeated_creation_shows_the_same_secret_and_stores_none(sqlite_api: Api) -> None:
    body = {"url": "https://93.184.216.34/"}
    first, second = (sqlite_api.post(PATH, body, Idempotency_Key="one") for _ in range(2))
    assert first.status_code == second.status_code == 201
    assert first.json() == second.json()
    secret = first.json()["secret"].removeprefix("whsec_")
    stored = Path(sqlite_api.url.removeprefix("sqlite:///")).read_bytes()
    wal = Path(sqlite_api.url.removeprefix("sqlite:///") + "-wal")
    assert secret.encode() not in stored + (wal.read_bytes() if wal.exists() else b"")
