"""Questions over leaderboards: GET with parameters, or POST with a body. Cached once per revision."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from service.api.request_bodies import JsonBody
from service.api.schemas.answer_tables import answer_frame
from service.api.schemas.questions import AnswerOut, QuestionBody, QuestionQuery
from service.arena.queries.query import ask
from service.arena.queries.questions import Question
from service.domain.arenas import EVERY_ARENA
from service.domain.questions.patterns import ANY
from service.http.deps import Services, no_query, reader
from service.http.response_cache import ResponseCache
from service.http.responses import SendCached
from service.http.tables.answers import Asked, View, answer_read, content_of

router = APIRouter(prefix="/api/v1/query", tags=["reading"], dependencies=[Depends(reader)])

_VIEW = View("query", AnswerOut.of, answer_frame)


@router.get("", response_model=AnswerOut)
async def query_leaderboards(
    request: Request, query: Annotated[QuestionQuery, Query()], services: Services
) -> Response:
    """Return one table over arenas, axes and models; the question is in the parameters."""
    question = query.question()
    return await answer_read(
        Asked.of(request, query), _subject(question), lambda: ask(services, question), _VIEW
    )


@router.post("", response_model=AnswerOut, dependencies=[Depends(no_query)])
async def query_leaderboards_by_body(
    request: Request, body: Annotated[QuestionBody, Depends(JsonBody(QuestionBody))], services: Services
) -> Response:
    """Return one table over arenas, axes and models; the question is in the body. Nothing is changed."""
    question, asked = body.question(), Asked.of(request, body)
    cache: ResponseCache = request.app.state.response_cache
    # No request line has a space in its query, so this is never the key of a GET.
    text = b"POST " + body.model_dump_json(exclude_defaults=True).encode() + asked.variant
    made = await cache.get_or_make(
        (request.scope["path"], text),
        _subject(question),
        lambda: content_of(asked, lambda: ask(services, question), _VIEW),
    )
    return SendCached(made)


def _subject(question: Question) -> str:
    """Return the arena on whose revision the answer depends, or that it depends on every arena's."""
    named, *others = question.arenas
    return EVERY_ARENA if others or ANY in named else named
