"""Slugs that look alike are refused; words of any one script are not."""

from __future__ import annotations

import pytest

from service.domain.slugs import check_slug
from service.domain.texts.look_alikes import doubles, in_one_script, mixed_scripts, plain, skeleton
from service.errors import Invalid

# Escaped, because nobody could tell them apart.
FULLWIDTH, LIGATURE, CYRILLIC_A = "\uff41\uff44\uff4d\uff49\uff4e", "\ufb01", "\u0430"


@pytest.mark.parametrize(
    "slug",
    [
        "модель",
        "图像",
        "画像-ai",
        "gpt4日本",
        "한국어",
        "ㅋㅋ",
        "น้ำ",
        "हिन्दी",
        "naïve",
        "μοντέλο",
        "модель-gpt",
        "straße",
    ],
)
def test_words_of_one_script_are_fine(slug: str) -> None:
    assert check_slug(slug, "a model") == slug
    assert (plain(slug), mixed_scripts(slug), doubles(slug)) == (slug, [], [])


@pytest.mark.parametrize(
    ("slug", "instead"),
    [
        (FULLWIDTH, "admin"),
        (LIGATURE, "fi"),
        ("\u2460", "1"),
        ("\U0001d41a", "a"),
        ("x\u00b2", "x2"),
        ("\uff71", "ア"),
    ],
)
def test_characters_that_stand_for_others(slug: str, instead: str) -> None:
    with pytest.raises(Invalid, match=f"use '{instead}'"):
        check_slug(slug, "a model")


@pytest.mark.parametrize("slug", [f"{CYRILLIC_A}dmin", "gpt-\u03bfmni", "t\u0435xt"])
def test_words_that_mix_scripts(slug: str) -> None:
    with pytest.raises(Invalid, match=r"mixes (Cyrillic|Greek) and Latin letters"):
        check_slug(slug, "a model")


@pytest.mark.parametrize("slug", ["a\u200bb", "a\u200db", "\ufeffa", "a\u202eb", "a\u00adb"])
def test_what_nobody_sees(slug: str) -> None:
    with pytest.raises(Invalid, match="cannot be the slug of a model"):
        check_slug(slug, "a model")


@pytest.mark.parametrize(
    ("mixed", "slug"),
    [
        (f"{CYRILLIC_A}dmin-1", "admin-1"),
        ("gpt-\u03bfmni", "gpt-omni"),
        ("flux\u0436", "flux-\u0436"),
        ("модель-gpt", "модель-gpt"),
    ],
)
def test_words_are_brought_into_one_script(mixed: str, slug: str) -> None:
    assert check_slug(in_one_script(mixed), "a model") == slug


def test_the_skeleton_has_no_signs_and_no_case() -> None:
    assert skeleton("C++") == skeleton("c#") == skeleton(" \u0421 ") == "c"
    assert skeleton("FLUX.1 [dev]") == skeleton("flux1-dev") == "flux1dev"
    assert skeleton("\u041a\u0410\u0422") == skeleton("KAT") != skeleton("\u043a\u0430\u0442")


def test_words_that_are_doubles() -> None:
    assert doubles(CYRILLIC_A) == ["a"]
    assert doubles("a") == [CYRILLIC_A]
    assert doubles("\u0441\u0435\u0440\u0430-1") == ["cepa-1"]
    assert doubles("photon-flash-1") == doubles("123") == []
