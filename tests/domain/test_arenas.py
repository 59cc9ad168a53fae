"""Arenas: the words they are configured with."""

from __future__ import annotations

import dataclasses

import pytest

from service.domain.arenas import BOTH_BAD, Arena
from service.rating.params import Params


@pytest.mark.parametrize("policy", BOTH_BAD)
def test_every_policy_is_one_that_the_fold_knows(policy: str) -> None:
    assert Params(both_bad=policy).fold_both_bad == (policy == "tie")


def test_an_arena_has_every_parameter_of_the_fold() -> None:
    """What an arena rates with is stored with it; a parameter without a column would be the default's."""
    names = {field.name for field in dataclasses.fields(Arena)}
    assert {field.name for field in dataclasses.fields(Params)} <= names
