"""Prompts: what the models were asked for."""

from __future__ import annotations

from dataclasses import dataclass

MAX_TEXT = 10_000


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt of an arena; ``language`` is None where unknown, ``created_at`` microseconds since 1970.

    ``source_image`` is the address of the image to edit, in an arena of image editing.
    """

    id: int
    text: str
    themes: tuple[str, ...]
    language: str | None
    source_image: str | None
    created_at: int
