"""Reasons and states in words."""

from __future__ import annotations

from service.arena.integrity.published import KINDS
from service.domain.ledger import REASONS
from service.domain.matchups import MatchupState
from service.web.exclusion_labels import every_reason, kind_name, name_of, state_meaning, state_name


def test_every_reason_there_is_has_its_words() -> None:
    assert [name for name, _ in every_reason()] == [name_of(reason) for reason in REASONS]
    assert all(meaning.endswith(".") for _, meaning in every_reason())
    assert len({name_of(reason) for reason in REASONS}) == len(REASONS)


def test_a_new_one_has_its_own_name() -> None:
    assert name_of("too_loud") == kind_name("too_loud") == "too loud"


def test_every_kind_of_held_votes_has_its_words() -> None:
    assert len({kind_name(kind) for kind in KINDS}) == len(KINDS)
    assert all(" " in kind_name(kind) for kind in KINDS)


def test_every_state_has_its_words() -> None:
    assert len({state_name(state) for state in MatchupState}) == len(MatchupState)
    assert all(state_meaning(state) for state in MatchupState)
