"""Two images in an arena, and matchups of them."""

from __future__ import annotations

from pathlib import Path

from service.arena.access.secrets import load_secret
from service.arena.voting.blind_urls import blind_url
from service.domain import clock
from service.settings import Settings
from tests.support.images.pictures import flat, noise
from tests.support.pages.gallery import ARENA, MODELS, PROMPTS, hang
from tests.support.served.api import Api, in_write
from tests.support.votes.dealt import deal


def furnish(api: Api) -> list[int]:
    """Make an arena with a plain image by one model and a rich one by another; return their ids."""
    api.made("/api/v1/arenas", slug=ARENA, name="Pictures")
    prompt_id = api.made(f"/api/v1/arenas/{ARENA}/prompts", **PROMPTS[0])["id"]
    for model, data in zip(MODELS, (flat((300, 200)), noise((900, 900))), strict=False):
        api.made("/api/v1/models", slug=model, name=model)
        hang(api, model, prompt_id, data)
    listed = api.client.get(f"/api/v1/arenas/{ARENA}/images", headers=api.key()).json()["items"]
    return [image["id"] for image in listed]


def blind_urls(api: Api, folder: Path, pair: list[int], number: int = 7, age: int = 0) -> list[str]:
    """Return the URLs of the two sides of a new matchup."""
    values = {"image_left": pair[0], "image_right": pair[1], "dealt_at": clock.now() - age, "voter": number}
    in_write(api.url, lambda session: deal(session, number, **values))
    secret = load_secret(Settings(data_dir=folder))
    return [blind_url(secret, number, "left"), blind_url(secret, number, "right")]
