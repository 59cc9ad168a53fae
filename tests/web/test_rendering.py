"""Pages: what every one of them has."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from service.web.rendering import Head, Templates
from service.web.static import Static
from tests.support.pages.small_site import small_site
from tests.support.served.api import Api, serving


@dataclass(frozen=True)
class Plain:
    """The least that a page has."""

    head: Head
    status: int = 404
    title: str = "Title"
    detail: str = "Detail"
    request_id: str = "1a2b"
    near: tuple[str, ...] = ()


def rendered(head: Head) -> str:
    return Templates(Static()).render("error.html", Plain(head), "https://arena.example")


def test_the_head_is_escaped() -> None:
    html = rendered(Head('"><script>', "a <b>", "/x?<"))
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_other_sites_read_absolute_addresses() -> None:
    html = rendered(Head("T", "D", "/models/a", image="/cards/a.png"))
    assert '<link rel="canonical" href="https://arena.example/models/a">' in html
    assert 'property="og:image" content="https://arena.example/cards/a.png"' in html
    assert 'content="https://arena.example/card.png"' in rendered(Head("T", "D", "/"))


def test_without_a_public_url_each_reader_gets_the_address_that_they_used(site: Api) -> None:
    hosts = ("a.example", "b.example:81")
    own, other = (site.client.get("/models/m0", headers={"Host": host}) for host in hosts)
    assert 'href="http://a.example/models/m0"' in own.text
    assert 'content="http://b.example:81/cards/m0.png"' in other.text
    assert "a.example" not in other.text
    assert {answer.headers["Cache-Control"] for answer in (own, other)} == {"private, no-cache"}
    again = site.client.get("/models/m0", headers={"Host": "a.example", "If-None-Match": own.headers["ETag"]})
    assert again.status_code == 304


def test_with_a_public_url_all_readers_share_a_page(sqlite_template: Path, tmp_path: Path) -> None:
    with small_site(sqlite_template, tmp_path, public_url="https://arena.example") as api:
        own = api.client.get("/models/m0", headers={"Host": "a.example"})
        assert 'href="https://arena.example/models/m0"' in own.text
        assert "a.example/" not in own.text.replace("arena.example/", "")
        assert own.headers["Cache-Control"] == "public, no-cache"


def test_a_template_cannot_use_what_its_context_lacks() -> None:
    with pytest.raises(UndefinedError):
        Templates(Static()).render("home.html", Plain(Head("T", "D", "/")), "")


def test_the_site_has_its_name_everywhere(sqlite_url: str, tmp_path: Path) -> None:
    with serving(sqlite_url, tmp_path, name="Brush & <Arena>") as api:
        api.made("/api/v1/arenas", slug="t2i", name="Pictures")
        home = api.get("/").text
        assert " – Brush &amp; &lt;Arena&gt;</title>" in home
        assert '<meta property="og:site_name" content="Brush &amp; &lt;Arena&gt;">' in home
        assert "<span>Brush &amp; &lt;Arena&gt;</span></a>" in home
        assert "Pictures – Brush &amp; &lt;Arena&gt;</title>" in api.get("/arenas/t2i/feed.atom").text
        assert api.get("/llms.txt").text.startswith("# Brush & Arena\n")
        found = api.get("/oembed", url=f"{api.base}/arenas/t2i").json()
        assert found["provider_name"] == "Brush & <Arena>"


def test_the_menu_marks_where_one_is(sqlite_api: Api) -> None:
    assert '<a href="/models" aria-current="page">Models</a>' in sqlite_api.get("/models").text


def test_pages_come_with_the_strict_policy(sqlite_api: Api) -> None:
    answer = sqlite_api.get("/")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["ETag"]
