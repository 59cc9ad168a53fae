"""Typed rows: their fields are the columns of the tables, with the types that the columns have."""

from __future__ import annotations

from types import NoneType
from typing import NamedTuple, get_args, get_type_hints

import pytest
from sqlalchemy import Table, text
from sqlalchemy.exc import MultipleResultsFound

from service.db.engine import WriteSession
from service.db.queries.annotations import AnnotationRow
from service.db.queries.audit import AuditRow
from service.db.queries.generations import GenerationRow, LimitsRow
from service.db.queries.idempotency import IdempotencyRow
from service.db.queries.images import ImageRow
from service.db.queries.keys import KeyRow
from service.db.queries.matchups import Matchup
from service.db.queries.models import ModelRow
from service.db.queries.offers import OfferRow
from service.db.queries.organizations import OrganizationRow
from service.db.queries.prompts import PromptRow
from service.db.queries.ratings import PairRow, RatingRow
from service.db.queries.stores.markers import MarkerRow
from service.db.queries.votes import FoldRow, LogRow, VoteRow
from service.db.rows import columns, fetch, fetch_one, fetch_tuples
from service.db.tables.access import api_keys, audit, idempotency
from service.db.tables.catalog import marks, models, offers, organizations, prompts
from service.db.tables.generations import generations
from service.db.tables.stores import blob_store
from service.db.tables.votes import head_to_head, rating_history, ratings, votes
from service.db.tables.voting import images, matchups
from tests.support.votes.ledgers import inside

ROWS: list[tuple[type[NamedTuple], Table, int]] = [
    (AnnotationRow, marks, 5),
    (AuditRow, audit, 6),
    (FoldRow, votes, 6),
    (GenerationRow, generations, 30),
    (IdempotencyRow, idempotency, 6),
    (ImageRow, images, 19),
    (KeyRow, api_keys, 8),
    (LimitsRow, api_keys, 2),
    (LogRow, votes, 9),
    (MarkerRow, blob_store, 2),
    (Matchup, matchups, 20),
    (ModelRow, models, 13),
    (OfferRow, offers, 14),
    (OrganizationRow, organizations, 6),
    (PairRow, head_to_head, 6),
    (PromptRow, prompts, 6),
    (RatingRow, rating_history, 9),
    (RatingRow, ratings, 9),
    (VoteRow, votes, 12),
]


@pytest.mark.parametrize(("kind", "table", "count"), ROWS)
def test_fields_have_the_types_of_their_columns(kind: type[NamedTuple], table: Table, count: int) -> None:
    """``count`` fields come from the table, so that a misspelled one cannot pass for another table's."""
    hints = {name: hint for name, hint in get_type_hints(kind).items() if name in table.c}
    assert len(hints) == count
    assert {name: set(get_args(hint) or (hint,)) for name, hint in hints.items()} == {
        name: {table.c[name].type.python_type} | ({NoneType} if table.c[name].nullable else set())
        for name in hints
    }


class Pair(NamedTuple):
    a: int
    b: str


ONE = text("SELECT 1, 'x'")
TWO = text("SELECT 1, 'x' UNION ALL SELECT 2, 'y' ORDER BY 1")
NONE = text("SELECT 1, 'x' WHERE 1 = 0")


def test_rows_of_a_query(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        assert [row.b for row in fetch(session, Pair, TWO)] == ["x", "y"]
        assert fetch(session, Pair, NONE) == []
        assert fetch_one(session, Pair, ONE) == Pair(1, "x")
        assert fetch_one(session, Pair, NONE) is None
        with pytest.raises(MultipleResultsFound):
            fetch_one(session, Pair, TWO)

    inside(shared_url, work)


def test_a_row_of_other_columns_is_an_error(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        with pytest.raises(TypeError, match="Expected 2 arguments, got 1"):
            fetch(session, Pair, text("SELECT 1"))

    inside(shared_url, work)


def test_plain_tuples_of_a_query(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        rows: list[tuple[int, str]] = fetch_tuples(session, TWO)
        assert rows == [(1, "x"), (2, "y")]
        assert {type(row) for row in rows} == {tuple}
        least: list[tuple[int]] = fetch_tuples(session, text("SELECT 1 WHERE 1 < CAST(:n AS INT)"), n=2)
        assert least == [(1,)]

    inside(shared_url, work)


def test_columns_in_the_order_of_the_fields() -> None:
    assert [column.name for column in columns(votes, FoldRow)] == list(FoldRow._fields)
    assert len(columns(models, ModelRow, "organization", "organization_name")) == 13
