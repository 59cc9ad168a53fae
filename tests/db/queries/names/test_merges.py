"""What a merge counts and changes in each table; as a whole it is tested with the use case."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError

from service.db.engine import WriteSession
from service.db.queries import models
from service.db.queries.names import merges
from service.db.queries.names.merges import ArenaVotes
from service.db.tables import metadata
from tests.support.votes.arenas import add_arena, add_models
from tests.support.votes.ledgers import cast, inside, vote

COLUMNS = {"model_left", "model_right", "model_a", "model_b", "model_id"}


def test_no_table_with_models_is_forgotten() -> None:
    """A new table that refers to models has to be merged, too: add it to `merges`, and then here."""
    found = {
        table.name
        for table in metadata.sorted_tables
        for column in table.columns
        if column.name in COLUMNS or any(key.column.table.name == "models" for key in column.foreign_keys)
    }
    moved = {
        "votes",
        "rankings",
        "matchups",
        "images",
        "offers",
        "generations",
        "marks",
        "notices",
        "flags",
        "used_models",
        "model_aliases",
    }
    folded = {"ratings", "rating_history", "head_to_head"}
    assert found == moved | folded


def test_votes_on_a_model_and_those_on_both(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        ids = models.ids_of(session, ["m0", "m1"])
        first, second = add_arena(session), add_arena(session, "second")
        cast(session, first, [vote(0, 1), vote(2, 0), vote(1, 2), vote(1, 0)])
        cast(session, second, [vote(1, 2)])
        assert merges.votes_on(session, ids["m0"], ids["m1"]) == [ArenaVotes(first.id, 3, 2)]
        assert merges.counts(session, ids["m0"]) == {
            "images": 0,
            "offers": 0,
            "generations": 0,
            "matchups": 0,
        }

    inside(shared_url, work)


def test_a_model_that_something_refers_to_is_not_removed(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        cast(session, add_arena(session), [vote(0, 1)])
        ids = models.ids_of(session, ["m0", "m7"])
        merges.remove(session, ids["m7"])
        with pytest.raises(IntegrityError):
            merges.remove(session, ids["m0"])

    inside(shared_url, work)


def test_the_record_of_a_model_has_another_id_and_its_slug_leads_on(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        ids = models.ids_of(session, ["m0", "m1"])
        record = merges.bury(session, ids["m0"], ids["m1"], 7)
        assert record > max(ids.values())
        merges.remove(session, ids["m0"])
        assert models.ids_of(session, ["m0", "m1"]) == dict.fromkeys(("m0", "m1"), ids["m1"])
        assert models.merged(session) == {ids["m0"]: ids["m1"]}
        assert models.merged_records(session) == {ids["m0"]: ids["m1"], record: ids["m1"]}
        assert models.merged_names(session) == [("M0", ids["m1"])]
        assert models.slugs(session)[record] == "m0"

    inside(shared_url, work)
