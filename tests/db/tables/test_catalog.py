"""The tables of the catalog: which rows they refuse."""

from __future__ import annotations

import pytest

from tests.db.tables.test_votes import assert_refused
from tests.support.votes.ledgers import inside

REFUSED = {
    "ck_arenas_draw_probability": "UPDATE arenas SET draw_probability = 0",
    "ck_arenas_both_bad": "UPDATE arenas SET both_bad = 'never'",
    "uq_arenas_slug": "UPDATE arenas SET slug = 'a'",
    "uq_models_slug": "UPDATE models SET slug = 'm0'",
    "ck_models_weights_open": "UPDATE models SET weights_open = 'maybe'",
    "ck_models_commercial_use": "UPDATE models SET commercial_use = ''",
    "ck_catalog_single": "INSERT INTO catalog (id, revision) VALUES (2, 1)",
    "fk_axes_arena_id": "UPDATE axes SET arena_id = -7",
    "uq_axes_arena_id_theme_language": "UPDATE axes SET theme = '', language = ''",
    "uq_strata_arena_id_themes_language": (
        "INSERT INTO strata (arena_id, themes, language) SELECT arena_id, themes, language FROM strata"
    ),
    "fk_offers_model_id": (
        "INSERT INTO offers (model_id, provider, unit, amount_micros, currency, valid_from, created_at)"
        " VALUES (-7, 'fal', 'image', 1, 'USD', '2026-01-01', 0)"
    ),
    "ck_offers_amount": (
        "INSERT INTO offers (model_id, provider, unit, amount_micros, currency, valid_from, created_at)"
        " SELECT id, 'fal', 'image', -1, 'USD', '2026-01-01', 0 FROM models"
    ),
    "ck_marks_subject": "INSERT INTO marks (at, detail) VALUES (0, 'nothing changed')",
}


@pytest.mark.parametrize("name", REFUSED)
def test_the_database_itself_refuses(shared_url: str, name: str) -> None:
    inside(shared_url, lambda session: assert_refused(session, name, REFUSED[name]))
