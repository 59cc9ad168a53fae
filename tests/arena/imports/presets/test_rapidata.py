"""Rapidata's data sets and results."""

from tests.support.files.preset_samples import Vote, votes_of


def test_each_person_is_a_vote() -> None:
    kite, owls = Vote("brush-1", "ink-2", "", "a red kite"), Vote("brush-1", "ink-2", "right", "two owls")
    outcomes = ["right", "left", "left"]
    assert votes_of("rapidata-votes") == [*(kite._replace(outcome=outcome) for outcome in outcomes), owls]


def test_shares() -> None:
    assert votes_of("rapidata") == [
        Vote("brush-1", "ink-2", "left", "a red kite"),
        Vote("ink-2", "clay-3", "tie", "two owls"),
    ]


def test_results_have_each_response_or_numbers() -> None:
    kite, owls = Vote("brush_1.png", "ink_1.jpg", "", "a red kite"), Vote("brush_2.png", "ink_2.jpg", "left")
    assert votes_of("rapidata-results") == [
        *(kite._replace(outcome=outcome) for outcome in ("right", "left", "right", "both_bad")),
        *[owls._replace(prompt="two owls")] * 2,
    ]


def test_results_as_a_table() -> None:
    kite = Vote("brush_1.png", "ink_1.jpg", "", "a red kite")
    outcomes = ["left", "left", "right", "tie"]
    assert votes_of("rapidata-table") == [kite._replace(outcome=outcome) for outcome in outcomes]
