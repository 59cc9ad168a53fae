"""Names: what is one name, which slugs new ones get in any order, and what looks alike."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.names import answers_to, key, look_alikes, natural_slug, new_slugs
from service.domain.slugs import MAX_SLUG, check_slug, is_slug

FULLWIDTH, CYRILLIC_ES = "\uff26lux", "\u0421"
LONG = "x" * MAX_SLUG


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("FLUX.1 Dev", "flux.1  dev"),
        ("FLUX.1 Dev", " flux.1-dev "),
        ("SD\u20133", "sd\u20143"),
        ("SD\u22123", "SD-3"),
        ("e\u0301clair", "\u00c9clair"),
        (FULLWIDTH, "Flux"),
        ("\ufb01ne", "fine"),
        ("a\u00a0b", "a b"),
        ("a\u200bb", "ab"),
    ],
)
def test_spellings_of_one_name(one: str, other: str) -> None:
    assert key(one) == key(other)
    assert natural_slug(one) == natural_slug(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("C", "C++"),
        ("C++", "C#"),
        ("SDXL", "SDXL+"),
        ("FLUX.1 [dev]", "FLUX.1 dev"),
        ("sdxl_turbo", "sdxl-turbo"),
        ("SD\u00b2", "SD2"),
        ("v1.5", "v15"),
        (CYRILLIC_ES + "laude", "Claude"),
        (LONG + "a", LONG + "b"),
    ],
)
def test_different_names(one: str, other: str) -> None:
    assert key(one) != key(other)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("C++", "c-plus-plus"),
        ("C#", "c-sharp"),
        ("F# 2", "f-sharp-2"),
        ("#2 of 3", "2-of-3"),
        ("SDXL+", "sdxl-plus"),
        ("SDXL + refiner", "sdxl-plus-refiner"),
        ("FLUX.1 [dev]", "flux.1-dev"),
        ("Produce & Plants", "produce-plants"),
        (FULLWIDTH, "flux"),
        ("SD\u00b2", "sd2"),
        (CYRILLIC_ES + "laude", "claude"),
        ("flux\u0436", "flux-\u0436"),
        ("a0\u03ac", "a0-\u03ac"),
        ("\u043c\u043e\u0434\u0435\u043b\u044c", "\u043c\u043e\u0434\u0435\u043b\u044c"),
        ("Model\u2122", "model"),
        ("???", ""),
    ],
)
def test_natural_slugs(name: str, slug: str) -> None:
    assert natural_slug(name) == slug
    assert not slug or check_slug(slug, "a model") == slug


@pytest.mark.slow
@given(st.text(max_size=130))
def test_any_name_has_a_usable_slug_and_a_key_that_stays(name: str) -> None:
    slug = natural_slug(name)
    assert not slug or check_slug(slug, "a model") == slug
    assert key(name) == key(f" {name} ")
    assert key(key(name)) == key(name)
    if is_slug(name) and name.isascii():
        assert natural_slug(name) == key(name) == name


def test_new_slugs_do_not_depend_on_the_order() -> None:
    names = ("C++", "C", "C#", "c", "C!")
    wanted = {"c": "c", "c++": "c-plus-plus", "c#": "c-sharp", "c!": "c-2"}
    for order in permutations(names):
        assert new_slugs(order, lambda _: False) == wanted


def test_names_that_are_alike_for_a_hundred_characters() -> None:
    slugs = new_slugs([LONG + "b", LONG + "a", LONG], lambda _: False)
    assert slugs == {LONG: LONG, LONG + "a": "x" * 98 + "-2", LONG + "b": "x" * 98 + "-3"}


def test_taken_slugs_and_those_that_look_like_them_are_numbered() -> None:
    cyrillic = "\u0441\u043e\u0440\u0430"
    assert new_slugs(["SDXL!"], {"sdxl", "sdxl-2"}.__contains__) == {"sdxl!": "sdxl-3"}
    assert new_slugs([cyrillic], {"copa"}.__contains__) == {cyrillic: f"{cyrillic}-2"}


@pytest.mark.parametrize(
    ("name", "slug", "asked", "meant"),
    [
        ("FLUX.1 [dev]", "flux.1-dev", "flux.1-dev", True),
        ("FLUX.1 [dev]", "flux.1-dev", "Flux.1 Dev", True),
        ("GPT Image 1 (OpenAI)", "gpt-image-1", "GPT-Image-1", True),
        ("C++", "c", "c", True),
        ("C++", "c", "C", False),
        ("C++", "c", "C#", False),
        ("C++", "c-plus-plus", "c-plus-plus", True),
    ],
)
def test_who_answers_to_a_slug(name: str, slug: str, asked: str, meant: bool) -> None:
    assert answers_to(name, slug, asked) is meant


def test_names_that_look_alike() -> None:
    claude, kat = CYRILLIC_ES + "laude", "\u041a\u0410\u0422"
    known = ["C", "SDXL", "Claude", "KAT", "Other"]
    assert look_alikes(["c", "C++", "SDXL+", claude, kat, "New"], known) == [
        ("C++", "C"),
        ("SDXL+", "SDXL"),
        (kat, "KAT"),
        (claude, "Claude"),
    ]
    assert look_alikes(["C++", "C#", "C"], []) == [("C#", "C"), ("C++", "C"), ("C++", "C#")]
    assert look_alikes(["C", "Other"], known) == []


def test_there_are_never_endless_pairs() -> None:
    assert len(look_alikes(["a" + "!" * i for i in range(100)], [])) == 1_000
