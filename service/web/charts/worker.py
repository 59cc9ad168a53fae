"""The process that draws: figures as lines of JSON on its standard input, SVG or PNG on its output.

The drawing library keeps the interpreter's lock for the 50 ms of a drawing, so that in a thread of the server
every vote would wait for it. Started by `service.web.charts.drawing`; it ends with its input.
"""

from __future__ import annotations

import json
import os
import sys
from typing import BinaryIO

import vl_convert

from service.web.charts.figures import specification
from service.web.charts.theme import LOOKS

# Votes go first.
_NICENESS = 10


def draw(line: bytes) -> bytes:
    """The SVG of one request, ``{figure, data, mode}``, or the PNG of one that brings an SVG: ``{svg}``."""
    asked = json.loads(line)
    if "svg" in asked:
        png: bytes = vl_convert.svg_to_png(asked["svg"])
        return png
    made = specification(asked["figure"], asked["data"], LOOKS[asked["mode"]])
    # A drawing never needs anything from elsewhere, whatever its data says.
    svg: str = vl_convert.vegalite_to_svg(made, allowed_base_urls=[])
    return svg.encode()


def serve(source: BinaryIO, sink: BinaryIO) -> None:
    """Answer requests until there are no more: a line with a word and a length, then so many bytes."""
    for line in source:
        try:
            word, body = b"drawn", draw(line)
        except (ValueError, TypeError, KeyError, RuntimeError) as error:
            word, body = b"failed", f"{type(error).__name__}: {error}".encode()
        sink.write(b"%s %d\n%s" % (word, len(body), body))
        sink.flush()


if __name__ == "__main__":
    os.nice(_NICENESS)
    serve(sys.stdin.buffer, sys.stdout.buffer)
