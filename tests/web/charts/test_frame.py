"""What stands around a chart's data: labels that fit, legends that wrap."""

from __future__ import annotations

from service.web.charts.frame import LABEL_LIMIT, Legend, columns, gutter, shortened
from service.web.charts.scales import Scale
from service.web.charts.svg_text import width
from service.web.charts.theme import THEMES

LIGHT = THEMES["light"]


def test_a_long_label_is_cut_to_its_room_and_a_short_one_is_not() -> None:
    assert shortened("Photon", 190) == "Photon"
    cut = shortened("A model with a name that goes on and on " * 3, 190)
    assert cut.endswith("…")
    assert width(cut, 12) <= 190
    assert shortened("漢字" * 40, 100).endswith("…")


def test_the_gutter_fits_the_labels_up_to_a_limit() -> None:
    assert gutter(["a"]) < gutter(["a longer label"])
    assert gutter(["x" * 500]) <= LABEL_LIMIT + 24
    assert gutter([]) > 0


def test_labels_that_would_touch_are_left_out_but_the_last_one_never() -> None:
    ticks = tuple((float(i), f"{i}00,000") for i in range(50))
    drawn = columns(Scale(0, 49, 0, 400, ticks), LIGHT, 0, 100, grid=True)
    assert 2 <= drawn.count("<text") < 20
    assert ">4900,000<" in drawn


def test_a_legend_wraps_and_none_takes_no_room() -> None:
    assert Legend(()).height == 0
    long = "a name of some length, in words"
    assert Legend([long] * 9).height > Legend([long] * 2).height
    assert Legend(["a", "b"]).draw(LIGHT, 0).count("<circle") == 2
    assert LIGHT.series[0] in Legend(["a"]).draw(LIGHT, 0)
