"""Matchups: assigned, voted on and skipped, by browsers and by API clients on behalf of their voters."""

from __future__ import annotations

from typing import TypeVar

from fastapi import APIRouter, Depends, Request, Response

from service.api.deps import VOTES_OR_VISITOR
from service.api.problems import of_error
from service.api.raw_route import RawRoute
from service.api.request_bodies import JsonBody, parse
from service.api.schemas.matchups import CastIn, DealIn, MatchupOut, RevealOut, SkipIn
from service.arena.access.keys import Key
from service.arena.access.visitors import Visitor, named_visitor
from service.arena.votes.own_models import NONE
from service.arena.voting import challenging, matchups, receipts
from service.domain.voters.wishes import NO_WISHES, Wishes
from service.errors import ChallengeNeeded, FieldError, Invalid
from service.http import wishes
from service.http.deps import headers_of, services_of
from service.http.schemas.base import Out, Strict

router = APIRouter(prefix="/api/v1", tags=["voting"])

Shape = TypeVar("Shape", bound=Strict)
_JSON = "application/json"
_CREATED = 201
_OK = 200


async def deal_matchup(request: Request, arena: str) -> Response:
    """Return the voter's open matchup, or a new one."""
    client = await VOTES_OR_VISITOR(request)
    body = await _body(DealIn, request)
    voter = _voter(request, client, body.voter)
    if voter is None:
        raise _invalid("voter", "is missing: with a key, name the voter")
    services, passed = services_of(request), None
    if body.proof is not None and not voter.named:
        arena_id = await services.catalog.arena_ids.of(arena)
        voter, passed = await challenging.prove(services, voter, arena_id, body.proof)
    try:
        dealt = await matchups.assign(
            services, voter, arena, body.theme, body.language, body.after, _wishes(request, voter)
        )
    except ChallengeNeeded as error:  # the visitor who solves it must be the same
        return of_error(error, {"Set-Cookie": voter.cookie} if voter.cookie else None)
    answer = _answer(MatchupOut.model_validate(dealt), voter, created=dealt.created)
    if passed is not None:
        answer.headers.append("Set-Cookie", passed)
    return answer


async def vote_on_matchup(request: Request, matchup_id: str) -> Response:
    """Vote on a matchup and find out who made the images."""
    client = await VOTES_OR_VISITOR(request)
    body = await _body(CastIn, request)
    voter = _voter(request, client, body.voter)
    services = services_of(request)
    # Who has a key for votes answers for them.
    own = await services.votes.own_models.of(client) if isinstance(client, Key) else NONE
    seen = isinstance(client, Key) or receipts.is_seen(services, headers_of(request), matchup_id)
    reveal = await matchups.vote(services, voter, matchup_id, body.outcome, own, seen=seen)
    answer = _answer(RevealOut.of(reveal), voter, created=reveal.created)
    return answer if isinstance(client, Key) else _spent(request, matchup_id, answer)


async def skip_matchup(request: Request, matchup_id: str) -> Response:
    """Skip a matchup."""
    client = await VOTES_OR_VISITOR(request)
    body = await _body(SkipIn, request)
    voter = _voter(request, client, body.voter)
    language = await matchups.skip(services_of(request), voter, matchup_id, body.reason)
    answer = Response(status_code=204, headers={"Cache-Control": "no-store"})
    if body.reason == matchups.UNREADABLE and language and isinstance(client, Visitor):
        answer.headers.append("Set-Cookie", wishes.avoiding(headers_of(request), language))
    return answer if isinstance(client, Key) else _spent(request, matchup_id, answer)


def _spent(request: Request, matchup_id: str, answer: Response) -> Response:
    """Have a browser forget the receipts of a matchup."""
    for cookie in receipts.spent(services_of(request).secret, matchup_id):
        answer.headers.append("Set-Cookie", cookie)
    return answer


router.add_api_route(
    "/arenas/{arena}/matchups",
    deal_matchup,
    methods=["POST"],
    status_code=_CREATED,
    response_model=MatchupOut,
    responses={_OK: {"model": MatchupOut, "description": "The matchup that was already open."}},
    dependencies=[Depends(VOTES_OR_VISITOR), Depends(JsonBody(DealIn))],
    route_class_override=RawRoute,
)
router.add_api_route(
    "/matchups/{matchup_id}/vote",
    vote_on_matchup,
    methods=["POST"],
    status_code=_CREATED,
    response_model=RevealOut,
    responses={_OK: {"model": RevealOut, "description": "The matchup already has this vote."}},
    dependencies=[Depends(VOTES_OR_VISITOR), Depends(JsonBody(CastIn))],
    route_class_override=RawRoute,
)
router.add_api_route(
    "/matchups/{matchup_id}/skip",
    skip_matchup,
    methods=["POST"],
    status_code=204,
    dependencies=[Depends(VOTES_OR_VISITOR), Depends(JsonBody(SkipIn))],
    route_class_override=RawRoute,
)


def _wishes(request: Request, voter: Visitor) -> Wishes:
    """Return what comes first for a browser's voter. Clients name a language for theirs."""
    return NO_WISHES if voter.named else wishes.wishes_of(headers_of(request))


async def _body(shape: type[Shape], request: Request) -> Shape:
    """Return the body of a request; an empty one leaves every field out."""
    body = await request.body()
    return parse(shape, request.headers.get("content-type") if body else _JSON, body or b"{}")


def _voter(request: Request, client: Key | Visitor, name: str | None) -> Visitor | None:
    """Return the voter: the browser itself, or the one an API client names, None if it names nobody."""
    if isinstance(client, Visitor):
        if name is not None:
            raise _invalid("voter", "needs a key with the scope votes; a browser votes for itself")
        return client
    return None if name is None else named_visitor(services_of(request), name, client.id)


def _invalid(field: str, detail: str) -> Invalid:
    return Invalid(f"{field} {detail}", [FieldError(field, detail)])


def _answer(body: Out, voter: Visitor | None, *, created: bool) -> Response:
    headers = {"Cache-Control": "no-store"}
    if voter is not None and voter.cookie is not None:
        headers["Set-Cookie"] = voter.cookie
    return Response(body.to_json(), _CREATED if created else _OK, headers, _JSON)
