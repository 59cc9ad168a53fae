"""How many votes count on axes, and how many models in use they are on."""

from __future__ import annotations

from sqlalchemy import update

from service.db.engine import WriteSession
from service.db.queries import models, prompt_categories, ratings
from service.db.queries.live import sizes
from service.db.tables.catalog import models as model_table
from service.domain.axes import OVERALL, Axis, PromptCategory
from tests.support.votes.arenas import add_arena, add_models
from tests.support.votes.ledgers import inside


def test_votes_are_counted_once_and_retired_models_are_not_in_use(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena = add_arena(session)
        add_models(session, 3)
        known = models.ids_of(session, ["m0", "m1", "m2"])
        category = prompt_categories.add(session, arena.id, PromptCategory(("people",), "en"))
        axes = sizes.axes_of_category(session, category)
        assert set(axes.values()) == {OVERALL, Axis("people"), Axis("", "en"), Axis("people", "en")}
        first, second, *_ = axes
        counts = ((1, 0, 1, 1), (0, 2, 1, 1), (2, 1, 0, 0))
        rows = [
            (first, model, 25.0, 9.0, *count, 0) for model, count in zip(known.values(), counts, strict=True)
        ]
        ratings.save(session, ratings.keyed(arena.id, rows))
        assert sizes.of_axes(session, arena.id, [first, second]) == {first: (5, 3)}
        session.execute(update(model_table).where(model_table.c.slug == "m0").values(retired_at=1))
        assert sizes.of_axes(session, arena.id, [first]) == {first: (5, 2)}
        assert sizes.of_axes(session, arena.id + 1, [first]) == {}

    inside(shared_url, work)
