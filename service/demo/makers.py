"""The models of the demo: six painters, their invented organizations, and how well they are liked."""

from __future__ import annotations

from typing import NamedTuple

from service.arena.catalog.models import ModelFields
from service.demo.painters.studio import PAINTERS

TEXT_TO_IMAGE = "text-to-image"
IMAGE_EDITING = "image-editing"

ORGANIZATIONS = {"meridian-atelier": "Meridian Atelier (demo)", "kiln-and-quill": "Kiln & Quill (demo)"}


class Maker(NamedTuple):
    """A model of the demo.

    ``license`` is its name, whether weights are open, and whether commercial use is allowed; ``price`` is in
    US dollars per image; ``age`` is how many days ago it was released. ``skill`` is how well it is liked,
    ``themes`` how much better or worse for some themes, ``drift`` how much it gains by the last day. The unit
    is the chance in a single opinion. Simulated voters know nothing else about a model.
    """

    slug: str
    painter: str
    organization: str
    name: str
    about: str
    license: tuple[str, str, str]
    price: float
    age: int
    skill: float
    themes: dict[str, float]
    drift: float = 0.0

    def reads(self, language: str) -> bool:
        """Return whether the painter knows words of a language (``pt-BR``)."""
        return language.partition("-")[0] in PAINTERS[self.painter].languages

    def liking(self, theme: str, language: str, part: float) -> float:
        """Return how well its images are liked at a part of the simulated days, from 0 to 1."""
        unread = 0.0 if self.reads(language) else -1.3
        return self.skill + self.themes.get(theme, 0.0) + unread + self.drift * part**4

    def fields(self, released: str) -> ModelFields:
        """Return its fields in the catalog."""
        name, weights_open, commercial_use = self.license
        return {
            "name": self.name,
            "organization": self.organization,
            "released": released,
            "description": f"{self.about} One of the demo's six painters: a program, not a neural network.",
            "license_name": name,
            "weights_open": weights_open,
            "commercial_use": commercial_use,
            "capabilities": (TEXT_TO_IMAGE, IMAGE_EDITING),
        }


_MIT = ("MIT", "yes", "yes")
_CLOSED = ("Closed (for show)", "no", "yes")
_NON_COMMERCIAL = ("Non-commercial (for show)", "yes", "no")

MAKERS = (
    Maker(
        "papercut-xl",
        "papercut",
        "kiln-and-quill",
        "Papercut XL",
        "Stacks sheets of colored paper that cast shadows on each other.",
        _CLOSED,
        0.04,
        210,
        0.75,
        {"animals": 0.3, "landscapes": 0.15, "fantasy": 0.2, "people": -0.25},
    ),
    Maker(
        "cathedral-2",
        "glass",
        "meridian-atelier",
        "Cathedral 2",
        "Cuts a picture into panes of colored glass, joins them with lead, and holds them against the light.",
        _CLOSED,
        0.05,
        150,
        0.5,
        {"fantasy": 0.7, "animals": 0.35, "people": -0.3, "typography": -0.5},
    ),
    Maker(
        "aquarelle-mini",
        "watercolour",
        "meridian-atelier",
        "Aquarelle mini",
        "Paints washes on wet paper that run over their outlines and dry darker at the edges.",
        _MIT,
        0.01,
        320,
        0.25,
        {"landscapes": 0.7, "food": 0.55, "typography": -0.9, "vehicles": -0.2},
    ),
    Maker(
        "dessau-3",
        "geometry",
        "kiln-and-quill",
        "Dessau 3",
        "Prints in six flat inks that swap where circles and bars overlap. Knows no Japanese or Arabic.",
        _MIT,
        0.015,
        95,
        0.2,
        {"typography": 0.9, "architecture": 0.45, "vehicles": 0.3, "people": -0.7, "food": -0.3},
    ),
    Maker(
        "impasto-2",
        "brushwork",
        "meridian-atelier",
        "Impasto 2",
        "Paints in oil: thousands of strokes that follow the outlines, thick enough to catch the light.",
        _NON_COMMERCIAL,
        0.03,
        270,
        0.3,
        {"landscapes": 0.5, "food": 0.3, "typography": -1.0},
        -1.9,
    ),
    Maker(
        "burin-1",
        "engraving",
        "kiln-and-quill",
        "Burin 1",
        "Engraves: lines swell where it is dark and cross where it is darkest. Knows no Japanese.",
        _NON_COMMERCIAL,
        0.02,
        24,
        0.3,
        {"architecture": 0.7, "people": 0.45, "typography": 0.4, "food": -0.5},
    ),
)
"""All models; the newest was released during the simulated days."""
