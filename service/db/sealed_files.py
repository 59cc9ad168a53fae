"""The files of sealed segments as tables, for transactions that need votes which only they hold.

A vote that was dropped from the table of votes is read from its segment, in the blob store. The code that
opens a database says how a file's bytes are loaded, and queries find that by their session.
"""

from __future__ import annotations

import asyncio
import io
from collections import OrderedDict
from collections.abc import Callable, Iterable
from threading import Lock
from typing import TypeAlias, cast

import polars as pl
from sqlalchemy import Connection, Engine
from sqlalchemy.dialects.postgresql.asyncpg import AsyncAdapt_asyncpg_connection

from service.errors import ArenaError, Damaged, Unavailable

Load: TypeAlias = Callable[[bytes], bytes]
"""Returns the bytes of the file with this SHA-256. Raises Damaged or Unavailable."""

_OPTION = "sealed_files"

KEPT = 2
"""How many files are kept decoded: a segment of a million votes takes 33 MB."""

# In the database's words: a file calls prompt categories what they are.
_COLUMNS = {
    "position": "position",
    "model_left": "model_left",
    "model_right": "model_right",
    "outcome": "outcome",
    "category_id": "stratum_id",
    "prompt_id": "prompt_id",
    "voted_at": "voted_at",
}


class SealedFiles:
    """Sealed files, the last few of them decoded."""

    def __init__(self, load: Load) -> None:
        self._load = load
        self._kept: OrderedDict[bytes, pl.DataFrame] = OrderedDict()
        self._loading: dict[bytes, Lock] = {}
        self._lock = Lock()

    def frame(self, sha256: bytes) -> pl.DataFrame:
        """Return the votes of a file, with the columns of their table. Raise Damaged or Unavailable."""
        # Those who want a file that is here do not wait for one that is being loaded.
        with self._lock:
            kept = self._kept.get(sha256)
            loading = self._loading.setdefault(sha256, Lock())
        if kept is not None:
            return kept
        with loading:
            kept = self._kept.get(sha256)
            if kept is None:
                data = io.BytesIO(self._load(sha256))
                kept = pl.read_parquet(data, columns=list(_COLUMNS)).rename(_COLUMNS)
        with self._lock:
            self._loading.pop(sha256, None)
            self._kept[sha256] = kept
            self._kept.move_to_end(sha256)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return kept


def give_files(engines: Iterable[Engine], load: Load) -> None:
    """Let the sessions of these engines read sealed files, which they keep together."""
    files = SealedFiles(load)
    for engine in engines:
        engine.update_execution_options(**{_OPTION: files})


def frame_of(session: Connection, sha256: bytes, what: str) -> pl.DataFrame:
    """Return the votes of a file, read aside: on PostgreSQL, the event loop goes on meanwhile.

    Raise Damaged or Unavailable, with ``what`` says of the file.
    """
    files: SealedFiles | None = session.get_execution_options().get(_OPTION)
    if files is None:
        raise Unavailable(f"{what} are in a sealed file, and the database was opened without those")
    try:
        if session.dialect.name == "sqlite":
            return files.frame(sha256)
        driver = cast(AsyncAdapt_asyncpg_connection, session.connection.dbapi_connection)
        frame: pl.DataFrame = driver.run_async(lambda _: asyncio.to_thread(files.frame, sha256))
    except Damaged as error:
        raise Damaged(_unreadable(what, error)) from error
    except Unavailable as error:
        raise Unavailable(_unreadable(what, error)) from error
    return frame


def _unreadable(what: str, error: ArenaError) -> str:
    return f"{what} are in a sealed file that cannot be read ({error.detail}); `arena log check` says more"
