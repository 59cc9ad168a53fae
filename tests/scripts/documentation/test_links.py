"""Links of a document, made right for each of the three places where its text is read."""

from __future__ import annotations

import pytest

from scripts.documentation import places
from scripts.documentation.links import links_of, rewritten, slug


def test_only_relative_links_outside_code_change() -> None:
    text = '[a](b.md#c) [d](https://e.f) [g](#h) ![i](j.jpg)\n```sh\n[k](l.md)\n```\n<img src="m.jpg">\n'
    assert rewritten(text, str.upper) == text.replace("b.md#c", "B.MD#C").replace("j.jpg", "J.JPG").replace(
        "m.jpg", "M.JPG"
    )
    assert list(links_of(text)) == ["b.md#c", "j.jpg", "m.jpg"]


@pytest.mark.parametrize(
    ("link", "page", "target", "shown"),
    [
        ("cli.md#a", "api.md", "cli.md", "#a"),
        ("../ratings.md", "decisions/0047-claims.md", "ratings.md", ""),
        ("../CHANGELOG.md", "README.md", "changelog.md", ""),
        ("docs/ratings.md", "CHANGELOG.md", "ratings.md", ""),
        ("../deploy/nginx.conf", "operations.md", "source/deploy/nginx.conf.txt", ""),
        ("../README.md", "comparison.md", "README.md", ""),
    ],
)
def test_where_a_link_leads(link: str, page: str, target: str, shown: str) -> None:
    assert places.target_of(link, page) == (target, shown)


def test_where_pages_are_as_text() -> None:
    assert [places.beside(page) for page in ("faq.md", "README.md", "a/README.md", "a/b.md")] == [
        "faq.md",
        "index.md",
        "a.md",
        "a/b.md",
    ]
    assert places.relative("a/b.md", "c/d.md") == "../a/b.md"
    assert places.source_of("ratings.md") is None
    assert places.source_of("source/deploy/nginx.conf.txt") == places.ROOT / "deploy/nginx.conf"


@pytest.mark.parametrize(
    ("heading", "identifier"),
    [
        ("GET /api/v1/arenas/{arena}/votes", "get-apiv1arenasarenavotes"),
        ("Restore, and move to another database", "restore-and-move-to-another-database"),
        ("`arena log verify`", "arena-log-verify"),
        ("Bradley–Terry & others", "bradleyterry--others"),
    ],
)
def test_ids_are_those_of_code_forges(heading: str, identifier: str) -> None:
    assert slug(heading) == identifier
