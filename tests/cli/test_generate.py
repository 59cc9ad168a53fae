"""``arena generate``: what it says before it starts, and an arena filled at a vendor on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest

from service.arena.catalog import arenas, models, prompts
from service.db.engine import WriteSession
from service.providers.vendors import FACTORIES
from tests.support.db.databases import on_sqlite
from tests.support.images.generations import REFUSED, Painter, add_offer
from tests.support.processes.commands import Commands
from tests.support.served.api import in_write
from tests.support.served.gateway import PROVIDER


@pytest.fixture
def painter(arena: Commands) -> Iterator[Painter]:
    """Yield the painter of the models ``a`` and ``b``, in an arena with three prompts."""
    painter = Painter()
    in_write(arena.url, hang)
    with patch.dict(FACTORIES, {PROVIDER: lambda *_: painter}):
        yield painter


def hang(session: WriteSession) -> None:
    arenas.create(session, "t2i", {})
    for text in ("a cat", "a dog", "a fox"):
        prompts.create(session, "t2i", text)
    for slug, amount in (("a", 0.0), ("b", 0.5)):
        models.create(session, slug, {})
        add_offer(session, slug, PROVIDER, amount)


@pytest.mark.slow
def test_told_asked_painted_and_gone_on_with(arena: Commands, painter: Painter, tmp_path: Path) -> None:
    dry = arena("generate", "--arena", "t2i", "--dry-run")
    assert dry.code == 0
    assert "0 images exist; 6 to generate, for at most 1.5 USD" in dry.errors
    assert painter.orders == []
    assert arena("generate", "--arena", "t2i").code == 1  # nobody is there to agree
    assert painter.orders == []
    blobs = {"ARENA_BLOBS_URL": str(tmp_path / "blobs")}
    free = arena("generate", "--arena", "t2i", "--models", "a", "--size", "64x64", "--json", **blobs)
    assert (free.code, free.json["result"]) == (0, {"made": 3, "costs": {"USD": 0.0}, "failed": {}})
    cut = arena("generate", "--arena", "t2i", "--max-cost", "1.2", "--yes", "--json", **blobs)
    assert (cut.code, cut.json["there"], cut.json["beyond"]) == (0, 3, 1)
    assert cut.json["result"]["costs"] == {"USD": 1.0}
    painter.plan.append(REFUSED)
    last = arena("generate", "--arena", "t2i", "--yes", **blobs)
    assert (last.code, last.text) == (1, "generated 0 images at no cost; failed: 1 refused\n")
    assert arena("generate", "--arena", "t2i", "--prompts", "1-2,3", "--yes", **blobs).code == 0
    assert "6 images exist; 0 to generate, at no cost" in arena("generate", "--arena", "t2i", **blobs).errors


@on_sqlite
@pytest.mark.parametrize("places", ["x", "1-", "-1", "1-2-3", "", "0", "1-9999999999"])
def test_places_that_are_none(arena: Commands, places: str) -> None:
    assert arena("generate", "--arena", "t2i", "--prompts", places).code == 2
