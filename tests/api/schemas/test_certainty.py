from service.api.schemas.certainty import IntervalOut, LimitsOut
from service.arena.boards.certainty import UNKNOWN, IntervalBasis
from service.domain.boards import Limits


def test_a_board_without_a_refit_has_no_counts() -> None:
    assert IntervalOut.of(UNKNOWN).model_dump() == {
        "method": "by vote",
        "prompts": None,
        "voters": None,
        "position": None,
        "detail": "Intervals take every vote as independent until its prompts and voters are looked at.",
    }
    assert LimitsOut.of(None) is None


def test_sentences_are_in_the_shapes() -> None:
    interval = IntervalOut.of(IntervalBasis("clustered by prompt", 1, 0, 40))
    assert interval.detail == "Intervals allow for what votes share: 1 prompt."
    limits = LimitsOut.of(Limits(0.25, 0.7, 0.05, 0.8, 0.87))
    assert limits is not None
    assert (limits.prompts, limits.ceiling) == (0.7, 0.87)
    assert limits.detail == "More prompts would help most: 70 of the next 100 units of certainty."
    assert "same" not in limits.model_dump()
