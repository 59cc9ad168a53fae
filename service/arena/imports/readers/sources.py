"""Where a file comes from: a path, standard input, or an address on the internet."""

from __future__ import annotations

import asyncio
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import unquote, urlsplit

from service.arena.imports.readers.spools import LocalFile, Spool, pieces_of, spooled
from service.errors import Invalid
from service.providers.fetching import Fetcher

STANDARD_INPUT = "-"

# A download may be as large as a year of a busy arena's votes, and take as long as a slow line needs.
MOST_FETCHED = 1 << 30
FETCH_SECONDS = 600
MOST_PIPED = 1 << 36


def is_address(source: str) -> bool:
    """Return whether a source is an address on the internet and not a file."""
    return source.lower().startswith(("http://", "https://"))


def local(source: Path | str, fetcher: Fetcher | None = None) -> LocalFile:
    """Return a source as a file on this machine; only text can mean standard input or an address.

    Raise Invalid where there is no such file or it cannot be read, and NotFetched as the fetcher does.
    """
    if source == STANDARD_INPUT:
        return spooled(pieces_of(sys.stdin.buffer), "standard input", (), at_most=MOST_PIPED)
    if isinstance(source, str) and is_address(source):
        return _fetched(source, fetcher or Fetcher())
    path = Path(source)
    if path.is_dir() or not path.exists():
        raise Invalid(f"{path} is a folder, not a file" if path.is_dir() else f"there is no file {path}")
    if path.is_file():
        return LocalFile(path, path.name)
    with path.open("rb") as pipe:
        return spooled(pieces_of(pipe), path.name, (), at_most=MOST_PIPED)


def _fetched(address: str, fetcher: Fetcher) -> LocalFile:
    spool = Spool()
    with spool.path.open("wb") as target:
        fetching = fetcher.fetch_into(target, address, max_bytes=MOST_FETCHED, seconds=FETCH_SECONDS)
        # A command opens its file inside a running event loop, which cannot run another one.
        with ThreadPoolExecutor(1) as thread:
            thread.submit(asyncio.run, fetching).result()
    return LocalFile(spool.path, Path(unquote(urlsplit(address).path)).name or address, spool=spool)
