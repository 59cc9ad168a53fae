"""Images: what is stored about one, and the boxes that voters see them in.

The size of an image can reveal its model. So both images of a matchup are shown in the same box: the box of
their common shape, or the square if their shapes differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

COPY_TYPE = "image/jpeg"
LONGEST_SIDE = 1024
MAX_BYTES = 20_000_000
MAX_PIXELS = 20_000_000

RENDITION_SIDES = (160, 480, 1024)
"""The longest sides of an image's renditions in pixels, smallest first."""

SMALL_SIDE = 576
"""The longest side of what voters get of an image on small screens."""

SQUARE = "1:1"
BOXES: dict[str, tuple[int, int]] = {
    SQUARE: (1024, 1024),
    "3:2": (1024, 683),
    "2:3": (683, 1024),
    "16:9": (1024, 576),
    "9:16": (576, 1024),
}
"""Width and height in pixels of each box."""
BARS = (118, 118, 118)
"""The neutral gray that fills the parts of a box that an image does not cover."""

# Who can look at an image beforehand recognizes it. So the public examples rest on a few prompts, which
# voters seldom get. Which they are depends on a prompt's id alone: it stays the same, and a query can tell.
# The two are coprime, so any hundred prompts in a row have as many examples as the arena's percentage.
STEP, CYCLE = 61, 100

KEPT = 0.25
"""How often a drawn matchup on an example prompt is kept. Otherwise another prompt is drawn."""

REDRAWS = 3

Origin = Literal["upload", "import", "generated", "demo"]
"""Where an image came from."""

DAMAGED = "damaged: "
"""How the reason starts when the service itself withdraws an image."""

Side = Literal["left", "right"]


@dataclass(frozen=True, slots=True)
class Image:
    """One output of a model for a prompt. ``sha256`` is the hash of the original file, in hex.

    ``width`` and ``height`` are the original's in pixels. ``url`` is the path of the public copy.
    """

    id: int
    arena: str
    model: str
    prompt_id: int
    sha256: str
    url: str
    format: str
    width: int
    height: int
    bytes: int
    origin: str
    created_at: int
    withdrawn_at: int | None = None
    withdrawn_reason: str | None = None


class Portrait(NamedTuple):
    """A public image of a model, with its size in pixels and the prompt that it was made for."""

    image_url: str
    width: int
    height: int
    arena: str
    prompt_id: int
    prompt: str


Portraits = Mapping[str, tuple[Portrait, ...]]
"""The portraits of models by slug, the best first. Models without a public image are left out."""


def is_damaged(reason: str | None) -> bool:
    """Return whether this is the reason for an image whose stored bytes are missing or changed."""
    return reason is not None and reason.startswith(DAMAGED)


def copy_url(copy: bytes) -> str:
    """Return the public path of a copy, given its hash."""
    return f"/images/{copy.hex()}"


def box_of(width: int, height: int) -> str:
    """Return the box whose shape is nearest to an image's, so that the least of the box stays empty."""
    shape = width / height

    def empty(box: str) -> float:
        across, down = BOXES[box]
        ratio = (across / down) / shape
        return max(ratio, 1 / ratio)

    return min(BOXES, key=empty)


def box_size(box: str, side: int) -> tuple[int, int]:
    """Return the width and height in pixels of a box whose longest side is as long as this."""
    width, height = BOXES[box]
    return round(width * side / LONGEST_SIDE), round(height * side / LONGEST_SIDE)


def is_example(prompt_id: int, share: int) -> bool:
    """Return whether a prompt's images are public examples in an arena with this percentage of them."""
    return prompt_id % CYCLE * STEP % CYCLE < share


def shared_box(left: str, right: str) -> str:
    """Return the box to show two images in, given the box of each."""
    return left if left == right else SQUARE


class DemoProgress(NamedTuple):
    """How many of the demo's images are there, of how many."""

    stored: int
    total: int


class Likeness(NamedTuple):
    """A measurement: of how many ``images`` against how many ``examples``.

    ``recognized`` is the share of the images that a program is sure of, ``correct`` the share that it is
    right about.
    """

    arena_id: int
    measured_at: int
    images: int
    examples: int
    recognized: float
    correct: float
