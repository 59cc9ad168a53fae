"""Versions of what can be edited."""

from __future__ import annotations

from dataclasses import replace

import pytest

from service.arena.catalog.versions import Expected, version_of
from service.domain.catalog import Organization
from service.errors import Outdated

ORGANIZATION = Organization("luma", "Luma", None, 0, None)


def test_a_version_is_that_of_the_fields() -> None:
    assert version_of(ORGANIZATION) == version_of(replace(ORGANIZATION))
    others = [replace(ORGANIZATION, name="L"), replace(ORGANIZATION, url="u")]
    others.append(replace(ORGANIZATION, retired_at=1))
    assert len({version_of(one) for one in [ORGANIZATION, *others]}) == 4


def test_what_is_expected() -> None:
    Expected(frozenset({"a", "b"})).check("a")
    Expected(frozenset(), anything=True).check("c")
    with pytest.raises(Outdated, match="read it again"):
        Expected(frozenset({"a", "b"})).check("c")
