"""FastChat's logs, and the judgments of MT-bench."""

from tests.support.files.preset_samples import Vote, read, sample, voter, votes_in, votes_of


def test_the_votes_of_a_log() -> None:
    assert votes_of("fastchat-log") == [
        Vote("brush-1", "ink-2", "left", "a red kite", at="2024-02-15 12:26:41.500000", id="c1"),
        Vote("brush-1", "ink-2", "both_bad", "two owls", at="2024-02-15 12:26:42.500000", id="c3"),
        Vote("ink-2", "brush-1", "tie", "a tin robot", at="2024-02-15 12:26:43.500000", id="c5"),
        Vote("brush-1", "ink-2", "right", "a wet street", at="2024-02-15 12:26:45.500000", id="c8"),
    ]
    assert read(sample("fastchat-log")).filtered == 2  # a chat and an upvote


def test_the_address_is_a_voter_only_where_told() -> None:
    votes = votes_in(read(sample("fastchat-log"), maps=["voter=ip"]))
    assert [vote.voter for vote in votes] == [voter(f"192.0.2.{n}") for n in (7, 7, 8, 7)]


def test_two_verdicts_are_one_vote() -> None:
    at = "2023-06-17 11:08:0{}.500000".format
    assert votes_of("mt-bench-pairs") == [
        Vote("brush-1", "ink-2", "left", at=at(2)),
        Vote("brush-1", "ink-2", "tie", at=at(3)),
        Vote("brush-1", "ink-2", "tie", at=at(3)),
        Vote("brush-1", "ink-2", "right", at=at(4)),
    ]
    assert read(sample("mt-bench-pairs")).filtered == 1  # an error


def test_human_judgments() -> None:
    assert votes_of("mt-bench") == [
        Vote("brush-1", "ink-2", "left", "Write a poem", voter=voter("expert_3")),
        Vote("brush-1", "ink-2", "tie", "Write a poem", voter=voter("expert_3")),
        Vote("ink-2", "clay-3", "right", "Write a poem", voter=voter("author_1")),
    ]
