"""The documentation site, built once for all tests of a process, and served without a database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from scripts.documentation.building import build_site
from service.api.middleware.outer import OuterMiddleware
from service.app import bare_app
from service.web.documentation import Documentation
from service.web.rendering import Templates
from service.web.static import Static
from tests.support.api import listening


@pytest.fixture(scope="session")
def documentation_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the site. A warning fails the build, and with it every test that asks."""
    folder = tmp_path_factory.mktemp("documentation") / "site"
    build_site(folder)
    return folder


@contextmanager
def documentation_at(folder: Path) -> Iterator[str]:
    """Serve the site of a folder as the program does, and yield the address."""
    app = bare_app()
    app.state.static = Static()
    app.state.templates = Templates(app.state.static, "")
    app.state.documentation = Documentation(folder)
    with listening(OuterMiddleware(app, 1_000)) as base:
        yield base
