"""Cards: their header is YAML, whatever an arena is called."""

from __future__ import annotations

import pytest
from huggingface_hub import DatasetCard

from service.arena.votes.datasets.cards import card
from service.domain.arenas import Arena
from tests.support.votes.arenas import DEFAULTS


def arena(**values: object) -> Arena:
    facts = {"id": 1, "slug": "t2i", "description": None, "day": None, "retired_at": None}
    return Arena(**{**facts, **DEFAULTS, **values})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "name", ["Pictures", 'A: "b" # c', "---\nconfigs: []\n---", "Bilder für 'Müller' 🎨"]
)
def test_the_header_is_yaml(name: str) -> None:
    text = card(arena(name=name), "dpo", "train/**", 4, {"void": 2, "tie": 1})
    read = DatasetCard(text)
    assert read.data.get("pretty_name") == f"Votes of {name}"
    assert read.data.get("task_categories") == ["text-to-image"]
    assert read.data.get("configs") == [
        {"config_name": "default", "data_files": [{"split": "train", "path": "train/**"}]}
    ]
    assert "4 votes" in read.text
    assert "Left out: 2 void, 1 tie." in read.text


def test_what_a_demo_made_is_marked() -> None:
    text = card(arena(simulated_until=3000, last_position=2000, task="image-editing"), "dpo", "x", 1, {})
    assert "A demo made the first 2000 votes of the arena." in text
    assert "task_categories: [image-to-image]" in text
    assert "Left out" not in text
    assert "A demo" not in card(arena(), "dpo", "x", 1, {})
