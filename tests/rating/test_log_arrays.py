from service.domain.votes import Outcome
from service.rating.log_arrays import LogArrays

LEFT, RIGHT, TIE, BOTH_BAD = Outcome
ROWS = [
    (1, 5, 3, LEFT, 7, 0, 0),
    (2, 3, 5, TIE, 7, 4, 9),
    (3, 3, 5, RIGHT, 7, 4, 9),
    # A ranking of four models.
    *((4, a, b, LEFT, 8, 4, 9) for a, b in ((1, 2), (1, 3), (1, 5), (2, 3), (2, 5), (3, 5))),
    (9, 5, 3, BOTH_BAD, 7, 0, 1 << 62),
]


def test_votes_are_counted_by_category_and_pair() -> None:
    votes = LogArrays.of_rows(ROWS)
    assert votes.counts().tolist() == [
        [7, 3, 5, 0, 2, 1, 1],
        *([8, a, b, 1, 0, 0, 0] for a, b in ((1, 2), (1, 3), (1, 5), (2, 3), (2, 5), (3, 5))),
    ]
    assert votes.voter.tolist() == [0, 9, 9, 9, 9, 9, 9, 9, 9, 1 << 62]


def test_rankings_are_known_by_their_shared_position() -> None:
    assert LogArrays.of_rows(ROWS).sizes() == {8: {4: 1}}
    assert LogArrays.of_rows(ROWS[:3]).sizes() == {}


def test_parts_are_joined_and_none_are_empty() -> None:
    parts = [LogArrays.of_rows(ROWS[:3]), LogArrays.of_rows([]), LogArrays.of_rows(ROWS[3:])]
    assert LogArrays.joined(parts).counts().tolist() == LogArrays.of_rows(ROWS).counts().tolist()
    assert LogArrays.of_rows([]).counts().shape == (0, 7)
    assert LogArrays.of_rows([]).sizes() == {}


def test_narrow_votes_are_the_same_in_less_memory() -> None:
    """Voter numbers use all 64 bits; everything else fits into half of them."""
    votes = LogArrays.of_rows(
        [(1, 2, 3, 1, 4, 5, 1 << 60), (2, 3, 2, 2, 4, 0, -(1 << 62)), (4, 2, 3, 1, 4, 5, 0)]
    )
    narrow = votes.narrow()
    assert [column.dtype.itemsize for column in narrow] == [4] * 6 + [8]
    for one, other in ((LogArrays.joined([narrow]), votes), (narrow.upto(9), votes)):
        assert [column.dtype for column in one] == [column.dtype for column in votes]
        assert [column.tolist() for column in one] == [column.tolist() for column in other]
    assert narrow.upto(3).position.tolist() == [1, 2]
