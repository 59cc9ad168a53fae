"""Request counts: by route, method and status, and by the time until the response began."""

from __future__ import annotations

from starlette.types import Scope

from service.domain.histograms import Histogram

BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)
OTHER = "other"

_METHODS = {"GET", "HEAD", "POST", "PATCH", "DELETE", "PUT", "OPTIONS"}
_MOST_PATHS = 10_000


class RequestCounts:
    """The requests that this process answered.

    They are counted by route, so that their number is limited; a request that no route takes is ``other``.
    """

    def __init__(self) -> None:
        self.answered: dict[tuple[str, str, int], int] = {}
        self.seconds: dict[tuple[str, str], Histogram] = {}
        self._routes: dict[str, str] = {}

    def note(self, scope: Scope, status: int, seconds: float) -> None:
        """Count a request by the scope that the application left, its status (0 if none), and its time."""
        name, method = self._name(scope), scope["method"]
        if method not in _METHODS:
            method = OTHER
        key = (name, method, status)
        self.answered[key] = self.answered.get(key, 0) + 1
        histogram = self.seconds.get((name, method))
        if histogram is None:
            histogram = self.seconds[name, method] = Histogram(BOUNDS)
        histogram.observe(seconds)

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
