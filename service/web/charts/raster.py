"""PNG of SVG, for sites that show no SVG: drawn by a process of its own that ends with the picture.

The rasterizer holds the interpreter's lock while it reads the machine's fonts and draws, a fifth of a second
in which the server would answer nobody. Few ask for a PNG, and a minute's requests share one.
"""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import PIPE

import resvg_py

from service.errors import Unavailable

PATIENCE_SECONDS = 60.0
# Where many ask at once they wait for each other: a picture is not worth a server's processors.
_TURN_COUNT = 2
_NICENESS = 10


class Rasterizer:
    """PNG of SVG, at most `_TURN_COUNT` at a time."""

    def __init__(self) -> None:
        self._turns = asyncio.Semaphore(_TURN_COUNT)

    async def png(self, svg: str, zoom: int = 1) -> bytes:
        """Return a drawing as PNG, ``zoom`` times as large, with this machine's fonts.

        Raise Unavailable when that fails.
        """
        program = (sys.executable, "-m", __name__, str(zoom))
        async with self._turns:
            # In a session of its own: Ctrl-C is for the server, which ends it.
            process = await asyncio.create_subprocess_exec(
                *program, stdin=PIPE, stdout=PIPE, stderr=PIPE, start_new_session=True
            )
            try:
                async with asyncio.timeout(PATIENCE_SECONDS):
                    body, error = await process.communicate(svg.encode())
            except TimeoutError:
                raise Unavailable("drawing this picture took too long; try again in a moment") from None
            finally:
                if process.returncode is None:
                    process.kill()
                    await process.wait()
        if process.returncode:
            last = error.decode(errors="replace").strip().rpartition("\n")[2]
            raise Unavailable(f"this picture cannot be drawn right now: {last}")
        return body


def draw(svg: str, zoom: int = 1) -> bytes:
    """Return a drawing as PNG, ``zoom`` times as large. Raise ValueError for what is not SVG."""
    return resvg_py.svg_to_bytes(svg_string=svg, zoom=zoom)


if __name__ == "__main__":
    os.nice(_NICENESS)
    sys.stdout.buffer.write(draw(sys.stdin.read(), int(sys.argv[1])))
