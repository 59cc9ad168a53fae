"""Operations as the reference reads them from the document."""

from __future__ import annotations

from service.web.reference.operations import Operation, Reference
from tests.support.served.document import DOCUMENT

REFERENCE = Reference(DOCUMENT)


def of(name: str) -> Operation:
    """Return an operation."""
    found = REFERENCE.find(name)
    assert found
    return found


def test_each_operation_is_in_the_menu_once_and_found_by_slug_and_id() -> None:
    count = sum(len(methods) for methods in DOCUMENT["paths"].values())
    assert len({one.slug for one in REFERENCE.operations}) == len(REFERENCE.operations) == count
    assert [group.title for group in REFERENCE.groups][:2] == ["Leaderboards", "Votes"]
    assert of("get-leaderboard") is of("getLeaderboard")
    assert REFERENCE.find("get_leaderboard") is None


def test_what_an_operation_needs_is_apart_from_what_it_does() -> None:
    report, vote, board = of("reportVotes"), of("voteOnMatchup"), of("getLeaderboard")
    assert (report.scope, report.browsers, report.needs_key) == ("votes", False, True)
    assert (vote.scope, vote.browsers, vote.needs_key) == ("votes", True, False)
    assert (board.scope, board.needs_key) == ("", False)
    assert "Needs a key" not in report.text + vote.text


def test_only_reads_that_end_can_be_tried() -> None:
    names = ("getLeaderboard", "followArena", "reportVotes", "getOutput")
    assert [of(name).can_be_tried for name in names] == [True, False, False, True]


def test_problems_have_their_meaning_and_an_example() -> None:
    codes = [one.code for one in REFERENCE.problems]
    assert len(codes) == len(set(codes))
    assert all(one.title and one.example.text.startswith("{") for one in REFERENCE.problems)
    assert all(one.meaning for one in REFERENCE.problems)
