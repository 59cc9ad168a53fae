"""Request counts: by route, method and status, and by the time until the response began."""

from __future__ import annotations

from starlette.types import Scope

from service.domain.metrics import OTHER, Histogram

# Each bound is another line for each route. These tell a cached answer from a vote and from a long wait.
BOUNDS = (0.005, 0.025, 0.1, 0.5, 2.5)

_METHODS = {"GET", "HEAD", "POST", "PATCH", "DELETE", "PUT", "OPTIONS"}
_MOST_PATHS = 10_000
# Together at most 45 kB of /metrics. The routes that are asked for first are the busy ones.
_MOST_SERIES = 200
_MOST_HISTOGRAMS = 30
_NOT_ALLOWED = 405


def method_of(scope: Scope) -> str:
    """Return the method of a request, ``other`` for one that no route has."""
    method: str = scope["method"]
    return method if method in _METHODS else OTHER


class RequestCounts:
    """The requests that this process answered.

    They are counted by route; a request that no route takes, or with a method that its route lacks, is
    ``other``, and so are routes beyond a bound.
    """

    def __init__(self) -> None:
        self.answered: dict[tuple[str, str, int], int] = {}
        self.seconds: dict[tuple[str, str], Histogram] = {}
        self._routes: dict[str, str] = {}

    def note(self, scope: Scope, status: int, seconds: float) -> str:
        """Count a request by the scope that the application left, its status (0 if none), and its time.

        Return its route.
        """
        name = self._name(scope)
        route = (name, method_of(scope))
        if status == _NOT_ALLOWED:
            route = (OTHER, OTHER)
        key = (*route, status)
        if key not in self.answered and len(self.answered) >= _MOST_SERIES:
            key = (OTHER, OTHER, status)
        self.answered[key] = self.answered.get(key, 0) + 1
        histogram = self.seconds.get(route) or self._histogram(route)
        histogram.observe(seconds)
        return name

    def _histogram(self, route: tuple[str, str]) -> Histogram:
        if len(self.seconds) >= _MOST_HISTOGRAMS:
            route = (OTHER, OTHER)
        return self.seconds.setdefault(route, Histogram(BOUNDS))

    def _name(self, scope: Scope) -> str:
        """Return the path template of the route that took a request.

        A cached response is sent before any route is tried, but a route once took its path.
        """
        path: str = scope["path"]
        route = scope.get("route")
        if route is None:
            return self._routes.get(path, OTHER)
        name: str = getattr(route, "path", OTHER)
        if path not in self._routes:
            if len(self._routes) >= _MOST_PATHS:
                self._routes.clear()
            self._routes[path] = name
        return name
