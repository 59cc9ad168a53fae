"""A model in a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from service.arena.models.facts import description, kind, license_sentence, place
from service.arena.models.rankings import Ranking, rankings
from service.domain.catalog import License, Model
from tests.support.pages.model_pages import on_golden

BARE = Model("m", "Model M", None, None, None, None, License(), (), 0, None)
KNOWN = replace(
    BARE,
    organization="luma",
    organization_name="Luma",
    released="2026-02-28",
    license=License("Apache-2.0", None, "yes", "yes"),
    capabilities=("image-editing", "text-to-image"),
)


def test_a_written_description_is_taken_as_it_is() -> None:
    assert description(replace(KNOWN, description="Draws."), ()) == "Draws."


def test_facts_make_a_sentence() -> None:
    assert description(KNOWN, ()) == (
        "Model M is an image-editing and text-to-image model by Luma, released on 28 February 2026, "
        "licensed under Apache-2.0."
    )
    assert description(BARE, ()) == "Model M is an image model."
    assert kind(BARE, ["text-to-image", "text-to-image"]) == "text-to-image model"


def test_ranks_make_another(shared_url: str) -> None:
    def check(found: Sequence[Ranking]) -> None:
        assert description(BARE, found) == (
            "Model M is a text-to-image model. Ranked 1st of 3 in Text to image."
        )

    on_golden(shared_url, rankings, check)


def test_without_a_rank_it_is_said_what_is_missing(shared_url: str) -> None:
    def check(found: Sequence[Ranking]) -> None:
        assert place(found[0]) == "needs 2 more votes to be ranked in Text to image"
        assert description(BARE, found) == "Model M is a text-to-image model."

    on_golden(shared_url, rankings, check, "m3")


@pytest.mark.parametrize(
    ("license_", "sentence"),
    [
        (License(), None),
        (License(weights_open="no"), "We don't know; check the license. Its weights are not open."),
        (
            License("CC BY-NC", None, "yes", "no"),
            "No, commercial use is not allowed. The model is licensed under CC BY-NC. Its weights are open.",
        ),
        (
            License("Proprietary", None, "unknown", "yes"),
            "Yes, commercial use is allowed. The model is under a proprietary license.",
        ),
    ],
)
def test_of_a_license_only_what_is_known(license_: License, sentence: str | None) -> None:
    assert license_sentence(license_) == sentence
