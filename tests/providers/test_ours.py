"""This service as a vendor of another one: it speaks OpenAI's protocol, and knows an attempt again."""

from __future__ import annotations

import asyncio
from pathlib import Path

from service.providers.factory import open_provider
from tests.support.images.pictures import opened as picture_of
from tests.support.served.api import Api, serving
from tests.support.vendors.opened import request_for


def test_the_same_attempt_is_painted_once(sqlite_url: str, tmp_path: Path) -> None:
    with serving(sqlite_url, tmp_path, blobs_url=str(tmp_path / "blobs")) as api:
        api.made("/api/v1/models", slug="painter", name="A painter")
        offer = {"provider": "demo", "amount": 0, "currency": "USD", "upstream": "watercolour"}
        assert api.post("/api/v1/models/painter/offers", offer, "admin").status_code == 201
        first, second = asyncio.run(bought_twice(api))
        assert picture_of(first).size == (128, 64)
        assert first == second
        made = api.client.get("/v1/generations", headers=api.key("generate")).json()["items"]
        assert [one["status"] for one in made] == ["completed"]


async def bought_twice(api: Api) -> tuple[bytes, bytes]:
    """Return what one attempt gives when it is made twice."""
    key = api.key("generate")["Authorization"].removeprefix("Bearer ")
    provider = open_provider("openai", f"{api.base}/v1", key)
    asked = request_for("openai", upstream="painter", width=128, height=64)
    return await provider.generate(asked), await provider.generate(asked)
