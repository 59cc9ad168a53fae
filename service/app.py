"""The application: the program's parts behind HTTP."""

from __future__ import annotations

import asyncio
import gc
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.types import ASGIApp

from service import __version__
from service.api import openapi, problems
from service.api.metrics import Metrics
from service.api.middleware.outer import OuterMiddleware
from service.api.middleware.request_counts import RequestCounts
from service.api.pictures import BlindImageMiddleware
from service.api.routes import every_route
from service.arena.boards.events import Events
from service.arena.generations.workers import working
from service.arena.housekeeping import keep_house
from service.arena.services import open_services
from service.http.response_cache import CacheMiddleware, ResponseCache
from service.http.shutdown import when_stopped
from service.settings import Settings, load
from service.web.charts.drawing import Drawings
from service.web.pages import errors
from service.web.rendering import Templates
from service.web.routes import every_page
from service.web.static import Static

_ABOUT = (
    "Blind pairwise votes on images, and the rankings folded from them. Errors are RFC 9457 problems; "
    "lists answer `{items, next_cursor}`; writing needs `Authorization: Bearer KEY`."
)


def build_app(settings: Settings) -> ASGIApp:
    """Yield the service for these settings, as an ASGI application.

    Its parts are opened in the server's loop when it starts, and closed, with every waiting vote
    recorded, when it stops.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with open_services(settings) as services, working(services, settings.workers):
            app.state.services = services
            app.state.prepared = ResponseCache(services)
            app.state.metrics = Metrics(services, requests)
            app.state.static = Static()
            app.state.templates = Templates(app.state.static, settings.public_url)
            house = asyncio.create_task(keep_house(services), name="arena-housekeeping")
            app.state.drawings = Drawings()
            app.state.events = Events(services.database)

            def let_go() -> None:
                app.state.events.close()
                services.generations.completions.let_go()

            with when_stopped(let_go):
                yield
            app.state.events.close()
            await app.state.drawings.close()
            house.cancel()
            await asyncio.gather(house, return_exceptions=True)

    requests = RequestCounts()
    app = bare_app()
    app.router.lifespan_context = lifespan

    def answers() -> ResponseCache | None:
        # Without public reads every answer waits for a key to be checked, which the lane does not do.
        return app.state.prepared if settings.public_reads else None

    lanes = BlindImageMiddleware(CacheMiddleware(app, answers), lambda: app.state.services)
    return OuterMiddleware(lanes, settings.max_body_bytes, requests.note)


def create() -> ASGIApp:
    """Return the service for the settings of the environment; each server process calls this."""
    app = build_app(load(os.environ))
    tune_process()
    return app


def tune_process() -> None:
    """Make the interpreter suit a server; it is for a process that does nothing else.

    The garbage collector would walk through all the modules' objects, a million of them, again and again:
    a tenth of a second each time, in which no vote is answered. They are put out of its sight, and it is
    asked to look less often; what requests leave behind is nearly all freed without it. And the thread
    that records votes and the one that answers exchange the interpreter's lock less often: each change
    costs more than the wait.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)
    sys.setswitchinterval(0.01)


def bare_app() -> FastAPI:
    """Return the routes without the parts behind them: enough to ask for the OpenAPI document."""
    app = FastAPI(
        title="Arena service",
        description=_ABOUT,
        version=__version__,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    # Before the framework's own: its /openapi.json is the least asked for.
    app.router.routes[:0] = [*every_route(), *every_page()]
    problems.install(app)
    errors.install(app, problems.answer)
    openapi.install(app)
    return app
