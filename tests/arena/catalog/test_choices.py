"""What forms offer: what there is, by slug and name."""

from __future__ import annotations

from service.arena.catalog.choices import SOURCES, Choice, of_sources
from service.db.engine import WriteSession
from service.db.queries import arenas, prompt_categories
from tests.support.votes.arenas import add_arena, add_models
from tests.support.votes.ledgers import inside


def test_every_source(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        slugs = add_models(session, 2)
        add_arena(session, task="logos")
        arenas.change(session, add_arena(session, slug="old").id, {"retired_at": 1})
        prompt_categories.add_themes(session, {"people": "", "art": "Fine art"})
        found = of_sources(session, SOURCES)
        assert [one.value for one in found["arenas"]] == ["t2i"]
        assert [one.value for one in found["models"]] == slugs
        assert (found["organizations"], found["providers"]) == ([], [])
        assert found["themes"] == [Choice("art", "Fine art"), Choice("people", "People")]
        assert [one.value for one in found["tasks"]] == ["text-to-image", "image-editing", "logos"]
        assert Choice("pt-BR", "Portuguese (Brazil)") in found["languages"]
        assert len(found["languages"]) == len({one.name for one in found["languages"]})

    inside(shared_url, work)
