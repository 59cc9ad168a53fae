"""Matchups: dealt, voted on, skipped; by browsers, and by API clients for voters whom they name."""

from __future__ import annotations

import json
from typing import Any, TypeVar

from fastapi import APIRouter, Depends, Request, Response

from service.api.deps import VOTES_OR_VISITOR
from service.api.raw_route import RawRoute
from service.api.request_bodies import JsonBody, parse
from service.api.schemas.matchups import CastIn, DealIn, MatchupOut, RevealOut, SkipIn
from service.arena.access.keys import Key
from service.arena.access.visitors import Visitor, named_visitor
from service.arena.votes.own_models import NONE
from service.arena.voting import matchups
from service.domain import clock
from service.domain.matchups import DealtMatchup, Picture, RatingSnapshot, Reveal, Revealed
from service.errors import FieldError, Invalid
from service.http.deps import services_of
from service.http.schemas.base import Strict

router = APIRouter(prefix="/api/v1", tags=["voting"])

Shape = TypeVar("Shape", bound=Strict)
_JSON = "application/json"
_CREATED = 201
_OK = 200


async def deal(request: Request, arena: str) -> Response:
    """Return a voter's open matchup, or a new one."""
    who = await VOTES_OR_VISITOR(request)
    body = await _body(DealIn, request)
    visitor = _voter(request, who, body.voter)
    if visitor is None:
        raise _invalid("voter", "is missing: with a key, say who will vote")
    dealt = await matchups.deal(services_of(request), visitor, arena, body.theme, body.language, body.after)
    return _answer(_dealt(dealt), visitor, created=dealt.created)


async def vote(request: Request, matchup_id: str) -> Response:
    """Vote on a matchup, and learn what the images were."""
    who = await VOTES_OR_VISITOR(request)
    body = await _body(CastIn, request)
    visitor = _voter(request, who, body.voter)
    services = services_of(request)
    own = await services.votes.own_models.of(who) if isinstance(who, Key) else NONE
    reveal = await matchups.vote(services, visitor, matchup_id, body.outcome, own)
    return _answer(_revealed(reveal), visitor, created=reveal.created)


async def skip(request: Request, matchup_id: str) -> Response:
    """Pass a matchup over."""
    who = await VOTES_OR_VISITOR(request)
    body = await _body(SkipIn, request)
    visitor = _voter(request, who, body.voter)
    await matchups.skip(services_of(request), visitor, matchup_id, body.reason)
    return Response(status_code=204, headers={"Cache-Control": "no-store"})


router.add_api_route(
    "/arenas/{arena}/matchups",
    deal,
    methods=["POST"],
    status_code=_CREATED,
    response_model=MatchupOut,
    responses={_OK: {"model": MatchupOut, "description": "The matchup that was open already."}},
    dependencies=[Depends(VOTES_OR_VISITOR), Depends(JsonBody(DealIn))],
    route_class_override=RawRoute,
)
router.add_api_route(
    "/matchups/{matchup_id}/vote",
    vote,
    methods=["POST"],
    status_code=_CREATED,
    response_model=RevealOut,
    responses={_OK: {"model": RevealOut, "description": "The same vote was given before."}},
    dependencies=[Depends(VOTES_OR_VISITOR), Depends(JsonBody(CastIn))],
    route_class_override=RawRoute,
)
router.add_api_route(
    "/matchups/{matchup_id}/skip",
    skip,
    methods=["POST"],
    status_code=204,
    dependencies=[Depends(VOTES_OR_VISITOR), Depends(JsonBody(SkipIn))],
    route_class_override=RawRoute,
)


async def _body(shape: type[Shape], request: Request) -> Shape:
    """Return the body; none at all is one in which everything is left out."""
    body = await request.body()
    return parse(shape, request.headers.get("content-type") if body else _JSON, body or b"{}")


def _voter(request: Request, who: Key | Visitor, name: str | None) -> Visitor | None:
    """Return who votes: the browser that asks, or whom an API client names; None where it names nobody."""
    if isinstance(who, Visitor):
        if name is not None:
            raise _invalid("voter", "needs a key with the scope votes; a browser votes for itself")
        return who
    return None if name is None else named_visitor(services_of(request), name)


def _invalid(field: str, detail: str) -> Invalid:
    return Invalid(f"{field} {detail}", [FieldError(field, detail)])


def _answer(body: dict[str, Any], visitor: Visitor | None, *, created: bool) -> Response:
    headers = {"Cache-Control": "no-store"}
    if visitor is not None and visitor.cookie is not None:
        headers["Set-Cookie"] = visitor.cookie
    content = json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    return Response(content, _CREATED if created else _OK, headers, _JSON)


# By hand: dataclasses.asdict copies everything, which takes longer than all else of an answer.
def _dealt(dealt: DealtMatchup) -> dict[str, Any]:
    prompt = dealt.prompt
    return {
        "id": dealt.id,
        "arena": dealt.arena,
        "prompt": {
            "text": prompt.text,
            "language": prompt.language,
            "themes": prompt.themes,
            "source_image_url": prompt.source_image_url,
        },
        "left": _picture(dealt.left),
        "right": _picture(dealt.right),
        "expires_at": clock.to_text(dealt.expires_at),
    }


def _picture(picture: Picture) -> dict[str, Any]:
    return {"image_url": picture.image_url, "width": picture.width, "height": picture.height}


def _revealed(reveal: Reveal) -> dict[str, Any]:
    return {
        "id": reveal.id,
        "position": reveal.position,
        "outcome": reveal.outcome,
        "left": _side(reveal.left),
        "right": _side(reveal.right),
        "undo_until": clock.to_text(reveal.undo_until),
        "excluded": reveal.excluded,
    }


def _side(side: Revealed) -> dict[str, Any]:
    return {
        "model": side.model,
        "name": side.name,
        "organization": side.organization,
        "organization_name": side.organization_name,
        "before": _standing(side.before),
        "after": _standing(side.after),
    }


def _standing(one: RatingSnapshot) -> dict[str, Any]:
    return {"mu": one.mu, "sigma": one.sigma, "score": one.score, "rank": one.rank}
