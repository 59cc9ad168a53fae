"""The arenas of the demo."""

from __future__ import annotations

from service.demo.arenas import ARENAS


def test_the_whole_demo() -> None:
    assert [(demo.slug, len(demo.prompts), demo.votes) for demo in ARENAS] == [
        ("demo", 48, 2_400),
        ("demo-editing", 8, 600),
    ]


def test_prompts_of_an_arena_are_told_apart_by_their_texts() -> None:
    for demo in ARENAS:
        assert len({prompt.text for prompt in demo.prompts}) == len(demo.prompts)


def test_the_description_says_how_many_votes_are_simulated() -> None:
    assert "first 2,400 votes are simulated" in ARENAS[0].description
