"""What one voter and one network may add in a day to a cell, and to the votes on a model."""

from __future__ import annotations

from service.domain import clock
from service.domain.limits.shares import FROM_VOTES, Sizes, Source, bounds, mixed
from service.domain.limits.turnouts import Attempt, Bound, Judge, Kind, Limits
from service.domain.votes import Exclusion

DAY = 20_000
AT = DAY * clock.DAY + 5
LIMITS = Limits(newcomers=0, votes=100, unanswered=0, voter_votes=100, share=5)
HELD, WEIGHT = Exclusion.HELD, Exclusion.WEIGHT
CELL, MODEL, OTHER = 8, 30, 31
SMALL = Sizes(20_000, 20, {CELL: 150})
ANNA = Source(1, 7)


def most(limits: Limits, sizes: Sizes, source: Source = ANNA) -> dict[str, int]:
    """Return the bounds of a vote by the names of their kinds; both models have the same one."""
    return {Kind(one.key.kind).name: one.most for one in bounds(limits, source, AT, (MODEL, OTHER), sizes)}


def test_a_small_arena_has_no_shares() -> None:
    assert most(LIMITS, Sizes(FROM_VOTES - 1, 20, {CELL: 150})) == {}
    assert len(most(LIMITS, Sizes(FROM_VOTES, 20, {CELL: 150}))) == 3


def test_a_share_of_a_cell_and_never_less_than_a_few_votes() -> None:
    assert most(LIMITS, SMALL) == {"NETWORK_CELL": 20, "VOTER_CELL": 20, "NETWORK_MODEL": 10}
    larger = most(LIMITS, Sizes(20_000, 20, {CELL: 1_000}))
    assert (larger["NETWORK_CELL"], larger["VOTER_CELL"]) == (50, 50)
    # Where the limits of a day are reached first, nothing is counted.
    assert most(LIMITS, Sizes(20_000, 20, {CELL: 2_000})) == {"NETWORK_MODEL": 10}
    assert most(LIMITS._replace(share=0), SMALL) == {"NETWORK_MODEL": 10}
    unlimited = most(LIMITS._replace(voter_votes=0), Sizes(20_000, 20, {CELL: 9_000}))
    assert unlimited["VOTER_CELL"] == 450


def test_what_a_network_may_say_about_a_model() -> None:
    assert most(LIMITS, Sizes(20_000, 6, {}))["NETWORK_MODEL"] == 34
    assert most(LIMITS, Sizes(20_000, 2, {})) == {}  # every vote is on both
    assert most(LIMITS, Sizes(20_000, 90, {}))["NETWORK_MODEL"] == 10
    assert most(LIMITS._replace(votes=0), Sizes(20_000, 20, {})) == {}


def test_a_large_network_has_so_many_times_the_share_and_its_voters_have_not() -> None:
    found = most(LIMITS.times(3), SMALL)
    assert found == {"NETWORK_CELL": 60, "VOTER_CELL": 20, "NETWORK_MODEL": 30}


def test_without_a_network_only_the_voter_is_bound() -> None:
    assert most(LIMITS, SMALL, Source(1, None)) == {"VOTER_CELL": 20}


def test_votes_beyond_a_share_do_not_count_for_the_day() -> None:
    judge = Judge({})

    def vote(source: Source, sides: tuple[int, int], at: int = AT) -> Exclusion | None:
        found = bounds(LIMITS, source, at, sides, SMALL)
        return judge.judge(Attempt.at(LIMITS, source.voter, source.network, at, at, found))

    on_model = [vote(ANNA, (MODEL, 40 + number)) for number in range(12)]
    assert on_model == [None] * 10 + [HELD] * 2
    assert vote(Source(2, 7), (OTHER, MODEL)) is HELD  # another cookie of the network
    assert vote(Source(3, 8), (OTHER, MODEL)) is None
    in_cell = [vote(ANNA, (60 + number, 90 + number)) for number in range(12)]
    assert in_cell == [None] * 10 + [HELD] * 2
    moving = [vote(Source(9, 100 + number), (MODEL, OTHER)) for number in range(22)]
    assert moving == [None] * 20 + [WEIGHT] * 2  # a voter who changes networks
    assert vote(ANNA, (MODEL, OTHER), AT + clock.DAY) is None


def test_hashes_do_not_collide_where_numbers_do() -> None:
    assert len({mixed(subject, number) for subject in (-1, 0, 1, 1 << 62) for number in (1, 2, 256)}) == 12
    key = bounds(LIMITS, ANNA, AT, (MODEL, OTHER), SMALL)[0].key
    assert key == bounds(LIMITS, ANNA, AT + 1, (OTHER, MODEL), SMALL)[0].key
    assert isinstance(bounds(LIMITS, ANNA, AT, (), SMALL)[0], Bound)
