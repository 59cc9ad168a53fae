"""The ledger's query and answer."""

import pytest
from pydantic import ValidationError

from service.api.schemas.ledger import DayOut, LedgerQuery


def test_days_are_named_as_readers_name_them() -> None:
    query = LedgerQuery.model_validate({"from": "2024-05-01", "to": "2024-05-02"})
    assert (query.first, query.last) == ("2024-05-01", "2024-05-02")
    for wrong in ({"from": "1714521600"}, {"to": "2024-5-1"}, {"first": "2024-05-01"}):
        with pytest.raises(ValidationError):
            LedgerQuery.model_validate(wrong)


def test_a_day_has_its_date_beside_the_counts() -> None:
    assert {"day", "votes", "counted", "not_counted", "skips"} == set(DayOut.model_fields)
