"""The documentation site, built once for all tests of a run, and served without a database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest

from scripts.documentation.building import SERVED, build_site
from service.api.middleware.outer import OuterMiddleware
from service.app import bare_app
from service.settings import load
from service.web.documentation import Documentation
from service.web.rendering import Templates
from service.web.static import Static
from tests.support.runs.once import made_once
from tests.support.served.api import listening


def build_once() -> Path:
    """Return the folder of the site, built by the first of all processes of a run that needs it.

    It is where the program and a wheel look for it. A warning fails the build, and with it every test.
    """
    made_once("documentation", lambda _: build_site(SERVED))
    return SERVED


@pytest.fixture(scope="session")
def documentation_site() -> Path:
    """Return the folder of the site."""
    return build_once()


@contextmanager
def documentation_at(folder: Path) -> Iterator[str]:
    """Serve the site of a folder as the program does, and yield the address."""
    app = bare_app()
    app.state.services = SimpleNamespace(
        settings=load({}), catalog=SimpleNamespace(site_logo=SimpleNamespace(logo=None))
    )
    app.state.static = Static()
    app.state.templates = Templates(app.state.static)
    app.state.documentation = Documentation(folder)
    with listening(OuterMiddleware(app, 1_000)) as base:
        yield base
