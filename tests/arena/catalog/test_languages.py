"""Languages: one tag for each, whatever case or age it is written in, and a hint for what is not one."""

import pytest

from service.arena.catalog import languages
from service.arena.catalog.languages import MAX_TAG, canonical, from_name
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
        ("français", "fr"),
        ("FRANC\u0327AIS", "fr"),
        ("日本語", "ja"),
        ("中文 (简体)", "zh-Hans"),
        ("Portuguese (Brazil)", "pt-BR"),
        ("português (Brasil)", "pt-BR"),
        ("English (UK)", "en-GB"),
        ("Spanish (Latin America)", "es-419"),
        ("Serbian (Cyrillic)", "sr-Cyrl"),
        ("Chinese (Traditional, Taiwan)", "zh-Hant-TW"),
        ("Brazilian Portuguese", "pt-BR"),
        ("Portuguese (Atlantis)", None),
        ("Atlantean (Brazil)", None),
        ("other", None),
        ("unknown", None),
        ("Undetermined", None),
        ("", None),
    ],
)
def test_names(name: str, tag: str | None) -> None:
    assert from_name(name) == tag


@pytest.mark.parametrize(
    ("tag", "name"),
    [("en", "English"), ("el", "Modern Greek"), ("zh", "Chinese"), ("pt-BR", "pt-BR"), ("xx", "xx")],
)
def test_names_of_tags(tag: str, name: str) -> None:
    assert languages.name_of(tag) == name


def test_every_name_leads_back_to_its_tag() -> None:
    for tag in ("en", "de", "nb", "zh-Hans", "pt-BR", "el", "sr-Latn", "hi", "tlh"):
        name = languages.name_of(tag)
        assert tag in {name, languages.from_name(name)}


def test_names_for_people_lead_back_to_their_tags() -> None:
    for tag in ("en", "el", "pt-BR", "es-419", "zh-Hans", "zh-Hant-TW", "sr-Latn", "en-US", "ko-KR"):
        assert languages.from_name(languages.display_name(tag)) == tag


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        ("en", "English"),
        ("el", "Greek"),
        ("pt-BR", "Portuguese (Brazil)"),
        ("es-419", "Spanish (Latin America)"),
        ("zh-Hans", "Chinese (Simplified)"),
        ("zh-Hant-TW", "Chinese (Traditional, Taiwan)"),
        ("ca-valencia", "Catalan (Valencian)"),
        ("sr-Latn", "Serbian (Latin)"),
        ("xx", "xx"),
        ("en-XQ", "en-XQ"),
    ],
)
def test_names_for_people(tag: str, name: str) -> None:
    assert languages.display_name(tag) == name
