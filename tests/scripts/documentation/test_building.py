"""The documentation site: built without a warning, complete, and readable as text beside the pages."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin

import pytest
from properdocs.exceptions import Abort

from scripts.documentation import building, hooks, links, places
from scripts.documentation.building import build_site, publish
from tests.support.pages.documentation import documentation_site

pytestmark = pytest.mark.slow

__all__ = ["documentation_site"]

FOREIGN = ("https://", "http://", "mailto:", "data:")
OF_THE_PROGRAM = {"/", "/docs"}


class Page(HTMLParser):
    """Collects the links, ids and scripts of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.loaded: set[str] = set()
        self.ids: set[str] = set()
        self.inline = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.ids |= {values[name] for name in ("id", "name") if name in values}
        self.links |= {values["href"]} if tag == "a" and "href" in values else set()
        self.loaded |= {values[name] for name in ("src",) if name in values}
        self.loaded |= {values["href"]} if tag == "link" else set()
        self.inline += "style" in values or tag == "style" or (tag == "script" and "src" not in values)
        self.inline += any(name.startswith("on") for name in values)


@pytest.fixture(scope="module")
def pages(documentation_site: Path) -> dict[str, Page]:
    """Return every page by its URL below /docs/."""
    folder = documentation_site
    return {
        f"/{path.parent.relative_to(folder)}/".replace("/./", "/"): Page(path.read_text())
        for path in folder.rglob("index.html")
    }


def test_every_document_is_a_page(pages: dict[str, Page], project_root: Path) -> None:
    documents = {str(path.relative_to(project_root / "docs")) for path in places.DOCS.rglob("*.md")}
    documents |= set(places.FROM_OUTSIDE.values())
    wanted = {re.sub(r"(README)?\.md$", "", f"/{name}").rstrip("/") + "/" for name in documents}
    assert wanted - {"/package/"} <= set(pages)
    assert sum("/decisions/0" in url for url in pages) > 50


def test_every_link_of_every_page_leads_somewhere(pages: dict[str, Page], documentation_site: Path) -> None:
    count = 0
    for url, page in pages.items():
        for link in page.links | page.loaded:
            if link.startswith(FOREIGN) or link in OF_THE_PROGRAM:
                continue
            target, _, fragment = urljoin(url, link).partition("#")
            assert target in pages or (documentation_site / unquote(target)[1:]).is_file(), (url, link)
            assert not fragment or target not in pages or unquote(fragment) in pages[target].ids, (url, link)
            count += 1
    assert count > 4_000


def test_nothing_is_inline_and_nothing_comes_from_elsewhere(pages: dict[str, Page]) -> None:
    assert {url for url, page in pages.items() if page.inline} == set()
    assert {link for page in pages.values() for link in page.loaded if link.startswith(FOREIGN)} == set()


def test_every_page_lies_beside_itself_as_markdown(pages: dict[str, Page], documentation_site: Path) -> None:
    checked = 0
    for url in pages:
        beside = documentation_site / (f"{url.strip('/')}.md" if url != "/" else "index.md")
        text = beside.read_text()
        assert text.startswith("# "), url
        for link in links.links_of(text):
            target = beside.parent / link.partition("#")[0] if link.partition("#")[0] else beside
            assert target.resolve().is_file(), (url, link)
            checked += 1
    assert checked > 250


def test_every_section_can_be_searched_for(pages: dict[str, Page], documentation_site: Path) -> None:
    index = json.loads((documentation_site / "assets/search.json").read_text())
    assert {f"/{url}".replace("/./", "/") for url, *_ in index} == set(pages)
    for url, fragment, title, heading, text in index:
        assert not fragment or fragment in pages[f"/{url}".replace("/./", "/")].ids
        assert title
        assert heading
        assert "<" not in text or "&lt;" not in text
    assert any("ARENA_PACE" in text for *_, text in index)


def test_a_warning_fails_the_build_and_leaves_the_old_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "site"
    target.mkdir()
    (target / "old").touch()
    config = tmp_path / "properdocs.yml"
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/index.md").write_text("# A\n\n[B](none.md)\n")
    config.write_text(f"site_name: A\ntheme: {{name: null, custom_dir: {building.THEME}}}\nplugins: []\n")
    monkeypatch.setattr(building, "_CONFIG", config)
    with pytest.raises(Abort):
        build_site(target)
    assert [path.name for path in tmp_path.glob("site*/*")] == ["old"]


def test_versions_lie_beside_each_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[tuple[str, bool]] = []

    def small(target: Path, *, published: bool = False) -> None:
        made.append((target.name, published))
        target.mkdir()
        (target / "index.html").touch()

    monkeypatch.setattr(building, "build_site", small)

    def published(version: str) -> list[str]:
        monkeypatch.setattr(building, "__version__", version)
        return publish(tmp_path)

    versions = [published(version) for version in ("0.9.0", "0.10.0", "0.2.0")][-1]
    assert versions == ["0.10.0", "0.9.0", "0.2.0"]
    assert json.loads((tmp_path / "versions.json").read_text()) == versions
    assert 'url=0.10.0/"' in (tmp_path / "index.html").read_text()
    assert made == [("0.9.0", True), ("0.10.0", True), ("0.2.0", True)]


def test_hooks_are_named_as_the_builder_calls_them() -> None:
    assert {name for name in vars(hooks) if name.startswith("on_")} == {
        "on_pre_build",
        "on_files",
        "on_page_markdown",
        "on_page_content",
        "on_post_build",
    }
