"""The JSON of a gallery: all of an image, and the axis of its ranks in two fields."""

from __future__ import annotations

from service.api.schemas.galleries import PromptGalleryOut
from service.arena.models.prompt_gallery import GalleryImage, PromptGallery, Tally
from service.domain.axes import Axis
from service.domain.catalog import Prompt
from tests.support.pages.model_pages import some_arena


def test_a_gallery_as_json() -> None:
    prompt = Prompt(1, "A fox", ("animals",), None, None, None, 0)
    image = GalleryImage("m", "M", 2, "/images/x", 3, 4, Tally(1, 2, 3))
    made = PromptGalleryOut.of(PromptGallery(some_arena(), prompt, Axis("animals"), (image,), 0))
    assert (made.ranked_theme, made.ranked_language, made.votes) == ("animals", None, 3)
    assert made.images[0].model_dump() == {
        "model": "m",
        "name": "M",
        "rank": 2,
        "image": {"image_url": "/images/x", "width": 3, "height": 4},
        "wins": 1,
        "losses": 2,
        "ties": 3,
    }
