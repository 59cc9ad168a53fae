"""Merged models: every row of every table goes over, and the ratings are those of the right names."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update

from service.arena.access import audit
from service.arena.catalog import merging, offers
from service.arena.catalog import models as model_cases
from service.arena.catalog.merging import Merge, MergedArena, Rename
from service.arena.recording.recount import check
from service.db.engine import WriteSession
from service.db.queries import models, votes
from service.db.tables import metadata
from service.db.tables.access import api_keys
from service.db.tables.catalog import marks
from service.db.tables.catalog import models as model_table
from service.db.tables.flags import flags
from service.db.tables.generations import used_models
from service.db.tables.voting import images, matchups
from service.domain.matchups import MatchupState
from service.domain.paging import Page
from service.domain.votes import Ballot, Exclusion
from service.errors import Conflict, Invalid, NotFound
from tests.support.votes.arenas import (
    add_arena,
    add_models,
    arena_services,
    ballots,
    checked,
    new_arena,
    submit,
)
from tests.support.votes.dealt import deal
from tests.support.votes.ledgers import cast, inside, reread, state, vote
from tests.support.votes.voting import hang

_SIDES = ("model_left", "model_right", "model_a", "model_b", "model_id", "merged_into")


def with_right_names(votes_: Sequence[Ballot], old: str, new: str) -> list[Ballot]:
    """Return the votes as they would have come with the new name, less those on both models."""
    named = [
        one._replace(
            model_left=new if one.model_left == old else one.model_left,
            model_right=new if one.model_right == old else one.model_right,
        )
        for one in votes_
    ]
    return [one for one in named if one.model_left != one.model_right]


def referring(session: WriteSession, model_id: int) -> set[str]:
    """Return the columns of all tables in which the model's id stands."""
    return {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        if column.name in _SIDES
        and session.execute(select(column).where(column == model_id).limit(1)).first() is not None
    }


def flag(session: WriteSession, arena_id: int, subject: int, model_id: int) -> None:
    """Add a flag of a voter about a model."""
    place = {"first_position": 1, "last_position": 1, "votes": 1, "evidence": "{}", "state": "open"}
    key = {"arena_id": arena_id, "kind": "exposure", "scope": "voter", "subject": subject}
    values = {**key, **place, "model_id": model_id, "created_at": 0, "updated_at": 0}
    session.execute(insert(flags).values(values))


