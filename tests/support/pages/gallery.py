"""A served arena with pictures to vote on, made over HTTP as its operator would make it."""

from __future__ import annotations

import atexit
import io
import os
import random
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from fcntl import LOCK_EX, flock
from functools import cache
from pathlib import Path
from tempfile import gettempdir
from typing import Any

from PIL import Image, ImageDraw, PngImagePlugin

from tests.support.served.api import Api, serving

ARENA = "pictures"
# Words that a voter must not be able to see before the vote.
ORGANIZATIONS = {"lumiere": "Lumière Works", "umbra": "Umbra Collective"}
MODELS = {
    "photon-flash": ("Photon Flash", "lumiere"),
    "photon-max": ("Photon Max", "lumiere"),
    "inkwash": ("Ink & Wash", "umbra"),
    "gouache-7b": ("Gouache 7B", "umbra"),
}
SIZES = ((512, 512), (600, 400), (400, 600), (640, 360))
PROMPTS = (
    {"text": "A red fox on a frozen river", "language": "en", "themes": ["animals"]},
    {"text": "Un phare dans la tempête, vu d'en haut", "language": "fr", "themes": ["places"]},
    {"text": "قطة صغيرة على كرسي أزرق", "language": "ar", "themes": ["animals", "rooms"]},
    {"text": "A poster that says “Open all night”", "language": "en", "themes": ["typography"]},
    {"text": "A kitchen table after breakfast <script>alert(1)</script>", "themes": ["rooms"]},
)


class Gallery:
    """The served arena; `votes` are those since the test began."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self.url = api.base
        self.names = [name for name, _ in MODELS.values()]
        self.secrets = [*MODELS, *self.names, *ORGANIZATIONS, *ORGANIZATIONS.values()]
        self._start = self._log()["last_position"]

    def votes(self) -> list[dict[str, Any]]:
        """Return the votes of this test, oldest first."""
        items: list[dict[str, Any]] = self._log(self._start)["items"]
        return items

    def _log(self, after: int = 0) -> Any:
        return self.api.get(f"/api/v1/arenas/{ARENA}/votes", after_position=after).json()


@contextmanager
def hung_gallery(url: str, folder: Path) -> Iterator[Api]:
    """Yield the service on a migrated SQLite file with an arena of four models and five prompts.

    The first of a run is filled over HTTP, for five seconds. The others are copies of what it was then.
    """
    # All tests vote from one address.
    limits = {"pace": 0, "voter_limit": 0, "address_limit": 0, "network_votes": 0, "network_newcomers": 0}
    limits["network_unanswered"] = 0
    database, blobs = Path(url.removeprefix("sqlite:///")), folder / "blobs"
    with _first() as first:
        if (first / "arena.db").exists():
            shutil.copyfile(first / "arena.db", database)
            shutil.copytree(first / "blobs", blobs, dirs_exist_ok=True)
        else:
            with serving(url, folder, **limits) as api:
                fill(api)
            _keep(database, blobs, first)
    with serving(url, folder, **limits) as api:
        yield api


@contextmanager
def _first() -> Iterator[Path]:
    """Yield the folder of the first gallery, which the processes of a run share, to one of them at a time."""
    folder = _folder()
    with folder.with_suffix(".lock").open("a") as lock:
        flock(lock, LOCK_EX)
        folder.mkdir(exist_ok=True)
        yield folder


@cache
def _folder() -> Path:
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    folder = Path(gettempdir(), f"arena-gallery-{run}")
    atexit.register(_remove, folder)
    return folder


def _remove(folder: Path) -> None:
    """Remove the first gallery: a process that asks for it after this one has ended fills another."""
    with _first():
        shutil.rmtree(folder)
        folder.with_suffix(".lock").unlink(missing_ok=True)


def _keep(database: Path, blobs: Path, first: Path) -> None:
    shutil.copytree(blobs, first / "blobs", dirs_exist_ok=True)
    # The service has the file open, and the last commits may be in the log beside it.
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(first / "arena.db")) as copy:
        source.backup(copy)


def fill(api: Api, sizes: Sequence[tuple[int, int]] = SIZES) -> None:
    """Make the arena: four models, five prompts, and a picture by each model for each prompt."""
    api.made("/api/v1/arenas", slug=ARENA, name="Pictures", example_share=100)
    for slug, name in ORGANIZATIONS.items():
        api.made("/api/v1/organizations", slug=slug, name=name)
    for slug, (name, organization) in MODELS.items():
        api.made("/api/v1/models", slug=slug, name=name, organization=organization)
    for number, prompt in enumerate(PROMPTS):
        prompt_id = api.made(f"/api/v1/arenas/{ARENA}/prompts", **prompt)["id"]
        for model in MODELS:
            hang(api, model, prompt_id, painted(f"{model} {number}", sizes[number % len(sizes)], model))


def hang(api: Api, model: str, prompt_id: int, data: bytes) -> None:
    """Upload a picture of a model."""
    answer = api.client.post(
        f"/api/v1/arenas/{ARENA}/images",
        data={"model": model, "prompt_id": str(prompt_id)},
        files={"file": (f"{model}.png", data, "image/png")},
        headers=api.key(),
    )
    assert answer.status_code == 201, answer.text


def painted(seed: str, size: tuple[int, int], model: str) -> bytes:
    """Return a picture as its model's program would save it, with the model's name in its metadata."""
    random_ = random.Random(seed)
    image = Image.new("RGB", size, _color(random_))
    draw = ImageDraw.Draw(image)
    for _ in range(40):
        x, y, r = random_.randrange(size[0]), random_.randrange(size[1]), random_.randrange(10, 90)
        draw.ellipse((x - r, y - r, x + r, y + r), fill=_color(random_))
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Software", model)
    notes.add_text("parameters", f"made by {MODELS[model][0]}")
    file = io.BytesIO()
    image.save(file, "PNG", pnginfo=notes)
    return file.getvalue()


def _color(random_: random.Random) -> tuple[int, int, int]:
    return random_.randrange(256), random_.randrange(256), random_.randrange(256)
