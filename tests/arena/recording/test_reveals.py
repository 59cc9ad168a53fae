"""Stored reveals: read as they were written, in this version and in the form before versions."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from service.arena.recording.appending import REASONS
from service.arena.recording.before_after import RatingSnapshots
from service.arena.recording.reveals import VERSION, StoredReveal
from service.domain.matchups import RatingSnapshot
from service.domain.votes import Exclusion, Outcome
from service.errors import AlreadyVoted

HIGH = RatingSnapshot(30.1, 2.5, 30.1 - 3 * 2.5, 1)
LOW = RatingSnapshot(-0.1, 8.3, -0.1 - 3 * 8.3, None)
SNAPSHOTS = RatingSnapshots(HIGH, LOW, LOW, HIGH)


@pytest.mark.parametrize("exclusion", [None, *REASONS])
@pytest.mark.parametrize("outcome", Outcome)
def test_a_reveal_is_read_as_it_was_written(outcome: Outcome, exclusion: Exclusion | None) -> None:
    reveal = StoredReveal(outcome, exclusion, SNAPSHOTS)
    stored = reveal.pack()
    assert (len(stored), stored[0]) == (83, VERSION)
    assert StoredReveal.unpack(stored) == reveal


@pytest.mark.parametrize("outcome", Outcome)
def test_a_reveal_from_before_versions_is_read(outcome: Outcome) -> None:
    reveal = StoredReveal(outcome, None, SNAPSHOTS)
    assert StoredReveal.unpack(reveal.pack()[1:]) == reveal


def test_a_vote_without_a_reveal_was_cast_all_the_same() -> None:
    with pytest.raises(AlreadyVoted):
        StoredReveal.unpack(None)


@pytest.mark.parametrize("change", [lambda stored: b"\x02" + stored[1:], lambda stored: stored + b"x"])
def test_a_form_of_another_program_is_refused(change: Callable[[bytes], bytes]) -> None:
    with pytest.raises(ValueError, match="version"):
        StoredReveal.unpack(change(StoredReveal(Outcome.LEFT, None, SNAPSHOTS).pack()))
