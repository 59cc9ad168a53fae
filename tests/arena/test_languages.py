"""Languages: one tag for each, whatever case or age it is written in, and a hint for what is not one."""

import pytest

from service.arena.languages import MAX_TAG, canonical, from_name
from service.errors import Invalid


@pytest.mark.parametrize(
    ("given", "tag"),
    [
        ("en", "en"),
        ("EN", "en"),
        ("pt-br", "pt-BR"),
        ("pt_BR", "pt-BR"),
        ("zh-hans", "zh-Hans"),
        ("sr-cyrl-rs", "sr-Cyrl-RS"),
        ("iw", "he"),
        ("eng", "en"),
        ("i-klingon", "tlh"),
        ("yue", "yue"),
    ],
)
def test_one_tag_for_each_language(given: str, tag: str) -> None:
    assert canonical(given) == tag
    assert canonical(tag) == tag


@pytest.mark.parametrize(
    "given", ["nonsense", "xx", "zz-ZZ", "en-", "en\0", "é", "\ud800", "en " * MAX_TAG, "e" * 10_000]
)
def test_what_is_no_language_is_refused_with_examples(given: str) -> None:
    with pytest.raises(Invalid, match="is not a BCP 47 language tag; write one such as 'en'") as caught:
        canonical(given)
    assert len(caught.value.detail) < 200


def test_the_name_of_a_language_is_refused_with_its_tag() -> None:
    with pytest.raises(Invalid, match="write 'pt'"):
        canonical("Portuguese")


@pytest.mark.parametrize("given", ["", " ", "und", "UND", "mul", "zxx"])
def test_no_language_is_said_by_leaving_it_out(given: str) -> None:
    with pytest.raises(Invalid, match="leave the language out"):
        canonical(given)


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("English", "en"),
        ("  haitian   creole ", "ht"),
        ("Greek", "el"),
        ("Modern Greek", "el"),
        ("Malay", "ms"),
        ("Tonga", "to"),
        ("Norwegian Bokmål", "nb"),
        ("Simplified Chinese", "zh-Hans"),
        ("unknown", None),
        ("Undetermined", None),
        ("", None),
    ],
)
def test_names(name: str, tag: str | None) -> None:
    assert from_name(name) == tag
