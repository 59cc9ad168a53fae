"""The drawing process's work, here in the test's own."""

from __future__ import annotations

import io
import json

import pytest
from PIL import Image

from service.web.charts.sizes import WIDTH, height_of
from service.web.charts.theme import LOOKS, Mode
from service.web.charts.worker import draw, serve
from tests.support.figures import DATA, NAMES, parsed


def asked(figure: str, mode: Mode = "light") -> bytes:
    return json.dumps({"figure": figure, "data": DATA[figure], "mode": mode}).encode()


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("figure", DATA)
def test_a_drawing_is_svg_with_the_words_and_without_styles(figure: str, mode: Mode) -> None:
    svg = parsed(draw(asked(figure, mode)))
    assert svg.tag == "{http://www.w3.org/2000/svg}svg"
    assert svg.attrib["width"] == str(WIDTH)
    assert svg.attrib["height"] == str(height_of(figure, DATA[figure]))
    words = "".join(svg.itertext())
    assert all(name in words for name in NAMES)
    attributes = {name for element in svg.iter() for name in element.attrib}
    assert "style" not in attributes  # which the policy of the service would refuse
    assert svg[0].attrib["fill"] == LOOKS[mode].ground


def test_one_answer_for_each_line_failures_included() -> None:
    sink = io.BytesIO()
    bad = b'{"figure": "pie", "data": {}, "mode": "light"}'
    serve(io.BytesIO(b"\n".join([asked("days"), bad, b"no json", asked("days")]) + b"\n"), sink)
    words = []
    sink.seek(0)
    while head := sink.readline():
        word, length = head.split()
        words.append((word, sink.read(int(length))))
    assert [word for word, _ in words] == [b"drawn", b"failed", b"failed", b"drawn"]
    assert words[0][1] == words[3][1]
    assert words[1][1] == b"KeyError: 'pie'"


def test_an_svg_becomes_a_png() -> None:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"><rect width="30" height="20"/></svg>'
    )
    with Image.open(io.BytesIO(draw(json.dumps({"svg": svg}).encode()))) as image:
        assert (image.format, image.size) == ("PNG", (30, 20))
