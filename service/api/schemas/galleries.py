"""The images of a prompt, as clients receive them."""

from __future__ import annotations

from typing import Self

from service.api.schemas.examples import ShownImageOut
from service.arena.models.prompt_gallery import PromptGallery
from service.http.schemas.arenas import PromptOut
from service.http.schemas.base import Out


class GalleryImageOut(Out):
    """A model's image for a prompt, the rank of the model, and how the image did in votes on the prompt."""

    model: str
    name: str
    rank: int | None
    image: ShownImageOut
    wins: int
    losses: int
    ties: int


class PromptGalleryOut(Out):
    """A prompt and its images, in the order of their models' ranks on the prompt's theme and language.

    Only images of public examples are listed; ``hidden`` says how many are kept for votes. Votes are counted
    among the arena's newest 20,000.
    """

    arena: str
    prompt: PromptOut
    ranked_theme: str | None
    ranked_language: str | None
    votes: int
    hidden: int
    images: list[GalleryImageOut]

    @classmethod
    def of(cls, gallery: PromptGallery) -> Self:
        """Return a gallery."""
        return cls(
            arena=gallery.arena.slug,
            prompt=PromptOut.model_validate(gallery.prompt),
            ranked_theme=gallery.axis.theme or None,
            ranked_language=gallery.axis.language or None,
            votes=gallery.votes,
            hidden=gallery.hidden,
            images=[
                GalleryImageOut(
                    model=image.model,
                    name=image.name,
                    rank=image.rank,
                    image=ShownImageOut.model_validate(image),
                    **image.tally._asdict(),
                )
                for image in gallery.images
            ],
        )
