"""The errors that each operation answers: what follows from its kind, and what only it knows.

A response of the document is one status with all its types of problem, such as
``InvalidOrIdempotencyMismatch``; operations refer to it by that name.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping

from fastapi import Response
from pydantic import BaseModel

from service.api.openai.errors import answer_at, shape_at
from service.api.openai.schemas import GatewayProblem, OpenAiError
from service.api.problems import of_error
from service.api.reference.error_samples import SAMPLES
from service.api.reference.headers import COUNTED, HEADERS, REQUEST_ID, named
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
    RangeNotSatisfiable,
    StorageFull,
    TooLarge,
    TooMany,
    TooSlow,
    Unauthorized,
    Unavailable,
    UnsupportedCoding,
    UnsupportedType,
)
from service.http.schemas.base import Problem

Kind = type[ArenaError]

BESIDES: Mapping[str, tuple[Kind, ...]] = {
    "cancelGeneration": (Conflict,),
    "changeArena": (),
    "changeModel": (),
    "changeOrganization": (),
    "changeWebhook": (NotFetched,),
    "compareModels": (NotFound,),
    "createArena": (Conflict,),
    "createGeneration": (Conflict, NotFetched, NotFound),
    "createImages": (GenerationFailed, GenerationTimeout, NotFound),
    "createModel": (Conflict,),
    "createOffer": (Conflict,),
    "createOrganization": (Conflict,),
    "createPrompt": (Conflict,),
    "createWebhook": (Conflict, NotFetched, NotFound),
    "dealMatchup": (ChallengeNeeded, Conflict, NoMatchup),
    "decideModel": (NotFound,),
    "editImage": (GenerationFailed, GenerationTimeout, NotFound),
    "followArena": (),
    "getArena": (),
    "getDelivery": (),
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
    "getWebhook": (),
    "listArenas": (),
    "listAxes": (),
    "listDeliveries": (),
    "listGenerations": (),
    "listImages": (),
    "listMatchups": (),
    "listModels": (),
    "listOffers": (),
    "listOpenaiModels": (),
    "listOrganizations": (),
    "listPromptImages": (),
    "listPrompts": (),
    "listReleases": (),
    "listVotes": (),
    "listWebhooks": (),
    "queryLeaderboards": (NotFound,),
    "queryLeaderboardsByBody": (NotFound,),
    "removeLogo": (),
    "removeOffer": (),
    "removeWebhook": (),
    "replayDelivery": (),
    "reportVotes": (Conflict,),
    "retireArena": (),
    "retireModel": (),
    "retireOrganization": (),
    "rotateWebhookSecret": (),
    "sendWebhookTest": (),
    "setLogo": (),
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


# Responses of other shapes have names of their own.
_PREFIXES = {Problem: "", GatewayProblem: "Gateway", OpenAiError: "OpenAi"}


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
        yield from (TooSlow, TooLarge, UnsupportedCoding, UnsupportedType)
    if operation.has_tables:
        yield RangeNotSatisfiable
    if operation.method != "GET":
        yield StorageFull


def describe_errors(operation: Operation, responses: Json) -> None:
    """Refer to the operation's errors by status, and add to ``responses`` those that are not there."""
    answers = operation.json["responses"]
    answers.pop("422", None)
    by_status = defaultdict[int, dict[Kind, Response]](dict)
    for kind in sorted(errors_of(operation), key=lambda kind: kind.__name__):
        sample = _sample(kind, operation.path)
        by_status[sample.status_code][kind] = sample
    shape = shape_at(operation.path)
    for status, samples in sorted(by_status.items()):
        name = _PREFIXES[shape] + "Or".join(kind.__name__ for kind in samples)
        if name not in responses:
            responses[name] = _response(samples, shape)
        answers[str(status)] = {"$ref": f"#/components/responses/{name}"}


def _sample(kind: Kind, path: str) -> Response:
    return answer_at(path, of_error(SAMPLES[kind]))


def _response(samples: Mapping[Kind, Response], shape: type[BaseModel]) -> Json:
    sent = {name for sample in samples.values() for name in sample.headers}
    examples = {kind.code: _example(kind, sample) for kind, sample in samples.items()}
    schema = {"$ref": f"#/components/schemas/{shape.__name__}"}
    media_types = {sample.media_type for sample in samples.values()}
    return {
        "description": "\n\n".join(f"`{kind.code}`: {_meaning(kind)}" for kind in samples),
        "headers": named({*COUNTED, *(name for name in HEADERS if name.lower() in sent)}),
        "content": {str(kind): {"schema": schema, "examples": examples} for kind in media_types},
    }


def _meaning(kind: Kind) -> str:
    return " ".join((kind.__doc__ or "").split())


def _example(kind: Kind, sample: Response) -> Json:
    value = json.loads(bytes(sample.body))
    if "request_id" in value:
        value["request_id"] = REQUEST_ID
    return {"summary": kind.title, "value": value}
