"""A served arena with pictures to vote on, made over HTTP as its operator would make it."""

from __future__ import annotations

import io
import random
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, PngImagePlugin

from tests.support.runs.once import made_once
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
# All tests vote from one address.
_LIMITS = dict.fromkeys(
    ("pace", "voter_limit", "address_limit", "network_votes", "network_newcomers", "network_unanswered"), 0
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

    It is a copy of one that is filled over HTTP once in a run, for five seconds.
    """
    database = Path(url.removeprefix("sqlite:///"))
    first = made_once("gallery", partial(_first, database))
    shutil.copyfile(first / "arena.db", database)
    shutil.copytree(first / "blobs", folder / "blobs", dirs_exist_ok=True)
    with serving(url, folder, **_LIMITS) as api:
        yield api


def _first(migrated: Path, folder: Path) -> None:
    for left in folder.glob("arena.db-*"):  # by a process that ended while it filled it
        left.unlink()
    database = shutil.copyfile(migrated, folder / "arena.db")
    with serving(f"sqlite:///{database}", folder, **_LIMITS) as api:
        fill(api)


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
