"""The routes of the API reference: one page for each operation, and a few about all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Query, Request, Response
from fastapi.responses import RedirectResponse

from service.arena.catalog import arenas
from service.arena.services import Services as Parts
from service.domain.arenas import EVERY_ARENA
from service.errors import ArenaError, NotFound
from service.http.deps import Services, anyone, origin_of, services_of
from service.http.response_cache import Content
from service.http.responses import answer
from service.web.documentation import Documentation
from service.web.page_route import PageRoute
from service.web.pages.code_samples import Sample
from service.web.reference import topics
from service.web.reference.changes import sections
from service.web.reference.limits import limits
from service.web.reference.operations import Answer, Operation, Reference, title_of
from service.web.reference.samples import EXAMPLE_ORIGIN, samples
from service.web.reference.search import search
from service.web.reference.topics import Topic
from service.web.reference.views import (
    ChangesPage,
    ErrorsPage,
    LimitsPage,
    OperationPage,
    ProblemPage,
    ReferencePage,
    SearchPage,
    StartPage,
)
from service.web.rendering import Head, prepared, render

router = APIRouter(route_class=PageRoute, include_in_schema=False, dependencies=[Depends(anyone)])

_MOVED = 308
# The pages follow from the program; only the names in their examples are those of this server.
_GRACE_SECONDS = 60.0
_SECTION = "docs"

Make = Callable[[str], tuple[str, ReferencePage]]
"""A function that returns the template of a page and its context for an origin."""


@router.get("/docs")
async def show_start(request: Request) -> Response:
    """Return the quick start."""
    reference = reference_of(request)

    def make(origin: str) -> tuple[str, ReferencePage]:
        page = StartPage(
            head=_head_of(topics.QUICK_START),
            groups=reference.groups,
            origin=origin,
            version=request.app.version,
            read=_samples(reference, "listArenas", origin),
            report=_samples(reference, "reportVotes", origin),
            generate=_samples(reference, "createGeneration", origin),
        )
        return "reference/start.html", page

    return await _answer(request, make)


@router.get(topics.ERRORS.url)
async def show_errors(request: Request) -> Response:
    """Return every type of problem."""
    reference = reference_of(request)
    head = _head_of(topics.ERRORS)
    page = ErrorsPage(head=head, groups=reference.groups, origin="", problems=reference.problems)
    return await _answer(request, lambda origin: ("reference/errors.html", replace(page, origin=origin)))


@router.get(topics.LIMITS.url)
async def show_limits(request: Request, services: Services) -> Response:
    """Return the limits of this server."""
    reference = reference_of(request)
    found = list(limits(services.settings, request.app.openapi()))
    page = LimitsPage(head=_head_of(topics.LIMITS), groups=reference.groups, origin="", limits=found)
    return await _answer(request, lambda origin: ("reference/limits.html", replace(page, origin=origin)))


@router.get(topics.CHANGES.url)
async def show_changes(request: Request) -> Response:
    """Return the changelog. It is not cached, because the documentation may be built while this runs."""
    documentation: Documentation = request.app.state.documentation
    page = ChangesPage(
        head=_head_of(topics.CHANGES),
        groups=reference_of(request).groups,
        origin=origin_of(request),
        version=request.app.version,
        sections=sections(documentation.text("changelog.md")),
    )
    return render(request, "reference/changelog.html", page)


@router.get(topics.SEARCH.url)
async def show_search(request: Request, q: Annotated[str, Query()] = "") -> Response:
    """Return the results of a search. The page's script shows the same ones while somebody types."""
    reference = reference_of(request)
    page = SearchPage(
        head=_head_of(topics.SEARCH),
        groups=reference.groups,
        origin=origin_of(request),
        query=q,
        results=search(reference, q),
    )
    return render(request, "reference/search.html", page)


@router.get("/docs/api/{operation}")
async def show_operation(request: Request, services: Services, operation: str) -> Response:
    """Return an operation; at its id, such as ``getLeaderboard``, the way to its page."""
    reference = reference_of(request)
    found = reference.find(operation)
    if found is None:
        raise NotFound(f"there is no operation {operation[:100]!r} in the API reference")
    if found.slug != operation:
        return RedirectResponse(found.url, _MOVED)
    shown = await _at_home(services, found)

    def make(origin: str) -> tuple[str, ReferencePage]:
        return "reference/operation.html", _page(reference, shown, origin)

    return await _answer(request, make)


@router.get("/problems/{code}")
async def explain_problem(request: Request, code: str) -> Response:
    """Explain a type of problem. This is where the type of a problem leads."""
    kind = next((kind for kind in _descendants(ArenaError) if kind.code == code), None)
    if kind is None:
        raise NotFound(f"there is no problem type {code[:100]!r}")
    reference = reference_of(request)
    meaning = " ".join((kind.__doc__ or "").split())
    page = ProblemPage(
        head=Head(kind.title, meaning, f"/problems/{code}", section=_SECTION),
        groups=reference.groups,
        origin="",
        status=kind.status,
        code=code,
        title=kind.title,
        meaning=meaning,
        operations=[one for one in reference.operations if code in {found.code for found in one.problems}],
    )
    return await _answer(request, lambda origin: ("reference/problem.html", replace(page, origin=origin)))


def reference_of(request: Request) -> Reference:
    """Return the reference of the application, made when it is first asked for, as the document is."""
    return _made(request.app)


@lru_cache(1)
def _made(app: FastAPI) -> Reference:
    return Reference(app.openapi())


async def _answer(request: Request, make: Make) -> Response:
    async def produce() -> Content:
        template, page = make(origin_of(request))
        return prepared(request, services_of(request), template, page, grace=_GRACE_SECONDS)

    return await answer(request, EVERY_ARENA, produce)


def _head_of(topic: Topic) -> Head:
    title = "API reference" if topic is topics.QUICK_START else f"{topic.title} – API reference"
    return Head(title, topic.line, topic.url, section=_SECTION)


def _samples(reference: Reference, name: str, origin: str) -> tuple[Sample, ...]:
    found = reference.find(name)
    return samples(found, origin) if found else ()


async def _at_home(services: Parts, operation: Operation) -> Operation:
    """Return the operation with an arena of this server in its example, so that it can be tried as it is."""
    if "arena" not in operation.path_values or not services.settings.public_reads:
        return operation
    running = await services.database.read(arenas.running)
    names = {"arena": running[0].slug} if running else {}
    return replace(operation, path_values={**operation.path_values, **names})


def _page(reference: Reference, operation: Operation, origin: str) -> OperationPage:
    ordered = reference.operations
    place = next(place for place, one in enumerate(ordered) if one.id == operation.id)
    sentence = operation.text.partition("\n\n")[0].replace("`", "")
    return OperationPage(
        head=Head(f"{operation.title} – API reference", sentence, operation.url, section=_SECTION),
        groups=reference.groups,
        origin=origin,
        group=title_of(operation.tag),
        operation=operation,
        samples=samples(operation, origin),
        answers=[_at_origin(one, origin) for one in operation.answers],
        before=ordered[place - 1] if place else None,
        after=ordered[place + 1] if place + 1 < len(ordered) else None,
    )


def _at_origin(answer: Answer, origin: str) -> Answer:
    """Return the answer with the reader's origin in the URLs of its example."""
    if answer.example is None:
        return answer
    text = answer.example.text.replace(EXAMPLE_ORIGIN, origin)
    return replace(answer, example=replace(answer.example, text=text))


def _descendants(kind: type[ArenaError]) -> Iterator[type[ArenaError]]:
    yield kind
    for child in kind.__subclasses__():
        yield from _descendants(child)
