"""Matchup ids: they come back as what they were, and nobody can make one up."""

from __future__ import annotations

import time

import pytest

from service.arena.voting.matchup_ids import MatchupRef, new_number
from service.domain.votes import MAX_ARENA
from service.errors import NotFound

SECRET = b"a secret"
REF = MatchupRef(2**62 + 5, 8_191, named=False)


@pytest.mark.parametrize(
    "ref",
    [
        MatchupRef(number, arena_id, named)
        for number, arena_id in (
            (2**62 + 5, 8_191),
            (1, 1),
            (1, 2**15 - 1),
            (1, 2**15),
            (2**62, MAX_ARENA - 1),
        )
        for named in (False, True)
    ],
)
def test_an_id_is_read_again(ref: MatchupRef) -> None:
    text = ref.text(SECRET)
    assert MatchupRef.parse(SECRET, text) == ref
    assert len(text) == (35 if ref.arena_id < 2**15 else 38)
    assert text.replace("-", "").replace("_", "").isalnum()


def test_another_id_is_none() -> None:
    text = REF.text(SECRET)
    others = [text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :] for at in range(len(text) - 1)]
    others += ["", text[:-1], text + "A", "ä" * 35, "\0" * 35, text.upper()]
    for other in others:
        with pytest.raises(NotFound):
            MatchupRef.parse(SECRET, other)
    with pytest.raises(NotFound):
        MatchupRef.parse(b"another secret", text)


def test_numbers_rise_with_time_and_fit_the_database() -> None:
    numbers = []
    for _ in range(5):
        numbers.append(new_number())
        time.sleep(0.002)
    assert numbers == sorted(numbers)
    assert 0 < numbers[0] < numbers[-1] < 2**63
    assert len({new_number() for _ in range(1_000)}) > 990
    assert new_number(1_000_000) < new_number(2_000_000) < numbers[0]
