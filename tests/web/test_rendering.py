"""Pages: what every one of them has."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from jinja2 import UndefinedError

from service.web.rendering import Head, Templates
from service.web.static import Static
from tests.support.api import Api


@dataclass(frozen=True)
class Plain:
    """The least that a page has."""

    head: Head
    status: int = 404
    title: str = "Title"
    detail: str = "Detail"
    request_id: str = "1a2b"


def rendered(head: Head, public_url: str = "") -> str:
    return Templates(Static(), public_url).render("error.html", Plain(head))


def test_the_head_is_escaped() -> None:
    html = rendered(Head('"><script>', "a <b>", "/x?<"))
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_absolute_addresses_are_those_of_the_settings_only() -> None:
    head = Head("T", "D", "/models/a", image="/cards/a.png")
    assert "canonical" not in rendered(head)
    html = rendered(head, "https://arena.example")
    assert '<link rel="canonical" href="https://arena.example/models/a">' in html
    assert 'content="https://arena.example/cards/a.png"' in html


def test_a_template_cannot_use_what_its_context_lacks() -> None:
    with pytest.raises(UndefinedError):
        Templates(Static(), "").render("home.html", Plain(Head("T", "D", "/")))


def test_the_menu_marks_where_one_is(sqlite_api: Api) -> None:
    assert '<a href="/" aria-current="page">Arenas</a>' in sqlite_api.get("/").text


def test_pages_come_with_the_strict_policy(sqlite_api: Api) -> None:
    answer = sqlite_api.get("/")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["ETag"]
