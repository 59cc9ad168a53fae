"""Questions over leaderboards: GET with parameters, or POST with a body. Cached once per revision."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from service.api.request_bodies import JsonBody
from service.api.responses import content
from service.api.schemas.boards import TableFormat
from service.api.schemas.questions import AnswerOut, QuestionBody, QuestionQuery
from service.arena.queries.query import Answer, ask
from service.arena.queries.questions import Question
from service.arena.votes import log
from service.domain.arenas import EVERY_ARENA
from service.domain.questions.patterns import ANY
from service.http.deps import Services, no_query, reader
from service.http.response_cache import Content, ResponseCache
from service.http.responses import SendCached, answer

router = APIRouter(prefix="/api/v1/query", tags=["reading"], dependencies=[Depends(reader)])


@router.get("", response_model=AnswerOut)
async def query(request: Request, query: Annotated[QuestionQuery, Query()], services: Services) -> Response:
    """Return one table over arenas, axes and models; the question is in the parameters."""
    question = query.question()
    return await answer(request, _subject(question), lambda: _produced(services, question, query.format))


@router.post("", response_model=AnswerOut, dependencies=[Depends(no_query)])
async def query_by_body(
    request: Request, body: Annotated[QuestionBody, Depends(JsonBody(QuestionBody))], services: Services
) -> Response:
    """Return one table over arenas, axes and models; the question is in the body. Nothing is changed."""
    question, cache = body.question(), request.app.state.response_cache
    # No request line has a space in its query, so this is never the key of a GET.
    key = (request.scope["path"], b"POST " + body.model_dump_json(exclude_defaults=True).encode())
    made: ResponseCache = cache
    return SendCached(
        await made.get_or_make(key, _subject(question), lambda: _produced(services, question, body.format))
    )


def _subject(question: Question) -> str:
    """Return the arena on whose revision the answer depends, or that it depends on every arena's."""
    named, *others = question.arenas
    return EVERY_ARENA if others or ANY in named else named


async def _produced(services: Services, question: Question, kind: TableFormat) -> Content:
    found = await ask(services, question)
    if kind == "json":
        return content(services, AnswerOut.of(found))
    return Content(
        _table(found, kind), log.MEDIA_TYPES[kind], not services.settings.public_reads, f"query.{kind}"
    )


def _table(found: Answer, kind: str) -> bytes:
    kinds = {column.name: column.kind for column in found.columns}
    return log.encode(found.rows, kind, [*kinds], kinds)
