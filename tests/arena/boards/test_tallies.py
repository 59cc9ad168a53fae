"""Tallies: the newest of each arena is kept, whatever order they come in."""

from __future__ import annotations

from service.arena.boards.tallies import Tallies
from service.domain.ledger import Tally


def test_the_tally_of_most_votes_is_kept() -> None:
    tallies = Tallies()
    assert tallies.of(1) == Tally()
    tallies.keep(1, Tally(position=5))
    tallies.keep(1, Tally(position=4))
    tallies.keep(2, Tally(position=1))
    assert (tallies.of(1).position, tallies.of(2).position) == (5, 1)
    tallies.keep(1, Tally(position=5, matchup=9))
    assert tallies.of(1).matchup == 9
