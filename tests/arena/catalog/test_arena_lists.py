"""Languages and targets as they are sent, and as they are stored."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from service.arena.catalog.arena_lists import TargetFields, packed_languages, packed_targets
from service.domain.branding.targets import MAX_TARGETS
from service.errors import Invalid


def test_any_spelling_is_stored_as_one() -> None:
    assert packed_languages(["JA", "pt-br", "ja"]) == "ja;pt-BR"
    assert packed_targets([{"theme": "Typography", "language": "JA", "votes": 5}]) == "typography:ja:5"
    assert packed_languages([]) == packed_targets([]) == ""


def test_a_tag_that_is_none() -> None:
    with pytest.raises(Invalid, match="BCP 47") as refused:
        packed_languages(["en", "klingonish"])
    assert refused.value.errors[0].field == "voting_languages.1"


@pytest.mark.parametrize(
    ("wanted", "why", "place"),
    [
        ([{"votes": 5}], "needs a theme", 0),
        (
            [{"theme": "a", "votes": 5}, {"theme": "A", "language": None, "votes": 6}],
            "has a target already",
            1,
        ),
        ([{"theme": "a:b\n", "votes": 5}, {"theme": "\0", "votes": 6}], "cannot be the slug", 1),
        ([{"language": "xx-yy-zz", "votes": 5}], "BCP 47", 0),
    ],
)
def test_targets_that_cannot_be(wanted: Sequence[TargetFields], why: str, place: int) -> None:
    with pytest.raises(Invalid, match=why) as refused:
        packed_targets(wanted)
    assert refused.value.errors[0].field == f"targets.{place}"


def test_more_targets_than_an_arena_may_have() -> None:
    wanted: list[TargetFields] = [{"theme": f"t{number}", "votes": 5} for number in range(MAX_TARGETS)]
    assert packed_targets(wanted).count(":5") == MAX_TARGETS
    with pytest.raises(Invalid, match="at most 100 targets"):
        packed_targets([*wanted, {"language": "ja", "votes": 5}])
