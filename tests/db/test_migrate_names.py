"""The migration to models with aliases and themes without names, with data."""

from __future__ import annotations

import pytest

from service.arena.catalog import merging
from service.db.engine import ReadSession, WriteSession
from service.db.migrate import downgrade, upgrade
from service.db.queries import models, prompt_categories
from tests.support.db.databases import execute
from tests.support.served.api import in_write

MODEL = (
    "INSERT INTO models (id, slug, name, weights_open, commercial_use, capabilities, created_at) "
    "VALUES ({}, '{}', '{}', 'unknown', 'unknown', '[]', 0)"
)
THEME = "INSERT INTO themes (slug, name) VALUES ('{}', '{}')"


def themes(session: ReadSession) -> dict[str, str]:
    return prompt_categories.theme_names(session)


@pytest.mark.slow
def test_models_stay_and_themes_without_a_name_of_their_own_have_none(database_url: str) -> None:
    downgrade(database_url, "0016_privacy")
    for number, (slug, name) in enumerate([("c", "C++"), ("sdxl", "SDXL")], 1):
        execute(database_url, MODEL.format(number, slug, name))
    for slug, name in (("people", "people"), ("food-drink", "Food & Drink")):
        execute(database_url, THEME.format(slug, name))
    upgrade(database_url)
    assert in_write(database_url, themes) == {"people": "", "food-drink": "Food & Drink"}

    def merge(session: WriteSession) -> None:
        merging.merge(session, "sdxl", "c")

    in_write(database_url, merge)
    downgrade(database_url, "0016_privacy")
    upgrade(database_url)
    assert in_write(database_url, themes) == {"people": "", "food-drink": "Food & Drink"}
    rows = in_write(database_url, models.names)
    assert [(row.slug, row.retired_at is None) for row in rows] == [("c", True), ("sdxl", False)]
