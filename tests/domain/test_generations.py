"""The life of a generation: moves that never lead back, sizes that can be painted, rests that grow."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.generations import MOVES, TERMINAL, GenerationState, before, parse_size, pause
from service.errors import Invalid

ORDER = {
    GenerationState.QUEUED: 0,
    GenerationState.RUNNING: 1,
    GenerationState.COMPLETED: 2,
    GenerationState.FAILED: 2,
    GenerationState.CANCELLED: 2,
}


def test_every_state_has_its_moves_and_none_leads_back() -> None:
    assert MOVES.keys() == set(GenerationState)
    for state, after in MOVES.items():
        assert all(ORDER[one] > ORDER[state] or one is state is GenerationState.RUNNING for one in after)
    assert {GenerationState.COMPLETED, GenerationState.FAILED, GenerationState.CANCELLED} == TERMINAL


def test_an_image_comes_only_from_a_worker() -> None:
    assert before(GenerationState.COMPLETED) == [GenerationState.RUNNING]
    assert before(GenerationState.QUEUED) == []


@given(st.lists(st.sampled_from(GenerationState), max_size=8))
def test_no_way_through_the_moves_leaves_an_end(way: list[GenerationState]) -> None:
    state = GenerationState.QUEUED
    for wish in way:
        ended = state in TERMINAL
        state = wish if wish in MOVES[state] else state
        assert not (ended and state not in TERMINAL)


def test_sizes() -> None:
    assert parse_size("1024x768") == (1024, 768)
    assert parse_size("auto") == parse_size(None) == (None, None)
    for size in (
        "",
        "1024",
        "1024X768",
        "63x64",
        "8193x64",
        "8192x8192",
        "0x0",
        "-1x64",
        "64x64x64",
        "٦٤x64",
    ):
        with pytest.raises(Invalid, match="size must"):
            parse_size(size)


def test_rests_grow_up_to_a_minute_and_follow_the_provider() -> None:
    for chance, shortest, longest in [(0.0, 500_000, 30_000_000), (1.0, 1_000_000, 60_000_000)]:
        rests = [pause(attempts, None, chance) for attempts in range(1, 12)]
        assert rests == sorted(rests)
        assert (rests[0], rests[-1]) == (shortest, longest)
    assert (pause(1, 7.5, 0.0), pause(1, 7.5, 1.0)) == (7_500_000, 8_500_000)
    assert (pause(1, 3600.0, 0.0), pause(1, 0.0, 0.0)) == (60_000_000, 500_000)
