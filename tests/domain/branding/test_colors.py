"""Accents: every color has a shade that can be read on the grounds of the pages, as close as that allows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.branding.colors import DARK, LEAST_CONTRAST, LIGHT, Rgb, contrast, shades_of

AA = LEAST_CONTRAST


def test_contrast_is_that_of_wcag() -> None:
    black, white = Rgb.of("#000000"), Rgb.of("#ffffff")
    assert contrast(black, white) == contrast(white, black) == 21
    assert round(contrast(Rgb.of("#777777"), white), 2) == 4.48
    assert Rgb.of("#0b7A75").text == "#0b7a75"


@given(st.from_regex(r"#[0-9a-f]{6}", fullmatch=True))
@pytest.mark.slow
def test_every_shade_can_be_read_as_text_and_under_it(color: str) -> None:
    shades = shades_of(color)
    for shade, mode, on_button in ((shades.light, LIGHT, "#ffffff"), (shades.dark, DARK, "#12131a")):
        assert min(contrast(Rgb.of(shade), ground) for ground in mode.grounds) >= AA
        assert contrast(Rgb.of(shade), Rgb.of(on_button)) >= AA


def test_what_can_be_read_stays_and_the_rest_keeps_its_hue() -> None:
    assert shades_of("#3346c4").light == "#3346c4"
    light, dark = (Rgb.of(shade) for shade in shades_of("#ffee00"))
    assert dark.text == "#ffee00"
    assert light.red > light.blue
    assert light.green > light.blue
    assert shades_of("#ffffff").light == shades_of("#eeeeee").light


def test_the_grounds_are_those_of_the_style_sheet(project_root: Path) -> None:
    sheet = (project_root / "service/web/static/site.css").read_text()
    for name, place in (("ground", 0), ("surface", 1), ("sunken", 2)):
        found = re.search(rf"--{name}: light-dark\((#\w+), (#\w+)\)", sheet)
        assert found
        assert found.groups() == (LIGHT.grounds[place].text, DARK.grounds[place].text)
    assert f"--ink: light-dark({LIGHT.ink.text}, {DARK.ink.text})" in sheet
    assert (LIGHT.surface, DARK.surface) == (LIGHT.grounds[1], DARK.grounds[1])
