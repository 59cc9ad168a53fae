"""Files, pipes, standard input and addresses."""

import gzip
import io
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.arena.imports.readers import sources
from service.arena.imports.readers.tables import open_table
from service.errors import Invalid, NotFetched
from service.providers.fetching import Fetcher
from tests.support.files.files import written
from tests.support.network.sites import Site, page, site

CONTENT = b"a,b\n1,2\n"
SAMPLE = [{"a": "1", "b": "2"}]


class Standard(io.TextIOWrapper):
    """Standard input with some bytes in it."""


@pytest.mark.parametrize(("content", "format_"), [(CONTENT, "csv"), (gzip.compress(CONTENT), None)])
def test_standard_input(monkeypatch: pytest.MonkeyPatch, content: bytes, format_: str | None) -> None:
    monkeypatch.setattr("sys.stdin", Standard(io.BytesIO(content)))
    table = open_table("-", format_)
    assert (table.sample, table.format) == (SAMPLE, "csv")
    assert [batch.frame.rows() for batch in table.batches(["b"])] == [[("2",)]]


def test_a_file_may_be_called_like_standard_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path / "-", CONTENT)
    assert open_table(Path("-")).sample == SAMPLE


def test_a_named_pipe_is_read_once_and_may_be_parquet_or_anything(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(CONTENT,))
    writer.start()
    table = open_table(pipe)
    writer.join()
    assert table.sample == SAMPLE
    assert len(list(table.batches(["a"]))) == 1


def test_what_cannot_be_read(tmp_path: Path) -> None:
    for source, said in ((tmp_path, "is a folder"), (tmp_path / "none.csv", "there is no file")):
        with pytest.raises(Invalid, match=said):
            open_table(source)


@pytest.fixture
def here() -> Iterator[Site]:
    """Yield a site with files."""
    pages = {
        "/data/v%20one.csv": page(CONTENT),
        "/v.csv.gz": page(gzip.compress(CONTENT)),
        "/moved": page(status=302, Location="/v.csv.gz"),
        "/none.csv": page(status=404),
    }
    with site(pages) as running:
        yield running


@pytest.mark.parametrize("path", ["data/v%20one.csv?token=1", "v.csv.gz", "moved"])
def test_an_address(here: Site, path: str) -> None:
    fetcher = Fetcher(ports={here.port}, besides={"127.0.0.1"})
    address = f"http://127.0.0.1:{here.port}/{path}".partition("?")[0]
    table = open_table(address, fetcher=fetcher)
    assert (table.sample, table.format) == (SAMPLE, "csv")


@pytest.mark.anyio
async def test_an_address_is_fetched_inside_a_running_loop(here: Site) -> None:
    fetcher = Fetcher(ports={here.port}, besides={"127.0.0.1"})
    assert open_table(f"http://127.0.0.1:{here.port}/v.csv.gz", fetcher=fetcher).sample == SAMPLE


def test_addresses_are_vetted_and_bounded(here: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NotFetched, match="only the ports 80 and 443"):
        open_table(f"http://127.0.0.1:{here.port}/v.csv.gz")
    with pytest.raises(NotFetched, match="public internet"):
        open_table(f"HTTP://localhost:{here.port}/v.csv.gz", fetcher=Fetcher(ports={here.port}))
    assert here.connections == 0
    fetcher = Fetcher(ports={here.port}, besides={"127.0.0.1"})
    with pytest.raises(NotFetched, match="status 404"):
        open_table(f"http://127.0.0.1:{here.port}/none.csv", fetcher=fetcher)
    monkeypatch.setattr(sources, "MOST_FETCHED", 5)
    with pytest.raises(NotFetched, match="more than 5 bytes"):
        open_table(f"http://127.0.0.1:{here.port}/v.csv.gz", fetcher=fetcher)


def test_addresses_and_files() -> None:
    assert sources.is_address("https://example.org/x")
    assert not sources.is_address("http.csv")
