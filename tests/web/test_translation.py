"""Translation: every text that voters meet is marked and translated, and readers get their language."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import Environment

from scripts import catalogs
from service.web import filters, translation
from service.web.translation import LOCALES, NO_BREAK, SPANISH, spoken
from tests.support.pages.gallery import ARENA, Gallery
from tests.support.served.api import client_of

VOTE = f"/arenas/{ARENA}/vote"
TEMPLATES = Path(catalogs.WEB) / "templates"
# What voters meet, and the frame around it.
MET = (
    "voters/vote.html",
    "voters/_wishes.html",
    "voters/_reveal.html",
    "_demo_progress.html",
    "_languages.html",
    "voters/me.html",
    "voters/me_delete.html",
    "voters/shared.html",
    "error.html",
    "_base.html",
)
# The names of the product and of a technique, and keys.
NAMES = {"Arena", "API", "S", "U", "Z"}
SHOWN = {"alt", "title", "placeholder", "aria-label"}
WORD = re.compile(r"[^\W\d_]")
# A text of at least two words, or one that begins like a sentence.
SENTENCE = re.compile(r"""["'`][A-Z][a-z]+(?: [a-z]+)*[ .!][^"'`]*["'`]""")
SCRIPTS = ("vote", "view", "pairs", "api", "keys", "swipe", "zoom", "challenge", "share")


@pytest.mark.parametrize("tag", [tag for tag in LOCALES if tag != "en"])
@pytest.mark.slow
def test_every_text_is_translated_and_the_program_reads_the_newest_catalog(tag: str) -> None:
    texts, catalog = catalogs.collected(), catalogs.read(tag)
    assert len(texts) > 150
    assert catalogs.missing(catalog, texts) == []
    assert {str(text.id) for text in catalog} == {str(text.id) for text in texts}, "run scripts/translations"
    assert (catalogs.LOCALES / f"{tag}.mo").read_bytes() == catalogs.compiled(catalog)
    for text in catalog:
        strings = [text.string] if isinstance(text.string, str) else list(text.string or ())
        ids = [text.id] if isinstance(text.id, str) else list(text.id)
        for original, translated in zip(ids, strings, strict=True):
            assert values_in(original) == values_in(translated), original


def values_in(text: str) -> set[str]:
    """Return the places for values in a text."""
    return set(re.findall(r"\{\w+\}|%\(\w+\)s", text))


@pytest.mark.parametrize("name", MET)
def test_no_template_has_a_text_that_is_not_marked(name: str) -> None:
    assert unmarked((TEMPLATES / name).read_text()) == []


def test_a_text_that_is_not_marked_is_found() -> None:
    assert unmarked("<p>{{ _('Marked') }} and not</p>") == ["and not"]
    assert unmarked('{% trans %}<b>Marked</b>{% endtrans %}<img alt="Not">') == ["Not"]
    assert unmarked('<script>const no = "text";</script><p><kbd>S</kbd> · {{ 1 }}</p>') == []


def unmarked(source: str) -> list[str]:
    """Return the texts of a template that stand outside of marks, in elements and in attributes."""
    plain, marked = [], False
    for _, kind, value in Environment(extensions=["jinja2.ext.i18n"], autoescape=True).lex(source):
        marked = (kind == "name" and value == "trans") or (marked and value != "endtrans")
        plain.append(value if kind == "data" and not marked else "")
    texts = _Texts()
    texts.feed("".join(plain))
    return [text for text in texts.found if WORD.search(text) and text not in NAMES]


class _Texts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if value and name in SHOWN]

    def handle_data(self, data: str) -> None:
        if self.lasttag not in {"script", "style"}:
            self.found += [part.strip() for part in re.split(r"[·–(),]", data) if part.strip()]


@pytest.mark.parametrize("name", SCRIPTS)
def test_scripts_have_no_sentences_of_their_own(name: str) -> None:
    source = (Path(catalogs.WEB) / "static" / f"{name}.js").read_text()
    code = "\n".join(
        line.partition("//")[0] for line in source.splitlines() if not line.lstrip().startswith("*")
    )
    assert SENTENCE.findall(code) == []


def test_numbers_dates_and_lengths_of_time() -> None:
    with spoken(SPANISH):
        assert filters.number(-1234.5) == f"\N{MINUS SIGN}1{NO_BREAK}234,50"
        assert filters.signed(0.5) == "+0,50"
        assert filters.date_of("2026-11-02") == "2 de noviembre de 2026"
        assert filters.duration(90_060) == "1 día 1 hora 1 minuto"
    assert filters.date_of("2026-11-02") == "2 November 2026"
    assert not translation.is_translated()


@pytest.mark.parametrize(
    ("asked", "chosen", "tag"),
    [
        ("", "", "en"),
        ("es-MX,es;q=0.9,en;q=0.8", "", "es"),
        ("fr,en;q=0.5,es;q=0.9", "", "es"),
        ("fr", "", "en"),
        ("es", "en", "en"),
        ("en", "es", "es"),
        ("es", "xx", "es"),
    ],
)
def test_the_browsers_language_or_the_chosen_one(gallery: Gallery, asked: str, chosen: str, tag: str) -> None:
    with client_of(gallery.url, headers={"accept-language": asked}) as client:
        client.cookies.set("arena_language", chosen)
        page = client.get(VOTE)
        assert f'<html lang="{tag}" dir="ltr">' in page.text
        assert (page.headers["content-language"], page.headers["vary"]) == (
            tag,
            "Accept-Encoding, Accept-Language, Cookie",
        )
        # Pages that are the same for all stay in English, and are cached for all.
        board = client.get(f"/arenas/{ARENA}")
        assert '<html lang="en" dir="ltr">' in board.text
        assert "content-language" not in board.headers


def test_errors_that_voters_meet_are_translated(gallery: Gallery) -> None:
    spanish = {"accept-language": "es", "accept": "text/html"}
    with client_of(gallery.url, headers=spanish) as client:
        assert "No existe esa página" in client.get("/arenas/nowhere/vote").text
        assert "Algo falla en este enlace" in client.get("/me?before=0").text
        assert '<html lang="en" dir="ltr">' in client.get("/models/nothing").text
        sent = client.post(VOTE, data={"token": "x", "matchup": "x", "outcome": "left"})
        assert sent.status_code == 403
        assert "Para votar hace falta una cookie." in sent.text
