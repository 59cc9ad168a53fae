"""Requests as they are counted."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from service.api.middleware import request_counts
from service.api.middleware.request_counts import RequestCounts
from service.domain.metrics import OTHER


def scope(path: str, route: str | None = None, method: str = "GET") -> dict[str, Any]:
    found: dict[str, Any] = {"path": path, "method": method}
    return found if route is None else {**found, "route": SimpleNamespace(path=route)}


def test_they_are_counted_by_route_method_and_status() -> None:
    counted = RequestCounts()
    for name, status in (("a", 200), ("b", 200), ("c", 404)):
        counted.note(scope(f"/models/{name}", "/models/{model}"), status, 0.002)
    counted.note(scope("/models/a", "/models/{model}", "DELETE"), 204, 0.3)
    assert counted.answered == {
        ("/models/{model}", "GET", 200): 2,
        ("/models/{model}", "GET", 404): 1,
        ("/models/{model}", "DELETE", 204): 1,
    }
    seconds = dict(counted.seconds["/models/{model}", "DELETE"].cumulative())
    assert (seconds["0.1"], seconds["0.5"], seconds["+Inf"]) == (0, 1, 1)


def test_a_prepared_answer_is_that_of_its_route() -> None:
    counted = RequestCounts()
    counted.note(scope("/arenas/a/axes", "/arenas/{arena}/axes"), 200, 0.01)
    counted.note(scope("/arenas/a/axes"), 200, 0.0001)
    counted.note(scope("/arenas/b/axes"), 404, 0.0001)
    assert counted.answered == {("/arenas/{arena}/axes", "GET", 200): 2, (OTHER, "GET", 404): 1}


def test_nobody_can_make_up_endless_names(monkeypatch: Any) -> None:
    monkeypatch.setattr(request_counts, "_MOST_PATHS", 10)
    counted = RequestCounts()
    for i in range(100):
        counted.note(scope(f"/{i}", method=f"METHOD{i}"), 404, 0.1)
        counted.note(scope(f"/models/{i}", "/models/{model}"), 404, 0.1)
    assert counted.answered == {(OTHER, OTHER, 404): 100, ("/models/{model}", "GET", 404): 100}
    assert len(counted._routes) <= 10


def test_a_method_that_a_route_lacks_is_one_label() -> None:
    counted = RequestCounts()
    for method in ("GET", "PUT", "BREW"):
        counted.note(scope("/votes", "/votes", method), 405, 0.1)
    assert counted.answered == {(OTHER, OTHER, 405): 3}
    assert list(counted.seconds) == [(OTHER, OTHER)]


def test_routes_beyond_a_bound_are_counted_together() -> None:
    counted = RequestCounts()
    for number in range(300):
        assert counted.note(scope(f"/{number}", f"/{number}"), 200, 0.1) == f"/{number}"
    assert counted.answered[OTHER, OTHER, 200] == 100
    assert len(counted.answered) == 201
    assert sum(sum(histogram.counts) for histogram in counted.seconds.values()) == 300
    assert len(counted.seconds) == 31
