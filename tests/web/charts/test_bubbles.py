"""Bubbles: each factor of ten as far, better higher, faster larger."""

from __future__ import annotations

import pytest

from service.web.charts.bubbles import Bubble, Bubbles
from service.web.charts.figure import Table
from tests.support.pages.figures import LIGHT, body, elements, labels

EMPTY = Table((), ())
MODELS = [
    Bubble("cheap", 0.001, 20.0, 4.0, best=True),
    Bubble("middle", 0.01, 22.0, 16.0, best=True),
    Bubble("dear", 0.1, 21.0, None, best=False),
]


def test_places_sizes_and_the_front() -> None:
    svg = body(Bubbles("Prices", MODELS, EMPTY))
    circles = {float(c.attrib["cx"]): c.attrib for c in elements(svg, "circle")}
    (cheap, middle, dear) = (circles[x] for x in sorted(circles))
    assert float(middle["cx"]) - float(cheap["cx"]) == pytest.approx(
        float(dear["cx"]) - float(middle["cx"]), abs=0.2
    )
    assert float(middle["cy"]) < float(dear["cy"]) < float(cheap["cy"])
    assert float(middle["r"]) == pytest.approx(2 * float(cheap["r"]), abs=0.1)  # four times as fast
    assert "stroke-dasharray" in dear  # nobody says how fast it is
    assert (cheap["fill"], dear["fill"]) == (LIGHT.accent, LIGHT.quiet)
    (front,) = [one for one in elements(svg, "path") if one.get("stroke") == LIGHT.accent]
    assert front.attrib["d"].startswith(f"M{float(cheap['cx']):.1f} {float(cheap['cy']):.1f}H")
    assert {"cheap", "middle", "dear", "$0.01"} <= {text for text, _ in labels(svg)}


def test_a_free_model_has_a_place() -> None:
    free = Bubble("free", 0.0, 20.0, 1.0, best=True)
    assert len(elements(body(Bubbles("Prices", [*MODELS, free], EMPTY)), "circle")) == 4


def test_names_in_a_crowd_are_left_out_and_the_best_value_keeps_its_own() -> None:
    crowd = [Bubble(f"one of many models {i}", 0.02, 20.0 + i / 100, 1.0, best=i == 39) for i in range(120)]
    found = {text for text, _ in labels(body(Bubbles("Prices", crowd, EMPTY)))}
    shown = [text for text in found if text.startswith("one of many")]
    assert 1 <= len(shown) < 100
    assert "one of many models 39" in shown
