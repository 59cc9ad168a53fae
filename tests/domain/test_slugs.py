"""Slugs: from any name, valid by construction, and the same when read again."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from service.domain.slugs import MAX_SLUG, check_slug, is_slug, slugify
from service.errors import Invalid

# Names with many separators, and in scripts where letters and marks combine.
names = st.one_of(st.text(max_size=120), st.text(alphabet="aBé1._- ;/\u0301Σİǅ가ßK", max_size=130))


def plain(part: str) -> str:
    """Return a part of a slug without the marks on its letters."""
    return "".join(c for c in part if not unicodedata.category(c).startswith("M"))


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Produce & Plants", "produce-plants"),
        ("  Photon Flash 1 ", "photon-flash-1"),
        ("photon-flash-1", "photon-flash-1"),
        ("FLUX.1 [dev]", "flux.1-dev"),
        ("sdxl_turbo", "sdxl_turbo"),
        ("v1.-2", "v1-2"),
        ("a__b", "a-b"),
        ("._x_.", "x"),
        ("Ä ÖL", "ä-öl"),
        ("文字 1", "文字-1"),
        ("हिन्दी शब्द", "हिन्दी-शब्द"),
        ("\u093f \u093f", ""),
        ("a;b", "a-b"),
        ("../../etc/passwd", "etc-passwd"),
        ("-- ? --", ""),
        ("", ""),
        ("a" * 99 + "-b", "a" * 99),
        ("a" * 300, "a" * MAX_SLUG),
    ],
)
def test_the_nearest_slug_of_a_name(name: str, slug: str) -> None:
    assert slugify(name) == slug


@given(names)
@example("a.-b")
@example("a._b")
@example("x" * 99 + "._y")
@example("ΑΣ.")
@example("J\u030c")
def test_what_slugify_gives_is_a_slug_or_nothing_and_stays(name: str) -> None:
    slug = slugify(name)
    assert slug == "" or is_slug(slug)
    assert slugify(slug) == slug


@given(names)
def test_what_is_a_slug_names_itself_and_is_shaped_like_one(text: str) -> None:
    """Whatever is stored under a slug must be found again by a reader who spells it as it is."""
    if is_slug(text):
        assert slugify(text) == text == text.lower()
        assert len(text) <= MAX_SLUG
        assert all(plain(part).isalnum() for part in re.split("[._-]", text))


@given(names)
def test_spaces_and_case_do_not_matter(name: str) -> None:
    assert slugify(f" {name} ") == slugify(name)
    if name.upper().lower() == name.lower():
        assert slugify(name.upper()) == slugify(name)


@pytest.mark.parametrize("slug", ["a", "7", "photon-flash-1", "flux.1-dev", "a_b", "é", "文字", "a" * 100])
def test_good_slugs_are_given_back(slug: str) -> None:
    assert check_slug(slug, "a model") == slug


@pytest.mark.parametrize(
    ("slug", "instead"),
    [
        ("Photon Flash", "photon-flash"),
        ("a--b", "a-b"),
        ("-a", "a"),
        ("a/b", "a-b"),
        ("a\n", "a"),
        ("a\x00b", "a-b"),
        ("e\u0301", "é"),
        ("a" * 101, "a" * 100),
        ("", "photon-flash-1"),
        ("?", "photon-flash-1"),
    ],
)
def test_bad_slugs_are_refused_with_the_nearest_good_one(slug: str, instead: str) -> None:
    with pytest.raises(Invalid) as caught:
        check_slug(slug, "a model")
    assert "a model" in caught.value.detail
    assert caught.value.detail.endswith(f"such as {instead!r}")
    assert len(caught.value.detail) < 500
