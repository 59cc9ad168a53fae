"""Matchups: the numbers that the database stores do not change."""

from service.domain.matchups import EXPIRY, NO_REPEAT, UNDO, MatchupState


def test_states_are_stored_as_these_numbers() -> None:
    assert {state.name: int(state) for state in MatchupState} == {
        "OPEN": 1,
        "VOTED": 2,
        "SKIPPED": 3,
        "EXPIRED": 4,
    }


def test_times_are_microseconds() -> None:
    assert (EXPIRY, UNDO, NO_REPEAT) == (3_600_000_000, 600_000_000, 2_592_000_000_000)
