"""A served arena whose page has everything: themes, languages, prices, makers, a model with too few votes."""

from __future__ import annotations

import random
from typing import Any

from tests.support.served.api import Api

ARENA = "paintings"
HOSTILE = "<b>Ink</b> & \N{RIGHT-TO-LEFT MARK}Wash"
MODELS = {"aurora": "Aurora 2", "gouache": "Gouache 7B", "inkwash": HOSTILE, "pastel": "漢字 Pastel"}
THEMES = ("people", "food-and-drink", "typography")
LANGUAGES = ("en", "fr", "ar")
VOTES = 120
OPEN = {"name": "Open", "weights_open": "yes", "commercial_use": "no"}


def furnish(api: Api, votes: int = VOTES) -> None:
    """Make it: the models win in the order of their names, nearly always."""
    api.made("/api/v1/arenas", slug=ARENA, name="Text & image", description="Which is <i>better</i>?")
    api.made("/api/v1/organizations", slug="lumiere", name="Lumière Works")
    for slug, name in MODELS.items():
        facts = {"released": "2026-09-01", "license": OPEN} if slug == "gouache" else {}
        api.made("/api/v1/models", slug=slug, name=name, organization="lumiere", **facts)
    api.made("/api/v1/models", slug="late", name="Late Comer")
    api.made("/api/v1/models/gouache/offers", provider="p", amount=0.04, currency="USD")
    api.made("/api/v1/models/aurora/offers", provider="p", amount=0.25, currency="EUR")
    report(api, random_votes(votes))
    report(api, [{"model_left": "late", "model_right": "pastel", "outcome": "tie"}])


def report(api: Api, votes: list[dict[str, Any]], arena: str = ARENA) -> None:
    """Report votes from elsewhere."""
    answer = api.post(f"/api/v1/arenas/{arena}/votes", {"votes": votes}, "votes")
    assert answer.json()["rejected"] == [], answer.text


def random_votes(count: int, seed: int = 5) -> list[dict[str, Any]]:
    """Return votes on themes and languages, over four days."""
    random_ = random.Random(seed)
    slugs = list(MODELS)
    made = []
    for number in range(count):
        left, right = random_.sample(slugs, 2)
        better = "left" if slugs.index(left) < slugs.index(right) else "right"
        made.append(
            {
                "model_left": left,
                "model_right": right,
                "outcome": random_.choice([better] * 8 + ["tie", "both_bad"]),
                "themes": random_.sample(THEMES, random_.choice([1, 2])),
                "language": random_.choice(LANGUAGES),
                "voted_at": f"2026-11-{20 + 4 * number // count}T12:00:00Z",
            }
        )
    return made
