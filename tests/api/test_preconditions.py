"""If-Match: an edit of what has changed in the meantime is refused, and overwrites nothing."""

from __future__ import annotations

from typing import Any

import httpx

from tests.support.images.pictures import picture
from tests.support.served.api import Api


def furnish(api: Api) -> dict[str, dict[str, Any]]:
    """Make one of everything that can be edited; return a change of each by its path."""
    api.made("/api/v1/organizations", slug="luma", name="Luma")
    api.made("/api/v1/models", slug="m", name="M")
    api.made("/api/v1/arenas", slug="t2i", name="T")
    return {
        "/api/v1/organizations/luma": {"name": "Other"},
        "/api/v1/models/m": {"license": {"name": "Free"}},
        "/api/v1/arenas/t2i": {"description": "Other"},
    }


def send(api: Api, method: str, path: str, tag: str, **content: Any) -> httpx.Response:
    return api.client.request(method, path, headers={**api.key("admin"), "If-Match": tag}, **content)


def refused(answer: httpx.Response) -> bool:
    return (answer.status_code, answer.json()["type"]) == (412, "/problems/precondition-failed")


def test_the_second_editor_is_told(api: Api) -> None:
    for path, change in furnish(api).items():
        tag = api.get(path).headers["ETag"]
        changed = send(api, "PATCH", path, tag, json=change)
        assert changed.status_code == 200, changed.text
        before = api.get(path)
        assert refused(send(api, "PATCH", path, tag, json={"name": "Lost"}))
        assert refused(send(api, "DELETE", path, tag))
        assert api.get(path).json() == before.json()
        # The first may go on with the tag of the answer, or with a new one, or without any.
        again = send(api, "PATCH", path, changed.headers["ETag"], json={"name": "Again"})
        assert again.status_code == 200
        assert api.patch(path, {"name": "Whatever"}).status_code == 200
        assert send(api, "PATCH", path, "*", json={"name": "Star"}).status_code == 200
        tag = api.client.get(path, headers={"Accept-Encoding": "identity"}).headers["ETag"]
        assert send(api, "DELETE", path, f'"0.1", {tag}').status_code == 204


OTHER_TAGS = ['"0.1"', "0.1", '""', "", "W/*", '"*"', ",", '"', "*, *"]


def test_other_tags_match_nothing(sqlite_api: Api) -> None:
    sqlite_api.made("/api/v1/organizations", slug="luma", name="Luma")
    for tag in OTHER_TAGS:
        assert refused(send(sqlite_api, "PATCH", "/api/v1/organizations/luma", tag, json={"name": "X"})), tag


def test_a_weak_tag_matches_nothing(sqlite_api: Api) -> None:
    sqlite_api.made("/api/v1/organizations", slug="luma", name="Luma")
    path = "/api/v1/organizations/luma"
    tag = sqlite_api.get(path).headers["ETag"]
    assert sqlite_api.client.get(path, headers={"If-None-Match": f"W/{tag}"}).status_code == 304
    assert refused(send(sqlite_api, "PATCH", path, f"W/{tag}", json={"name": "X"}))


def test_votes_do_not_get_in_the_way(sqlite_api: Api) -> None:
    furnish(sqlite_api)
    sqlite_api.made("/api/v1/models", slug="n", name="N")
    paths = ["/api/v1/arenas/t2i", "/api/v1/models/m"]
    tags = [sqlite_api.get(path).headers["ETag"] for path in paths]
    vote = {"model_left": "m", "model_right": "n", "outcome": "left"}
    assert sqlite_api.post("/api/v1/arenas/t2i/votes", {"votes": [vote] * 4}, "votes").is_success
    for path, tag in zip(paths, tags, strict=True):
        assert sqlite_api.client.get(path, headers={"If-None-Match": tag}).status_code == 200
        assert send(sqlite_api, "PATCH", path, tag, json={"name": "X"}).status_code == 200


def test_offers_and_prompts(sqlite_api: Api) -> None:
    furnish(sqlite_api)
    offer = sqlite_api.made("/api/v1/models/m/offers", provider="p", amount=1, currency="USD")
    path = f"/api/v1/models/m/offers/{offer['id']}"
    assert refused(send(sqlite_api, "DELETE", path, '"0.1"'))
    assert send(sqlite_api, "DELETE", path, sqlite_api.get(path).headers["ETag"]).status_code == 204
    path = f"/api/v1/arenas/t2i/prompts/{sqlite_api.made('/api/v1/arenas/t2i/prompts', text='A')['id']}"
    tag = sqlite_api.get(path).headers["ETag"]
    sources = [
        send(sqlite_api, "POST", f"{path}/source-image", tag, files={"file": picture(shade)})
        for shade in (1, 2)
    ]
    assert sources[0].status_code == 200, sources[0].text
    assert refused(sources[1])


def test_what_has_no_tag(sqlite_api: Api) -> None:
    furnish(sqlite_api)
    for path in ("/api/v1/votes/1", "/api/v1/arenas/t2i/images/1"):
        assert refused(send(sqlite_api, "DELETE", path, '"0.1"'))
        assert send(sqlite_api, "DELETE", path, "*").status_code == 404
