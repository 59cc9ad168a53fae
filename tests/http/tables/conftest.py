"""An arena with something of everything that can be read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.images.pictures import picture
from tests.support.runs.waiting import wait_until
from tests.support.served.api import Api, serving

VOTES = 30
NAMES = ("a", "b", "c")


@pytest.fixture(scope="package")
def reads(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Api]:
    """Yield an arena with 31 votes on three models."""
    folder = tmp_path_factory.mktemp("reads")
    (folder / "arena.db").write_bytes(sqlite_template.read_bytes())
    with serving(f"sqlite:///{folder / 'arena.db'}", folder) as api:
        _fill(api)
        yield api


def _fill(api: Api) -> None:
    api.made("/api/v1/organizations", slug="o", name="O")
    for name in NAMES:
        api.made("/api/v1/models", slug=name, name=f"={name}", organization="o", released="2026-02-28")
    api.made("/api/v1/models/a/offers", provider="p", amount=0.04, currency="USD")
    api.made("/api/v1/arenas", slug="t2i", name="T")
    for number in range(3):
        api.made("/api/v1/arenas/t2i/prompts", text=f"p{number}", themes=["x", "y"], language="en")
    for name in NAMES[:2]:
        form = {"model": name, "prompt_id": "1"}
        images = "/api/v1/arenas/t2i/images"
        answer = api.client.post(images, data=form, files={"file": picture(ord(name))}, headers=api.key())
        assert answer.status_code == 201, answer.text
    votes: list[dict[str, object]] = [
        {
            "model_left": NAMES[number % 3],
            "model_right": NAMES[(number + 1) % 3],
            "outcome": ("left", "right")[number % 2],
            "prompt_id": number % 3 + 1,
            "voter": f"v{number % 5}",
            "voted_at": f"2026-11-{number % 9 + 10}T10:00:00Z",
        }
        for number in range(VOTES)
    ]
    votes.append({"models": list(NAMES), "ranks": [1, 2, 2], "voted_at": "2026-11-20T10:00:00Z"})
    receipt = api.post("/api/v1/arenas/t2i/votes", {"votes": votes}, "votes").json()
    assert receipt["accepted"] == VOTES + 1
    # Pooled ratings come a moment later, and change what is read.
    board = "/api/v1/arenas/t2i/leaderboard"
    wait_until(lambda: (api.get(board).json()["pooled"] or {}).get("position") == VOTES + 1, "a refit")
