"""The data page: what a release has, and the one line of each tool, run as it stands there."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pytest
from playwright.async_api import Browser

from service.arena.votes.releases.verifying import verify
from tests.support.pages.browser import ON_PHONES, visiting
from tests.support.served.api import Api
from tests.support.votes.releases import VOTES, serving_releases

PAGE = "/arenas/t2i/data"
BOARDS = "data/boards.parquet"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the service."""
    return tmp_path_factory.mktemp("releases")


@pytest.fixture(scope="module")
def site(sqlite_template: Path, folder: Path) -> Iterator[Api]:
    """Yield the service with a release."""
    with serving_releases(sqlite_template, folder) as api:
        yield api


@pytest.fixture
def name(folder: Path) -> str:
    """Return the name of the release."""
    (found,) = (folder / "releases" / "t2i").iterdir()
    return found.name


def lines(site: Api) -> list[str]:
    """Return the code of the page."""
    return [unescape(code) for code in re.findall(r"<pre[^>]*><code>(.*?)</code>", site.get(PAGE).text)]


def loaded(urls: list[str], cache: Path) -> Any:
    os.environ |= {"HF_HUB_OFFLINE": "1", "HF_HOME": str(cache), "HF_DATASETS_DISABLE_PROGRESS_BARS": "1"}
    import datasets  # noqa: PLC0415 - only now it reads the environment, and it takes a second

    return datasets.load_dataset("parquet", data_files=urls, split="train", cache_dir=str(cache))


@pytest.mark.slow
def test_the_page_says_what_each_file_has(site: Api, folder: Path, name: str) -> None:
    html = site.get(PAGE).text
    release = folder / "releases" / "t2i" / name
    verified = verify(release)
    assert verified.manifest is not None
    assert verified.manifest.fingerprint in html
    for file, known in verified.manifest.files.items():
        assert f'href="{PAGE}/{name}/{file}"' in html
        assert f'title="{known.sha256}"' in html
        answer = site.get(f"{PAGE}/{name}/{file}")
        assert answer.content == (release / file).read_bytes()
        assert answer.headers["etag"] == f'"{known.sha256}"'
    assert f"<dd>{VOTES}, of which" in html
    assert "An &#34;arena&#34;: a test" in html
    assert f'<a href="{PAGE}">' in site.get("/arenas/t2i").text


@pytest.mark.slow
def test_each_line_loads_the_board(site: Api, folder: Path, name: str, tmp_path: Path) -> None:
    release = folder / "releases" / "t2i" / name
    expected = pl.read_parquet(release / BOARDS)
    pandas_line, polars_line, duckdb_line, datasets_line, verify_line = lines(site)
    assert all(site.base in line for line in (pandas_line, polars_line, duckdb_line, datasets_line))
    assert eval(pandas_line, {"pandas": pd})["model"].to_list() == expected["model"].to_list()  # noqa: S307
    assert eval(polars_line, {"polars": pl}).equals(expected)  # noqa: S307
    # DuckDB downloads its HTTP client on first use, which a test must not: the same line reads the file.
    local = duckdb_line.replace(f"{site.base}{PAGE}/{name}", str(release))
    assert local != duckdb_line
    overall = expected.filter(axis="overall")
    rows = duckdb.execute(f"SELECT model, score FROM ({local})").fetchall()  # noqa: S608 - the page's line
    assert rows == overall.select("model", "score").rows()
    assert "datasets, all votes (with aiohttp installed)" in site.get(PAGE).text
    assert datasets_line.startswith('datasets.load_dataset("parquet", data_files=[')
    votes = loaded([str(release / "data/votes/00001.parquet")], tmp_path)
    assert len(votes) == VOTES
    assert verify_line == f"arena verify {name} --hash {verify(release).manifest.fingerprint}"  # type: ignore[union-attr]


@pytest.mark.slow
@pytest.mark.usefixtures("site")
def test_the_folder_loads_as_a_dataset_with_a_configuration_for_each_table(
    folder: Path, name: str, tmp_path: Path
) -> None:
    """The line of the card, as it works on the Hub."""
    release = str(folder / "releases" / "t2i" / name)
    loaded([f"{release}/{BOARDS}"], tmp_path)
    import datasets  # noqa: PLC0415 - see above

    assert datasets.get_dataset_default_config_name(release) == "votes"
    for config, file in (("votes", "votes/00001"), ("boards", "boards"), ("decided", "decided")):
        rows = datasets.load_dataset(release, config, split="train", cache_dir=str(tmp_path))
        expected = pl.read_parquet(f"{release}/data/{file}.parquet")
        assert rows.column_names == expected.columns
        assert len(rows) == expected.height


