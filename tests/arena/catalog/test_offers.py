"""Offers as use cases; over HTTP they are tested in tests/api."""

from __future__ import annotations

import pytest

from service.arena.catalog import models, offers
from service.db.engine import WriteSession
from service.db.queries.prices import lowest
from service.domain.catalog import Price
from service.domain.paging import Page
from service.errors import Invalid, NotFound
from tests.support.served.api import in_write


def test_the_newest_offers_of_each_provider_make_the_price(database_url: str) -> None:
    def work(session: WriteSession) -> None:
        models.create(session, "m", {})
        offers.create(
            session, "m", {"provider": "a", "amount": 0.01, "currency": "usd", "valid_from": "2026-01-01"}
        )
        offers.create(
            session, "m", {"provider": "a", "amount": 0.05, "currency": "USD", "valid_from": "2026-02-01"}
        )
        offers.create(
            session, "m", {"provider": "b", "amount": 0.04, "currency": "USD", "valid_from": "2026-01-01"}
        )
        model_id = models.find(session, "m").id
        assert lowest(session, [model_id], "2026-01-15")[model_id] == Price(0.01, "USD", "a")
        assert lowest(session, [model_id], "2026-02-15")[model_id] == Price(0.04, "USD", "b")

    in_write(database_url, work)


def test_taken_back(database_url: str) -> None:
    def work(session: WriteSession) -> None:
        models.create(session, "m", {})
        made = offers.create(session, "m", {"provider": "a", "amount": 1, "currency": "EUR"})
        assert offers.get(session, "m", made.id) == made
        offers.remove(session, "m", made.id)
        assert offers.page(session, "m", Page()).items == []
        with pytest.raises(NotFound):
            offers.remove(session, "m", made.id)

    in_write(database_url, work)


@pytest.mark.parametrize(("field", "value"), [("provider", "A B"), ("currency", "EURO"), ("amount", -1.0)])
def test_what_cannot_be_is_named(sqlite_url: str, field: str, value: object) -> None:
    def work(session: WriteSession) -> None:
        models.create(session, "m", {})
        good = {"provider": "a", "amount": 1.0, "currency": "EUR"}
        with pytest.raises(Invalid) as caught:
            offers.create(session, "m", {**good, field: value})  # type: ignore[typeddict-item]
        assert [error.field for error in caught.value.errors] == [field]

    in_write(sqlite_url, work)
