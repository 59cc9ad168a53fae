"""What a release reads: the models and prompts of its votes, and no others."""

from __future__ import annotations

import io
from pathlib import Path

import polars as pl

from service.arena.catalog import models, prompts
from service.arena.votes.releases import reading
from service.arena.votes.releases.refolding import refold
from service.db.engine import WriteSession
from tests.support.votes.arenas import add_arena, add_models
from tests.support.votes.ledgers import cast, inside, vote


def test_only_what_was_voted_on_is_read(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        seen, unseen = (vote()._replace(prompt=text) for text in ("Seen", "Other"))
        cast(session, arena, [seen, vote(1, 2, "tie"), seen])
        prompts.create(session, "t2i", "Never shown", themes=["secret"])
        models.change(session, "m0", {"name": "Zero"})
        contents = reading.read(session, "t2i", b"secret")
        assert contents.models["model"].to_list() == ["m0", "m1", "m2"]
        assert contents.models["name"].to_list() == ["Zero", "M1", "M2"]
        assert contents.prompts["text"].to_list() == ["Seen"]
        assert not any("secret" in one.themes for one in contents.log.categories.values())
        assert reading.facts_of(contents.models) == contents.log.models
        assert contents.ratings == refold(contents.log).ratings
        assert unseen.prompt == "Other"

    inside(shared_url, work)


def test_the_tables_have_their_types(released: Path) -> None:
    for name, schema in (("models", reading.MODELS), ("prompts", reading.PROMPTS)):
        frame = pl.read_parquet(io.BytesIO((released / f"data/{name}.parquet").read_bytes()))
        assert dict(frame.schema) == schema
        assert frame.height
