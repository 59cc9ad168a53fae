"""A running service for the client: an arena with images to vote on, votes, and a model that generates."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.db.databases import copy_sqlite
from tests.support.images.pictures import picture
from tests.support.served.api import Api
from tests.support.served.gateway import gateway, offer

MODELS = ("photon-flash-1", "other-1")


@pytest.fixture(scope="session")
def service(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    folder = tmp_path_factory.mktemp("client")
    with gateway(copy_sqlite(sqlite_template, folder), folder) as (api, _):
        api.made("/api/v1/arenas", slug="text-to-image", name="Images")
        prompt = api.made(
            "/api/v1/arenas/text-to-image/prompts", text="A fox", language="en", themes=["animals"]
        )
        for i, slug in enumerate(MODELS):
            api.made("/api/v1/models", slug=slug, name=slug)
            answer = api.client.post(
                "/api/v1/arenas/text-to-image/images",
                data={"model": slug, "prompt_id": str(prompt["id"])},
                files={"file": picture(seed=i)},
                headers=api.key(),
            )
            assert answer.status_code == 201, answer.text
        offer(api, "photon-flash-1", 0.02)
        votes = [
            {
                "model_left": MODELS[0],
                "model_right": MODELS[1],
                "outcome": "right" if i % 10 == 0 else "left",
                "prompt_id": prompt["id"],
            }
            for i in range(60)
        ]
        assert api.post("/api/v1/arenas/text-to-image/votes", {"votes": votes}, "votes").is_success
        yield api
