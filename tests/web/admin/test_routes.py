"""The admin routes: only the login page is open to strangers."""

from __future__ import annotations

from fastapi.routing import APIRoute

from service.web.admin.routes import ROUTERS
from tests.support.served.api import Api

OPEN = {"/admin/login"}


def test_none_but_the_way_in_is_open(sqlite_api: Api) -> None:
    routes = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
    assert len(routes) >= 20
    for route in routes:
        path = route.path.replace("{plural}", "models").replace("{", "").replace("}", "")
        for method in (route.methods or set()) if path not in OPEN else set():
            answer = sqlite_api.client.request(method, path)
            assert answer.status_code == 303, (method, path)
            assert answer.headers["Location"].startswith("/admin/login"), (method, path)
