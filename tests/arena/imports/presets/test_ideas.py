"""gavel, All Our Ideas, and WMT."""

from tests.support.files.preset_samples import Vote, rankings_of, read, sample, voter, votes_of


def test_gavel() -> None:
    assert votes_of("gavel") == [
        Vote("1", "2", "left", at="2017-03-04 15:03:22.123456", voter=voter("3")),
        Vote("2", "1", "left", at="2017-03-04 15:04:00", voter=voter("4")),
    ]


def test_all_our_ideas_knows_the_sides() -> None:
    trees, roads, session = "More trees", "Wider roads", voter("70")
    assert votes_of("allourideas") == [
        Vote(trees, roads, "left", at="2012-05-11 14:55:40", id="1", voter=session),
        Vote(roads, trees, "right", at="2012-05-11 14:55:50", id="2", voter=session),
    ]
    assert read(sample("allourideas")).filtered == 1  # an invalid vote


def test_pairs_of_wmt() -> None:
    assert votes_of("wmt-pairs") == [
        Vote("online-x", "lab-y", "left", language="en", voter=voter("j1")),
        Vote("online-x", "uni-z", "tie", language="en", voter=voter("j1")),
    ]
    assert read(sample("wmt-pairs")).filtered == 1  # left blank


def test_rankings_of_wmt_leave_out_what_the_judge_left_blank() -> None:
    assert rankings_of("wmt") == [(["online-x", "lab-y", "uni-z", "ref"], [2, 1, 2, 5])]
