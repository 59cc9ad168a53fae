"""Patterns in an arena: which arenas, axes and models they mean, and what is refused."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from service.arena.catalog import arenas, organizations
from service.arena.catalog.merging import rename
from service.arena.queries.selecting import find_arenas, find_axes, find_model, resolved, weighted_axes
from service.db.engine import WriteSession
from service.domain.axes import PromptCategory
from service.domain.questions.filters import ModelFilter
from service.errors import Invalid
from tests.support.votes.arenas import add_arena, add_models
from tests.support.votes.ledgers import cast, inside, vote


def fill(session: WriteSession) -> None:
    add_models(session, 3)
    for slug in ("t2i", "t2v", "old"):
        arena = add_arena(session, slug)
        if slug != "t2v":
            cast(session, arena, [vote(stratum=PromptCategory(("food-and-drink",), "pt-BR"))])
    arenas.retire(session, "old")
    organizations.create(session, "luma", {"name": "Luma"})


def test_what_patterns_mean(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        fill(session)
        assert [one.slug for one in find_arenas(session, ["*"])] == ["t2i", "t2v"]
        assert [one.slug for one in find_arenas(session, ["t2v", "t2*", "old"])] == ["old", "t2i", "t2v"]
        (one,) = find_axes(session, find_arenas(session, ["t2*"]), ["theme=food*", "overall"])
        assert [one.known[i].label for i in one.chosen] == ["theme=food-and-drink", "overall"]
        # As people write them: names of themes, and tags in any case.
        (one,) = find_axes(session, find_arenas(session, ["t2i"]), ["theme=Food and Drink,language=pt-br"])
        assert [one.known[i].label for i in one.chosen] == ["theme=food-and-drink,language=pt-BR"]
        (one,) = weighted_axes(session, find_arenas(session, ["t2i"]), {"theme=*": 2.0, "language=*": 0.0})
        assert sorted(one.chosen.values()) == [0.0, 2.0]
        named = resolved(session, ModelFilter(models=("m*", "m1"), organizations=("luma",)), ["m0", "m1"])
        assert named.models == ("m*", "m1")
        rename(session, "m2", "m2-pro")
        assert find_model(session, "models.0", "m2") == "m2-pro"

    inside(shared_url, work)


def test_what_means_nothing_is_refused(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        fill(session)
        found = find_arenas(session, ["t2i"])
        both = find_arenas(session, ["t2*"])
        cases: list[tuple[Callable[[], object], str]] = [
            (lambda: find_arenas(session, ["x"]), "arenas.0 is not a known arena: 'x'"),
            (lambda: find_arenas(session, ["t2i", "x*"]), "arenas.1 matches no arena: 'x*'"),
            (lambda: find_arenas(session, ["*a*b*c*"]), "arenas.0 has more than 3"),
            (
                lambda: find_axes(session, found, ["theme=x"]),
                "axes.0 is not a known axis: 'theme=x' in arena",
            ),
            (
                lambda: find_axes(session, both, ["theme=x*"]),
                "axes.0 matches no axis: 'theme=x*' in any of 2",
            ),
            (lambda: find_axes(session, found, ["language=klingon"]), "axes.0 'klingon' is not"),
            (lambda: weighted_axes(session, found, {"overall": 0.0}), "weights add up to 0"),
            (lambda: weighted_axes(session, both, {"theme=*": 1.0}), "weights.theme=* matches no axis"),
            (
                lambda: weighted_axes(session, found, {"*": 1.0, "overall": 1.0}),
                "weighs overall a second time",
            ),
            (lambda: resolved(session, ModelFilter(models=("x*",)), ["m0"]), "models.0 matches no model"),
            (lambda: resolved(session, ModelFilter(models=("m9",)), ["m0"]), "models.0 is not a known model"),
            (
                lambda: resolved(session, ModelFilter(organizations=("x",)), []),
                "not a known organization",
            ),
            (lambda: find_model(session, "not_worse_than", "M 1"), "is not a known model: 'M 1'"),
            (lambda: find_model(session, "not_worse_than", "M1"), "did you mean 'm1'"),
        ]
        for call, why in cases:
            with pytest.raises(Invalid, match=re.escape(why)):
                call()

    inside(shared_url, work)
