"""The files that rows name, of every kind of row."""

from __future__ import annotations

from sqlalchemy import select

from service.db.engine import WriteSession
from service.db.queries import generations, prompts
from service.db.queries.log import segments
from service.db.queries.log.segments import SegmentRow
from service.db.queries.privacy import named_blobs
from service.db.tables.blobs import BLOB_COLUMNS, Kind
from service.db.tables.catalog import models
from service.domain.generations import GenerationState
from tests.support.images.model_images import add_image, digest
from tests.support.votes.arenas import add_arena, add_models
from tests.support.votes.ledgers import inside
from tests.support.votes.voting import hang


def test_every_column_counts(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        hang(session, arena, 1, (0,))
        prompt = prompts.page(session, arena.id, 0, 1)[0].id
        prompts.set_source(session, prompt, digest("source"), 1, 1)
        shared = {"sha256": digest("same"), "copy": digest("copy"), "square": digest("copy")}
        add_image(session, arena, prompt, "m1", **shared)
        segments.add(session, SegmentRow(arena.id, 1, 2, 1, 1, digest("segment"), digest("manifest"), 7, 1))
        made = {
            "name": "g",
            "state": GenerationState.COMPLETED,
            "prompt": "a cat",
            "attempts": 1,
            "due_at": 0,
        }
        money = {"reserved_micros": 0, "currency": "USD", "created_at": 0, "finished_at": 2_000}
        blobs = {"source": digest("edited"), "output": digest("output")}
        model = session.execute(select(models.c.id).limit(1)).scalar_one()
        generations.add(session, {**made, **money, **blobs, "model_id": model})

        def count(namespace: Kind, ended_before: int = 0) -> int:
            return len(named_blobs.beginnings(session, namespace, ended_before))

        assert [count(namespace) for namespace in BLOB_COLUMNS] == [4, 4, 2]
        assert (count("originals", 2_000), count("originals", 2_001)) == (4, 2)
        found = named_blobs.beginnings(session, "originals", 0)
        assert list(found) == sorted(set(found))
        assert named_blobs.beginning(digest("output")) in found
        wanted = [digest("copy"), digest("source"), digest("nowhere")]
        assert named_blobs.named(session, "copies", wanted) == set(wanted[:2])
        assert named_blobs.named(session, "originals", wanted) == set()

    inside(shared_url, work)
