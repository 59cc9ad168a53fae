"""Parts of a board as JSON, as other shapes put them together."""

from service.api import board_shapes as shapes
from service.arena.boards.head_to_head import HeadToHead
from service.domain.axes import Axis
from service.domain.boards import Standing


def test_parts_of_a_board() -> None:
    assert shapes.axis(Axis("people")) == {"theme": "people", "language": None}
    assert shapes.numbers(Standing("m", 30.0, 2.0, 10, 5, 2, 2, 1)) == {
        "score": 24.0, "mu": 30.0, "sigma": 2.0, "votes": 10,
        "wins": 5, "losses": 2, "ties": 2, "both_bad": 1,
    }  # fmt: skip
    assert shapes.meeting(HeadToHead("a", "b", 2, 1, 0, 1, 0))["win_rate_a"] == 0.75
