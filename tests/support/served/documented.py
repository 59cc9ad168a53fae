"""The calls that the OpenAPI document shows, and a service on which every one of them works as shown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.support.images.pictures import picture
from tests.support.served.api import Api
from tests.support.served.document import DOCUMENT
from tests.support.served.gateway import gateway, offer

Json = dict[str, Any]
Values = dict[str, str | int]

ENDLESS = "followArena"
# What is shown once it is over: a generation that has ended cannot be canceled.
NOT_SUCCESSFUL = {"cancelGeneration": httpx.codes.CONFLICT}
IMAGE = picture(7)
_MODEL, _OTHER, _ARENA = "photon-flash-1", "flux-dev", "/api/v1/arenas/text-to-image"


@dataclass(frozen=True)
class Call:
    """An operation with the values of its example: those in its path, its query, and its body."""

    id: str
    tag: str
    method: str
    path: str
    values: Values
    query: Mapping[str, object]
    body: Json | None
    is_form: bool
    responses: Json

    @property
    def function(self) -> str:
        """The name of its function in Python."""
        return re.sub(r"([A-Z])", r"_\1", self.id).lower()


def calls(values: Mapping[str, Values]) -> list[Call]:
    """Return a call of every operation, with these values in paths; deletions come last."""
    found = [
        _call(path, method, operation, values.get(operation["operationId"], {}))
        for path, methods in DOCUMENT["paths"].items()
        for method, operation in methods.items()
    ]
    return sorted(found, key=lambda call: call.method == "delete")


def _call(path: str, method: str, operation: Json, values: Values) -> Call:
    parameters = operation.get("parameters", ())
    in_path = {one["name"]: one["example"] for one in parameters if one["in"] == "path"}
    # An example of an optional parameter shows one choice of many; those of these lists are needed.
    query = {one["name"]: one["example"] for one in parameters if one["in"] == "query" and _is_needed(one)}
    content: Json = operation.get("requestBody", {}).get("content", {})
    media_type: str = next(iter(content), "")
    return Call(
        id=operation["operationId"],
        tag=operation["tags"][0],
        method=method,
        path=path,
        values=in_path | values,
        query=query,
        body=content.get(media_type, {}).get("example"),
        is_form=media_type.startswith("multipart/"),
        responses=operation["responses"],
    )


def _is_needed(parameter: Json) -> bool:
    return bool(parameter["required"]) or parameter["schema"].get("type") == "array"


@contextmanager
def documented_service(url: str, folder: Path) -> Iterator[tuple[Api, list[Call]]]:
    """Yield a service with what the examples name, and the calls of all operations on it."""
    with gateway(url, folder) as (api, _):
        api.made("/api/v1/models", slug=_MODEL, name="Photon Flash 1", organization="luma")
        api.made("/api/v1/models", slug=_OTHER, name="Flux Dev")
        api.made("/api/v1/arenas", slug="text-to-image", name="Text to image")
        offer(api, _MODEL, 0.039)
        first, *_ = [_images(api, source) for source in ("fox", "cat")]
        votes = [{"model_left": _MODEL, "model_right": _OTHER, "outcome": "left"}] * 4
        assert api.post(f"{_ARENA}/votes", {"votes": votes}, "votes").is_success
        vote = api.get(f"{_ARENA}/votes").json()["items"][0]["id"]
        yield api, calls(_values(api, vote, first))


def _values(api: Api, vote: int, image: int) -> dict[str, Values]:
    """Return the values in paths that only this service has."""
    open_now = _dealt(api)
    generation = api.post(
        "/v1/generations", {"model": _MODEL, "input": {"prompt": "A fox"}, "wait": "auto"}, "admin"
    ).json()
    token = generation["output"]["media"][0]["url"].rpartition("/")[2]
    webhook = api.made("/api/v1/webhooks", url="https://receiver.example/arena")["id"]
    delivery = api.made(f"/api/v1/webhooks/{webhook}/test")["id"]
    of_webhook: Values = {"webhook_id": webhook, "delivery_id": delivery}
    return {
        "cancelGeneration": {"generation_id": generation["id"]},
        "getDelivery": of_webhook,
        "getGeneration": {"generation_id": generation["id"]},
        "getImage": {"image_id": image},
        "getOffer": _offer(api),
        "getOutput": {"token": token},
        "replayDelivery": of_webhook,
        "removeOffer": _offer(api),
        "skipMatchup": {"matchup_id": _dealt(api, after=open_now)},
        "voidVote": {"vote_id": vote},
        "voteOnMatchup": {"matchup_id": open_now},
        "withdrawImage": {"image_id": image},
    }


def _offer(api: Api) -> Values:
    return {"offer_id": api.get(f"/api/v1/models/{_MODEL}/offers").json()["items"][0]["id"]}


def _dealt(api: Api, **more: str) -> str:
    matchup = api.post(f"{_ARENA}/matchups", {"voter": "anna", **more}, "votes").json()
    found: str = matchup["id"]
    return found


def _images(api: Api, source: str) -> int:
    """Add a prompt with an image of each model; return the first image."""
    prompt = api.made(
        f"{_ARENA}/prompts", text=source, themes=["animals"], language="en", source_image=source
    )["id"]
    numbers: list[int] = []
    for seed, model in enumerate((_MODEL, _OTHER)):
        form = {"model": model, "prompt_id": str(prompt)}
        files = {"file": ("a.png", picture(10 * prompt + seed))}
        answer = api.client.post(f"{_ARENA}/images", data=form, files=files, headers=api.key())
        assert answer.status_code == 201, answer.text
        numbers.append(answer.json()["id"])
    return numbers[0]