def test_parts_of_files(site: Api, folder: Path, name: str) -> None:
    path = f"{PAGE}/{name}/{BOARDS}"
    whole = (folder / "releases" / "t2i" / name / BOARDS).read_bytes()
    first = site.get(path)
    tag = first.headers["etag"]
    assert first.headers["accept-ranges"] == "bytes"
    assert first.headers["content-type"] == "application/vnd.apache.parquet"
    assert "immutable" in first.headers["cache-control"]
    for asked, start, end in (("0-3", 0, 4), ("-8", len(whole) - 8, len(whole)), ("10-", 10, len(whole))):
        part = site.client.get(path, headers={"Range": f"bytes={asked}", "If-Range": tag})
        assert (part.status_code, part.content) == (206, whole[start:end])
        assert part.headers["content-range"] == f"bytes {start}-{end - 1}/{len(whole)}"
    outdated = site.client.get(path, headers={"Range": "bytes=0-3", "If-Range": '"other"'})
    assert (outdated.status_code, outdated.content) == (200, whole)
    beyond = site.client.get(path, headers={"Range": f"bytes={len(whole)}-"})
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, f"bytes */{len(whole)}")
    assert site.client.get(path, headers={"If-None-Match": tag}).status_code == 304
    abroad = {"Origin": "https://notebook.example", "Range": "bytes=0-3"}
    assert site.client.get(path, headers=abroad).headers["access-control-allow-origin"] == "*"
    head = site.client.head(path)
    assert (head.status_code, head.headers["content-length"], head.content) == (200, str(len(whole)), b"")


def test_the_latest_leads_to_a_release(site: Api, name: str) -> None:
    answer = site.client.get(f"{PAGE}/latest/{BOARDS}")
    assert (answer.status_code, answer.headers["location"]) == (307, f"{PAGE}/{name}/{BOARDS}")
    for path in ("/arenas/t2i/data/2020-01-01-1-00000000/release.json", f"{PAGE}/{name}/nothing"):
        assert site.get(path).status_code == 404
    for path in (f"{PAGE}/{name}/../../../secret.key", f"{PAGE}/{name}/%2e%2e/%2e%2e/%2e%2e/secret.key"):
        assert site.get(path).status_code == 404
    assert site.get(PAGE, utm_source="letter").text == site.get(PAGE).text


def test_without_a_release_it_leads_to_the_log(site: Api) -> None:
    html = site.get("/arenas/empty/data").text
    assert "This arena has no release yet" in html
    assert "/api/v1/arenas/empty/votes" in html
    assert site.get("/arenas/nobody/data").status_code == 404
    assert site.get("/arenas/empty/data/latest/release.json").status_code == 404


def test_a_lost_file_is_not_found(site: Api, folder: Path, name: str) -> None:
    card = folder / "releases" / "t2i" / name / "README.md"
    data = card.read_bytes()
    card.unlink()
    assert "lost its file" in site.get(f"{PAGE}/{name}/README.md").text
    card.write_bytes(data)


@pytest.mark.slow
def test_a_closed_service_needs_a_key(sqlite_template: Path, tmp_path: Path) -> None:
    with serving_releases(sqlite_template, tmp_path, public_reads=False) as api:
        for path in (PAGE, f"{PAGE}/latest/{BOARDS}"):
            assert api.get(path).status_code == 401
        answer = api.client.get(f"{PAGE}/latest/{BOARDS}", headers=api.key("votes"), follow_redirects=True)
        assert answer.status_code == 200
        assert answer.headers["cache-control"].startswith("private, ")


async def test_in_a_browser(browser: Browser, site: Api) -> None:
    async with visiting(browser, site.base) as visit:
        for path in (PAGE, "/arenas/empty/data"):
            assert await visit.faults(path, ON_PHONES) == []
    assert visit.problems == []
    assert visit.strangers == []
