"""Ledgers: sums of days, and the words for reasons."""

from service.domain.ledger import REASONS, Day, Ledger, Simulated, added


def test_the_reasons_are_those_that_votes_can_have() -> None:
    words = "voided undone rate repeat damaged_image voter_deleted own_model merged held unseen weight gold"
    assert [*words.split(), "both_bad"] == list(REASONS)


def test_all_days_as_one() -> None:
    days = (Day(1, 5, 3, {"rate": 2}, 1), Day(2, 9, 6, {"rate": 1, "undone": 2}, 0))
    assert Ledger("a", 7, days, {}, 16, Simulated(0, 0)).total == Day(2, 14, 9, {"undone": 2, "rate": 3}, 1)
    assert Ledger("a", 7, (), {}, 0, Simulated(0, 0)).total == Day(0, 0, 0, {}, 0)


def test_counts_add_up_and_the_old_ones_stay() -> None:
    old = {1: 2}
    assert added(old, [(1, 3), (4, 1)]) == {1: 5, 4: 1}
    assert old == {1: 2}
