"""Static files: the right bytes under an address that changes with them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import quote

import pytest

from service.domain.branding.colors import shades_of
from service.web.static import Static
from tests.support.served.api import Api

# The manifest of the web app gets the name of the site.
_AS_IT_IS = {".css", ".ico", ".js", ".png", ".svg"}


def test_every_file_is_served_for_good(sqlite_api: Api, project_root: Path) -> None:
    static = Static()
    paths = [
        path for path in (project_root / "service" / "web" / "static").iterdir() if path.suffix in _AS_IT_IS
    ]
    assert {path.suffix for path in paths} >= {".css", ".svg"}
    for path in paths:
        answer = sqlite_api.get(static.url(path.name))
        assert "immutable" in answer.headers["Cache-Control"]
        plain = sqlite_api.client.get(static.url(path.name), headers={"Accept-Encoding": "identity"})
        assert plain.content == answer.content
        if path.suffix in {".css", ".js"}:
            assert set(answer.text.splitlines()) <= set(path.read_text().splitlines())
            assert not re.search(r"/\*" if path.suffix == ".css" else r"(?m)^ *//", answer.text)
        else:
            assert plain.content == path.read_bytes()
        assert "Content-Encoding" not in plain.headers


def test_another_versions_address_is_answered_but_not_kept(sqlite_api: Api) -> None:
    answer = sqlite_api.get("/static/0123456789ab/site.css")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-cache"


def test_what_is_not_there(sqlite_api: Api) -> None:
    assert sqlite_api.get("/static/x/../site.py").status_code == 404
    assert sqlite_api.get("/static/x/none.css").status_code == 404
    with pytest.raises(KeyError):
        Static().url("none.css")


def test_the_manifest_has_the_name_of_the_site() -> None:
    found = Static("Brush & Arena").find("app.webmanifest")
    assert found
    manifest = json.loads(found.plain)
    assert (manifest["name"], manifest["short_name"], manifest["start_url"]) == ("Brush & Arena",) * 2 + (
        "/",
    )
    assert Static("Brush & Arena").version != Static().version


def test_style_sheets_fetch_nothing(project_root: Path) -> None:
    for path in (project_root / "service" / "web" / "static").glob("*.css"):
        assert not re.search(r"@import|https?:|url\(", path.read_text()), path


def test_an_accent_has_a_style_sheet_of_its_own(sqlite_api: Api) -> None:
    path = Static().accent("#FFEE00")
    assert path.endswith("/accent-6b6409-ffee00.css")
    answer = sqlite_api.get(path)
    assert answer.text == ":root { --accent: light-dark(#6b6409, #ffee00); }\n"
    assert answer.headers["Content-Type"].startswith("text/css")
    assert "immutable" in answer.headers["Cache-Control"]
    outdated = sqlite_api.get("/static/0123456789ab/accent-6b6409-ffee00.css")
    assert outdated.headers["Cache-Control"] == "no-cache"
    for wrong in ("ffee00", "6b6409-ffee0", "6B6409-FFEE00", "6b6409-ffee00\n", "6b6409-red"):
        assert sqlite_api.get(f"/static/x/accent-{quote(wrong)}.css").status_code == 404


def test_nobody_has_shades_computed(sqlite_api: Api) -> None:
    sqlite_api.get("/arenas")
    before = shades_of.cache_info().misses
    assert sqlite_api.get("/static/x/accent-123456-654321.css").status_code == 200
    assert shades_of.cache_info().misses == before


def test_style_sheets_follow_the_direction_of_the_page(project_root: Path) -> None:
    physical = re.compile(
        r"(?:margin|padding|border)-(?:left|right)|text-align: (?:left|right)|(?<![-\w])(?:left|right): "
    )
    # The sides of a matchup are left and right in every language.
    sides = re.compile(r'^ *\.made\[data-revealed="(?:left|right)"\].*$', re.MULTILINE)
    for path in (project_root / "service" / "web" / "static").glob("*.css"):
        assert not physical.findall(sides.sub("", path.read_text())), path


def test_no_string_of_a_script_spans_lines_where_one_could_look_like_a_comment(project_root: Path) -> None:
    for path in (project_root / "service" / "web" / "static").glob("*.js"):
        assert not [line for line in path.read_text().splitlines() if line.count("`") % 2], path
