from service.api.schemas.head_to_head import HeadToHeadOut
from service.arena.boards.head_to_head import HeadToHead
from service.domain.axes import OVERALL
from tests.support.votes.boards import arena_of


def test_the_pairs_have_their_counts_and_rates() -> None:
    shape = HeadToHeadOut.of(arena_of(), OVERALL, [HeadToHead("a", "b", 10, 6, 2, 1, 1)])
    assert shape.items[0].model_dump() == {
        "model_a": "a",
        "model_b": "b",
        "votes": 10,
        "wins_a": 6,
        "wins_b": 2,
        "ties": 1,
        "both_bad": 1,
        "win_rate_a": 0.7,
    }
