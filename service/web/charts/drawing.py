"""Drawings by another process: started at the first one, ended when nobody wants any more for a while."""

from __future__ import annotations

import asyncio
import json
import sys
from asyncio import StreamReader, StreamWriter
from asyncio.subprocess import PIPE, Process
from collections import OrderedDict
from contextlib import suppress
from typing import Any

from service.errors import Unavailable
from service.web.charts.theme import Mode

_WORKER = ("-m", "service.web.charts.worker")
# It holds 140 MB, which are better given back when nobody looks at boards.
IDLE_SECONDS = 120.0
# Starting takes a second, a drawing 50 ms; a minute means that it will never come.
PATIENCE_SECONDS = 60.0
MOST_WAITING = 64
_KEPT = 256
_LARGEST = 1 << 16


class Failed(Exception):
    """A figure could not be drawn from its data; the text is the drawing process's."""


class Drawings:
    """SVG of figures and PNG of SVG, made one at a time; the last few hundred are kept by what they show."""

    def __init__(self) -> None:
        self._kept: OrderedDict[bytes, bytes] = OrderedDict()
        self._turn = asyncio.Lock()
        self._waiting = 0
        self._process: Process | None = None
        self._idle: asyncio.TimerHandle | None = None

    async def svg(self, figure: str, data: dict[str, Any], mode: Mode) -> bytes:
        """Return a figure of `service.web.charts.figures` drawn from its data.

        Raise Unavailable while too many are waiting or the drawing process cannot run, and Failed for data
        that does not fit the figure.
        """
        return await self._asked({"figure": figure, "data": data, "mode": mode})

    async def png(self, svg: str) -> bytes:
        """Return a drawing as PNG, with the fonts of this machine. Raises as `svg` does."""
        return await self._asked({"svg": svg})

    async def _asked(self, what: dict[str, Any]) -> bytes:
        asked = json.dumps(what).encode()
        if asked not in self._kept:
            if self._waiting >= MOST_WAITING:
                raise Unavailable("too many charts are being drawn; ask again in a moment")
            self._waiting += 1
            try:
                async with self._turn:
                    await self._keep(asked)
            finally:
                self._waiting -= 1
                self._rest()
        self._kept.move_to_end(asked)
        return self._kept[asked]

    async def _keep(self, asked: bytes) -> None:
        """Draw, unless another reader wanted the same and was first."""
        if asked in self._kept:
            return
        try:
            self._kept[asked] = await asyncio.wait_for(self._draw(asked), PATIENCE_SECONDS)
        except (OSError, EOFError, TimeoutError) as error:
            await self._end()
            raise Unavailable(f"charts cannot be drawn just now: {error!r}") from None
        except asyncio.CancelledError:
            # Its answer would be taken for the next one's.
            await self._end()
            raise
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)

    async def _draw(self, asked: bytes) -> bytes:
        sink, source = _pipes(await self._running())
        sink.write(asked + b"\n")
        await sink.drain()
        word, _, length = (await source.readuntil(b"\n")).partition(b" ")
        body = await source.readexactly(int(length))
        if word != b"drawn":
            raise Failed(body.decode())
        return body

    async def _running(self) -> Process:
        if self._process is None or self._process.returncode is not None:
            # In a session of its own: Ctrl-C is for the server, which tells it.
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, *_WORKER, stdin=PIPE, stdout=PIPE, limit=_LARGEST, start_new_session=True
            )
        return self._process

    def _rest(self) -> None:
        """End the process after a while, unless it is wanted again."""
        if self._idle is not None:
            self._idle.cancel()
        self._idle = asyncio.get_running_loop().call_later(IDLE_SECONDS, self._tire)

    def _tire(self) -> None:
        if self._process is not None and not self._waiting:
            sink, _ = _pipes(self._process)
            sink.close()
            self._process = None

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    async def close(self) -> None:
        """End the process."""
        if self._idle is not None:
            self._idle.cancel()
        await self._end()


def _pipes(process: Process) -> tuple[StreamWriter, StreamReader]:
    if process.stdin is None or process.stdout is None:
        raise OSError("the drawing process has no pipes")
    return process.stdin, process.stdout
