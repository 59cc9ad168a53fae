"""What pages weigh before anybody uses them: their HTML with its styles and scripts, as they are sent."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

import pytest

from tests.support.db.databases import copy_sqlite
from tests.support.pages.board_pages import ARENA, furnish
from tests.support.served.api import Api, serving

MOST = 25_000
PAGES = (
    "/",
    "/arenas",
    f"/arenas/{ARENA}",
    f"/arenas/{ARENA}/vote",
    f"/arenas/{ARENA}/prices",
    "/models",
    "/models/aurora",
    "/organizations",
    "/compare?models=aurora,gouache",
    "/playground",
    "/me",
    "/methodology",
    "/integrity",
    "/docs",
)
LOADED = re.compile(r'<(?:link rel="(?:stylesheet|modulepreload)" href|script[^>]* src)="([^"]+)"')
IMPORTED = re.compile(r'^import [^"(]*"(\./[^"]+)"', re.MULTILINE)


@pytest.fixture(scope="module")
def site(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    folder = tmp_path_factory.mktemp("weights")
    with serving(copy_sqlite(sqlite_template, folder), folder) as api:
        furnish(api)
        yield api


def sent(site: Api, path: str) -> tuple[int, str]:
    """Return how many bytes a file takes on its way, and its text."""
    with site.client.stream("GET", path, headers={"Accept-Encoding": "gzip"}) as answer:
        body = b"".join(answer.iter_raw())
    assert answer.status_code == 200, path
    packed = answer.headers.get("Content-Encoding") == "gzip"
    assert packed or len(body) < 1_000, path
    return len(body), (gzip.decompress(body) if packed else body).decode()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_light(site: Api, path: str) -> None:
    size, html = sent(site, path)
    weights, waiting = {path: size}, LOADED.findall(html)
    assert waiting
    while waiting:
        name = waiting.pop()
        if name not in weights:
            weights[name], text = sent(site, name)
            waiting += [urljoin(name, imported) for imported in IMPORTED.findall(text)]
    # What waits for a reader to come near or to press something.
    assert not {name.rpartition("/")[2] for name in weights} & {"chart.js", "lightbox.js", "request.js"}
    assert sum(weights.values()) <= MOST, weights


def test_a_page_for_one_visitor_is_compressed_where_the_reader_takes_it(site: Api) -> None:
    path = f"/arenas/{ARENA}/vote"
    packed, plain = (
        site.client.get(path, headers={"Accept-Encoding": coding}) for coding in ("gzip", "identity")
    )
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    for answer in (packed, plain):
        assert answer.headers["Vary"].startswith("Accept-Encoding")
        assert answer.text.startswith("<!doctype html>")