@pytest.mark.parametrize(("old", "new"), [("m1", "m4"), ("m4", "m1")])
def test_the_ratings_are_those_of_the_right_names(shared_url: str, old: str, new: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        log = ballots(120, days=5)
        merged, right = add_arena(session), add_arena(session, "right")
        untouched = add_arena(session, "other")
        cast(session, merged, log)
        cast(session, untouched, [vote(2, 3)])
        before = reread(session, untouched.id).revision
        done = merging.merge(session, old, new)
        cast(session, right, with_right_names(log, old, new))
        assert state(session, merged.id) == state(session, right.id)
        assert check(session, reread(session, merged.id)).differences == 0
        assert reread(session, untouched.id).revision == before
        both = sum({one.model_left, one.model_right} == {old, new} for one in log)
        mine = sum(old in one[:2] for one in log)
        assert done.arenas == [MergedArena("t2i", mine, both)]
        assert both > 0
        void = [row for row in votes.log(session, merged.id, 0, 1_000, 1_000) if row.voided_at]
        assert {(row.exclusion, row.void_reason) for row in void} == {
            (Exclusion.MERGED, f"it compared {old} and {new}, which are one model")
        }
        slugs = models.slugs(session)
        assert {frozenset((slugs[row.model_left], slugs[row.model_right])) for row in void} == {
            frozenset((old, new))
        }

    inside(shared_url, work)


def test_everything_that_a_model_has_goes_over(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        hang(session, arena, 3, (0, 1, 2))
        ids = models.ids_of(session, ["m0", "m1", "m2"])
        old, new, third = ids["m0"], ids["m1"], ids["m2"]
        first = session.execute(select(images).order_by(images.c.id).limit(2)).all()
        session.execute(update(images).where(images.c.id == first[0].id).values(sha256=first[1].sha256))
        cast(session, arena, [vote(0, 1), vote(0, 2), vote(2, 0)])
        session.execute(insert(api_keys).values(id=1, name="k", hash=b"x", scopes="generate", created_at=0))
        session.execute(insert(used_models).values(key_id=1, model_id=old))
        session.execute(insert(marks).values(at=0, model_id=old, detail="x"))
        for subject, model in ((7, old), (7, new), (8, old)):
            flag(session, arena.id, subject, model)
        for slug in ("m0", "m1"):
            offers.create(session, slug, {"provider": "p", "amount": 1, "currency": "USD"})
        offers.create(session, "m0", {"provider": "p", "amount": 2, "currency": "USD"})
        others = {"image_left": first[0].id + 1_000_000, "image_right": first[0].id + 1_000_001}
        open_ = {"arena_id": arena.id, **others}
        deal(session, 1, **open_, model_left=old, model_right=new)
        deal(session, 2, **open_, voter=2, model_left=third, model_right=old)
        deal(session, 3, **{**open_, "image_left": first[0].id}, voter=3, model_left=old, model_right=third)
        deal(session, 4, **open_, voter=4, model_left=new, model_right=old, position=1)
        preview = merging.preview_merge(session, "m0", "m1")
        assert merging.merge(session, "m0", "m1") == preview
        assert preview == Merge(
            "m0",
            "m1",
            [MergedArena("t2i", 3, 1)],
            {"images": 3, "offers": 2, "generations": 0, "matchups": 4},
        )
        assert referring(session, old) == set()
        record = session.execute(select(model_table).where(model_table.c.former_id == old)).one()
        assert (record.slug, record.name, record.merged_into) == ("m0", "M0", new)
        assert record.retired_at is not None
        assert referring(session, record.id) == {
            *("votes.model_left", "matchups.model_left", "matchups.model_right", "images.model_id"),
            "flags.model_id",
        }
        # The flag of which the new model had the like stays.
        flagged = session.execute(select(flags).order_by(flags.c.id)).all()
        assert [one.model_id for one in flagged] == [record.id, new, new]
        # The image that both had is the new model's once; the other one is out of use.
        twice = session.execute(select(images).where(images.c.model_id == record.id)).one()
        assert (twice.id, twice.withdrawn_reason) == (first[0].id, "m1 has the same image")
        states = session.execute(select(matchups).order_by(matchups.c.id)).all()
        assert [(row.model_left, row.model_right, row.state) for row in states] == [
            (record.id, new, MatchupState.EXPIRED),
            (third, new, MatchupState.OPEN),
            (new, third, MatchupState.EXPIRED),
            (new, record.id, MatchupState.VOTED),
        ]
        assert [one.amount_micros for one in offers.page(session, "m1", Page()).items] == [
            1_000_000,
            2_000_000,
        ]
        (entry,) = audit.page(session, Page()).items
        assert (entry.action, entry.subject, entry.key_id) == ("merge", "model m0", None)
        assert entry.detail == "into m1; t2i: 3 votes, 1 voided"
        assert [one.slug for one in model_cases.page(session, Page(), retired=True).items][:2] == ["m1", "m2"]

    inside(shared_url, work)


def test_merges_of_merges_lead_to_the_last(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        log = [vote(0, 1), vote(1, 2), vote(0, 2), vote(2, 3, day=1), vote(0, 3), vote(1, 3, "tie", day=2)]
        cast(session, arena, log)
        merging.merge(session, "m0", "m1")
        merging.merge(session, "m1", "m2")
        right = add_arena(session, "right")
        cast(session, right, with_right_names(with_right_names(log, "m0", "m2"), "m1", "m2"))
        assert state(session, arena.id) == state(session, right.id)
        assert {model_cases.get(session, slug).slug for slug in ("m0", "m1", "m2")} == {"m2"}
        assert len(set(models.ids_of(session, ["m0", "m1", "m2"]).values())) == 1
        assert set(models.merged(session).values()) == {models.ids_of(session, ["m2"])["m2"]}
        with pytest.raises(Invalid, match="are the same model"):
            merging.merge(session, "m0", "m2")
        with pytest.raises(NotFound):
            merging.merge(session, "nobody", "m2")

    inside(shared_url, work)


def test_a_renamed_model_keeps_its_former_slug(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        cast(session, arena, [vote(0, 1)])
        assert merging.preview_rename(session, "m0", "n0") == Rename("m0", "M0", "n0", "M0")
        assert model_cases.get(session, "m0").slug == "m0"
        assert merging.rename(session, "m0", "n0", "N0") == Rename("m0", "M0", "n0", "N0")
        assert model_cases.get(session, "m0") == model_cases.get(session, "n0")
        cast(session, arena, [vote(0, 1)])
        for make in (
            lambda: model_cases.create(session, "m0", {}),
            lambda: merging.rename(session, "m1", "m0"),
            lambda: merging.preview_rename(session, "m1", "n0"),
        ):
            with pytest.raises(Conflict):
                make()
        with pytest.raises(Invalid):
            merging.rename(session, "m1", "No Slug")
        # The model itself may have it back.
        assert merging.rename(session, "n0", "m0").new_slug == "m0"
        assert model_cases.get(session, "n0").slug == "m0"
        assert [entry.action for entry in audit.page(session, Page()).items] == ["rename", "rename"]

    inside(shared_url, work)


@pytest.mark.anyio
async def test_a_process_that_remembers_the_former_id_votes_for_the_new_one(
    database_url: str, tmp_path: Path
) -> None:
    async with arena_services(database_url, tmp_path) as services:
        arena = await new_arena(services)
        await submit(services, arena, [vote(0, 2), vote(1, 2)])
        await services.database.write(merging.merge, "m0", "m1")
        receipt = await submit(services, arena, [vote(0, 2), vote(1, 0), vote(2, 3)])
        assert (receipt.accepted, [one.detail for one in receipt.rejected]) == (
            2,
            ["model_left and model_right are the same model; a vote compares two"],
        )
        new = (await services.database.read(models.ids_of, ["m1"]))["m1"]
        rows = await services.database.read(votes.log, arena.id, 0, 10, 10)
        assert [row.model_left for row in rows[:3]] == [new] * 3
        assert (await checked(services)).differences == 0
