"""The application: the program behind HTTP."""

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
from service.api import problems, telemetry
from service.api.metrics.route import Metrics
from service.api.middleware.blind_images import BlindImageMiddleware
from service.api.middleware.outer import OuterMiddleware
from service.api.middleware.preflights import PreflightMiddleware
from service.api.middleware.raw_routes import RawRouteMiddleware
from service.api.middleware.request_counts import RequestCounts
from service.api.reference import openapi
from service.api.routes import BUSIEST, every_route
from service.arena.boards.events import Events
from service.arena.boards.refits.refitting import keep_refitting
from service.arena.catalog.daily import keep_measuring
from service.arena.generations.workers import working
from service.arena.housekeeping import keep_house
from service.arena.images.blind_copies import keep_making
from service.arena.images.second_look import keep_looking
from service.arena.imports.uploads.jobs import UploadJobs
from service.arena.integrity.agreement import AGREEMENT
from service.arena.integrity.scanning import keep_scanning
from service.arena.recording.publishing import keep_publishing
from service.arena.services import open_services
from service.arena.voting.likeness import LIKENESS
from service.arena.webhooks.delivering import keep_delivering
from service.arena.webhooks.watching import keep_raising, keep_watching
from service.http.response_cache import CacheMiddleware, ResponseCache
from service.http.shutdown import when_stopped
from service.http.tables.kept import KeptTables
from service.logs.lines import configure
from service.settings import Settings, load
from service.web.charts.raster import Rasterizer
from service.web.documentation import Documentation
from service.web.pages import errors
from service.web.rendering import Templates
from service.web.routes import every_page
from service.web.static import Static

_ABOUT = (
    "Blind pairwise votes on images, and the rankings computed from them. Errors are RFC 9457 problems. "
    "Lists return `{items, next_cursor}`. Writing needs `Authorization: Bearer KEY`. Whole numbers in JSON "
    "are written without a decimal point. A query parameter is sent once, unless it is a list."
)


def build_app(settings: Settings) -> ASGIApp:
    """Return the service for these settings, as an ASGI application.

    Its parts open in the server's loop when it starts. When it stops, they record every waiting vote and
    close.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        telemetry.start_tracing()
        writes.is_observed = telemetry.is_on()
        async with open_services(settings) as services, working(services, settings.workers):
            services.recorder.join_workers()
            app.state.services = services
            services.access.rate_limits.start()
            app.state.response_cache = ResponseCache(services)
            app.state.kept_tables = KeptTables(services)
            app.state.upload_jobs = UploadJobs()
            app.state.static = Static(settings.name)
            app.state.documentation = Documentation()
            app.state.templates = Templates(app.state.static, settings.name, settings.accent)
            await services.blobs.open()
            housekeeping = [
                asyncio.create_task(keep_house(services), name="arena-housekeeping"),
                asyncio.create_task(keep_looking(services), name="arena-second-look"),
                asyncio.create_task(keep_publishing(services.database), name="arena-publishing"),
                asyncio.create_task(keep_refitting(services), name="arena-refits"),
                asyncio.create_task(keep_scanning(services), name="arena-integrity"),
                asyncio.create_task(keep_making(services), name="arena-variants"),
                asyncio.create_task(keep_watching(services), name="arena-board-watch"),
                asyncio.create_task(keep_raising(services), name="arena-alarms"),
                asyncio.create_task(keep_delivering(services), name="arena-deliveries"),
                *(
                    asyncio.create_task(keep_measuring(services, one), name=f"arena-{one.name}")
                    for one in (AGREEMENT, LIKENESS)
                ),
            ]
            app.state.rasterizer = Rasterizer()
            app.state.events = Events(services.database)
            app.state.metrics = Metrics(services, requests, app.state.events)

            def end_waits() -> None:
                app.state.events.close()
                services.generations.completions.let_go()

            with when_stopped(end_waits):
                yield
            app.state.events.close()
            app.state.upload_jobs.close()
            app.state.kept_tables.close()
            for task in housekeeping:
                task.cancel()
            await asyncio.gather(*housekeeping, return_exceptions=True)

    requests = RequestCounts()
    app = bare_app()
    app.router.lifespan_context = lifespan

    def cache() -> ResponseCache | None:
        # Without public reads every request needs a valid key, which the middleware does not check.
        return app.state.response_cache if settings.public_reads else None

    framework = PreflightMiddleware(app, app, settings) if settings.cross_origin else app
    writes = RawRouteMiddleware(framework, app, BUSIEST)
    return OuterMiddleware(
        BlindImageMiddleware(CacheMiddleware(framework, cache), lambda: app.state.services),
        settings.max_body_bytes,
        requests,
        writes=writes,
        log_requests=settings.log_requests,
        cross_origin=settings.cross_origin,
    )


def create() -> ASGIApp:
    """Return the service for the settings in the environment. Each server process calls this."""
    settings = load(os.environ)
    configure(settings.log_format)
    app = build_app(settings)
    tune_process()
    return app


def tune_process() -> None:
    """Tune the interpreter for a process that is only a server.

    The garbage collector would repeatedly scan a million objects of the modules, for a tenth of a second each
    time, during which no vote is answered. So these objects are frozen, and the collector runs less often:
    nearly everything that requests leave behind is freed without it. The thread that records votes and the
    one that answers requests also swap the interpreter's lock less often, because each swap costs more than
    the wait.
    """
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)
    sys.setswitchinterval(0.01)


def bare_app() -> FastAPI:
    """Return the routes without the parts behind them: enough for the OpenAPI document."""
    app = FastAPI(
        title="Arena service",
        description=_ABOUT,
        version=__version__,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        telemetry=telemetry.CONFIG,
    )
    # Before the framework's own routes: /openapi.json is rarely requested.
    app.router.routes[:0] = [*every_route(), *every_page()]
    problems.install(app)
    errors.install(app, problems.answer)
    openapi.install(app)
    return app
