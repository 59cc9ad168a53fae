"""The order of the routes."""

from __future__ import annotations

from fastapi.routing import APIRoute
from starlette.routing import Match, Route

from service.api import image_files
from service.api.routes import every_route


def test_the_busiest_are_tried_first() -> None:
    first = every_route()[0]
    assert isinstance(first, Route)
    assert (first.path, first.methods) == ("/api/v1/arenas/{arena}/votes", {"POST"})


def test_none_hides_another() -> None:
    routes = [route for route in every_route() if isinstance(route, Route)]
    for route in routes:
        for method in route.methods or ():
            path = route.path_format.replace("{", "").replace("}", "")
            scope = {"type": "http", "method": method, "path": path, "root_path": ""}
            found = [other for other in routes if other.matches(dict(scope))[0] is Match.FULL]
            assert found[0] is route
    assert len({(route.path, *(route.methods or ())) for route in routes}) == len(routes)


def test_every_one_says_what_it_does() -> None:
    for route in every_route():
        if route in image_files.ROUTES:
            continue
        assert isinstance(route, APIRoute)
        assert route.description
        assert route.tags or not route.include_in_schema
