"""Why a format leaves a vote out."""

from service.arena.votes.left_out import why_left_out


def test_why_a_format_leaves_a_vote_out() -> None:
    row = {"voided_at": None, "outcome": "ranked"}
    assert why_left_out(row, {"left", "right"}) == "ranked"
    assert why_left_out(row, {"ranked"}) is None
    assert why_left_out({**row, "voided_at": "2026-01-01T00:00:00Z"}, {"ranked"}) == "void"
