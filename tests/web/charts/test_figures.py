"""The figures as Vega-Lite: sized, colored, and with all of their data."""

from __future__ import annotations

import json

import pytest

from service.web.charts.figures import FIGURES, specification
from service.web.charts.sizes import WIDTH, height_of
from service.web.charts.theme import LOOKS
from tests.support.figures import DATA, NAMES


@pytest.mark.parametrize("figure", FIGURES)
def test_a_figure_has_its_size_its_title_and_its_colours(figure: str) -> None:
    made = specification(figure, DATA[figure], LOOKS["dark"])
    assert (made["width"], made["height"]) == (WIDTH, height_of(figure, DATA[figure]))
    assert made["title"] == DATA[figure]["title"]
    assert made["config"]["background"] == LOOKS["dark"].ground


@pytest.mark.parametrize("figure", FIGURES)
def test_all_the_data_is_in_it_and_nothing_is_fetched(figure: str) -> None:
    made = specification(figure, DATA[figure], LOOKS["light"])
    text = json.dumps(made, ensure_ascii=False)
    assert all(name in text for name in NAMES)
    assert '"url"' not in text


def test_a_single_line_needs_no_legend() -> None:
    alone = {**DATA["lines"], "series": DATA["lines"]["series"][:1]}
    assert '"legend": null' in json.dumps(specification("lines", alone, LOOKS["light"]))
    assert '"legend": null' not in json.dumps(specification("lines", DATA["lines"], LOOKS["light"]))


def test_every_figure_has_its_data_here() -> None:
    assert FIGURES.keys() == DATA.keys()


def test_many_points_are_a_line_without_dots() -> None:
    points = [{"date": f"2026-{month:02d}-{day:02d}", "value": 1} for month in (1, 2) for day in range(1, 29)]
    long = {**DATA["lines"], "series": [{"name": "a", "points": points}]}
    assert "circle" in json.dumps(specification("lines", DATA["lines"], LOOKS["light"]))
    assert "circle" not in json.dumps(specification("lines", long, LOOKS["light"]))
