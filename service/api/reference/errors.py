"""The errors that each operation answers: what follows from its kind, and what only it knows.

A response of the document is one status with all its types of problem, such as
``InvalidOrIdempotencyMismatch``; operations refer to it by that name.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from fastapi import Response

from service.api.openai.errors import translated
from service.api.openai.schemas import OpenAiError
from service.api.problems import MEDIA_TYPE, of_error
from service.api.reference.error_samples import SAMPLES
from service.api.reference.headers import HEADERS, REQUEST_ID, named
from service.api.reference.operations import Json, Operation
from service.errors import (
    AlreadyVoted,
    ArenaError,
    ChallengeNeeded,
    Conflict,
    Damaged,
    Forbidden,
    GenerationFailed,
    GenerationTimeout,
    Gone,
    HeadTooLarge,
    IdempotencyMismatch,
    Invalid,
    Malformed,
    NoMatchup,
    NotFetched,
    NotFound,
    Outdated,
    StorageFull,
    TooLarge,
    TooMany,
    TooSlow,
    Unauthorized,
    Unavailable,
    UnsupportedType,
)
from service.http.schemas.base import Problem

Kind = type[ArenaError]

BESIDES: Mapping[str, tuple[Kind, ...]] = {
    "cancelGeneration": (Conflict,),
    "changeArena": (),
    "changeModel": (),
    "changeOrganization": (),
    "compareModels": (NotFound,),
    "createArena": (Conflict,),
    "createGeneration": (Conflict, NotFetched, NotFound),
    "createImages": (GenerationFailed, GenerationTimeout, NotFound),
    "createModel": (Conflict,),
    "createOffer": (Conflict,),
    "createOrganization": (Conflict,),
    "createPrompt": (Conflict,),
    "dealMatchup": (ChallengeNeeded, Conflict, NoMatchup),
    "editImage": (GenerationFailed, GenerationTimeout, NotFound),
    "followArena": (),
    "getArena": (),
    "getGeneration": (),
    "getHeadToHead": (),
    "getHealth": (),
    "getHistory": (),
    "getImage": (),
    "getIntegrity": (),
    "getLeaderboard": (),
    "getLedger": (),
    "getMetrics": (),
    "getModel": (),
    "getOffer": (),
    "getOpenaiModel": (),
    "getOrganization": (),
    "getOutput": (Damaged, Gone),
    "getOwnLeaderboard": (NotFound,),
    "getPrompt": (),
    "getReadiness": (),
    "listArenas": (),
    "listAxes": (),
    "listGenerations": (),
    "listImages": (),
    "listModels": (),
    "listOffers": (),
    "listOpenaiModels": (),
    "listOrganizations": (),
    "listPrompts": (),
    "listVotes": (),
    "removeOffer": (),
    "reportVotes": (Conflict,),
    "retireArena": (),
    "retireModel": (),
    "retireOrganization": (),
    "setSourceImage": (Damaged, NotFetched),
    "skipMatchup": (AlreadyVoted, Conflict, Gone),
    "uploadImage": (Conflict,),
    "voidVote": (Gone,),
    "voteOnMatchup": (AlreadyVoted, Conflict, Gone),
    "withdrawImage": (),
}
"""The errors of each operation beside those that follow from its kind; () if there are none."""

# Any request can be invalid HTTP or too much, and any can meet a bug or a database that is away.
_ALWAYS = (Malformed, TooMany, HeadTooLarge, ArenaError, Unavailable)


class _Format(NamedTuple):
    shape: str
    media_type: str
    prefix: str


_PROBLEM = _Format(Problem.__name__, MEDIA_TYPE, "")
_OPENAI = _Format(OpenAiError.__name__, "application/json", "OpenAi")


def errors_of(operation: Operation) -> set[Kind]:
    """Return every error that an operation can answer."""
    return {*_ALWAYS, *_by_kind(operation), *BESIDES.get(operation.id, ())}


def _by_kind(operation: Operation) -> Iterator[Kind]:
    if operation.needs_reader or operation.key:
        yield Unauthorized
    if operation.key:
        yield Forbidden
    if "{" in operation.path:
        yield NotFound
    if operation.parameters or operation.has_body or operation.takes_no_query:
        yield Invalid
    if operation.takes("if-match"):
        yield Outdated
    if operation.takes("idempotency-key"):
        yield IdempotencyMismatch
    if operation.has_body:
        yield from (TooSlow, TooLarge, UnsupportedType)
    if operation.method != "GET":
        yield StorageFull


def describe_errors(operation: Operation, responses: Json) -> None:
    """Refer to the operation's errors by status, and add to ``responses`` those that are not there."""
    layout = _OPENAI if operation.in_openai_format else _PROBLEM
    answers = operation.json["responses"]
    answers.pop("422", None)
    by_status = defaultdict[int, list[Kind]](list)
    for kind in sorted(errors_of(operation), key=lambda kind: kind.__name__):
        by_status[_answer(kind, layout).status_code].append(kind)
    for status, same in sorted(by_status.items()):
        name = layout.prefix + "Or".join(kind.__name__ for kind in same)
        if name not in responses:
            responses[name] = _response(same, layout)
        answers[str(status)] = {"$ref": f"#/components/responses/{name}"}


def _response(kinds: list[Kind], layout: _Format) -> Json:
    answers = {kind: _answer(kind, layout) for kind in kinds}
    sent = {name for answer in answers.values() for name in answer.headers}
    return {
        "description": "\n\n".join(f"`{kind.code}`: {_meaning(kind)}" for kind in kinds),
        "headers": named(name for name in HEADERS if name.lower() in sent),
        "content": {
            layout.media_type: {
                "schema": {"$ref": f"#/components/schemas/{layout.shape}"},
                "examples": {kind.code: _example(kind, answer) for kind, answer in answers.items()},
            }
        },
    }


def _meaning(kind: Kind) -> str:
    return " ".join((kind.__doc__ or "").split())


def _example(kind: Kind, answer: Response) -> Json:
    value = json.loads(bytes(answer.body))
    if "request_id" in value:
        value["request_id"] = REQUEST_ID
    return {"summary": kind.title, "value": value}


def _answer(kind: Kind, layout: _Format) -> Response:
    problem = of_error(SAMPLES[kind])
    return translated(problem) if layout is _OPENAI else problem
