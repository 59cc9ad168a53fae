"""Matchups: dealt to a visitor, voted on, skipped."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from service.arena.access.rate_limits import limit, over_pace
from service.arena.access.visitors import Visitor
from service.arena.catalog import resolving
from service.arena.images.renditions import withdraw_damaged
from service.arena.services import Services
from service.arena.voting.assigning import ROUNDS, AssignMatchup, Assignment
from service.arena.voting.blind_urls import blind_url, expect
from service.arena.voting.matchup_ids import MatchupRef
from service.arena.voting.matchup_votes import MatchupVote, VoteResult, unpack
from service.arena.voting.secure_random import SecureRandom
from service.arena.voting.skipping import SkipMatchup
from service.db.engine import ReadSession
from service.db.queries import images, matchups
from service.db.queries.matchups import FoundMatchup
from service.domain import clock
from service.domain.axes import OVERALL, Axis
from service.domain.images import BOXES, Side, shared_box
from service.domain.matchups import (
    EXPIRY,
    NO_REPEAT,
    UNDO,
    DealtMatchup,
    Picture,
    RatingSnapshot,
    Reveal,
    Revealed,
)
from service.domain.pools import Contestant, DrawnPair, Sampler, Seen
from service.domain.votes import OUTCOMES, VoteRef
from service.errors import Damaged, Forbidden, Invalid, NoMatchup, NotFound

BROKEN_IMAGE = "broken_image"


async def deal(  # noqa: PLR0917 - an address, and what may follow it
    services: Services,
    visitor: Visitor,
    arena: str,
    theme: str | None = None,
    language: str | None = None,
    after: str | None = None,
) -> DealtMatchup:
    """A visitor's open matchup in an arena, or a new one; with ``after`` the one that follows the open one.

    Theme and language say what a new one is about. Raises NotFound, Invalid for a language that is none,
    NoMatchup with the reason where nothing can be dealt, and TooMany.
    """
    limit(services, visitor, "deal")
    arena_id = await resolving.arena_id(services, arena)
    axis = resolving.axis_of(theme, language)
    number = _ref(services, visitor, after).number if after else None
    given = await _given(services, visitor, arena_id, axis, number)
    if given.found is None:
        raise NoMatchup(await _why_not(services, arena_id, axis))
    return await _dealt(services, visitor, arena, given.found, created=given.created)


async def _given(
    services: Services, visitor: Visitor, arena_id: int, axis: Axis, after: int | None
) -> Assignment:
    if (await services.decks.arena(arena_id)).retired_at is not None:
        return Assignment(None)
    table = await services.decks.table(arena_id, axis)
    given = await services.recorder.submit(
        AssignMatchup(arena_id, visitor.voter, visitor.address, after, table)
    )
    # Chance found nothing in what was known: again, knowing all of the arena and of the voter. The second
    # time the deck has been read anew, as images in it were not in use any more.
    for _ in range(2):
        if given.stale:
            services.decks.spoil(arena_id)
        if given.found is not None:
            break
        table = await services.decks.table(arena_id, axis, fresh=True)
        hands = await _unseen(services, visitor, arena_id, table)
        if not hands:
            break
        task = AssignMatchup(arena_id, visitor.voter, visitor.address, after, table, hands)
        given = await services.recorder.submit(task)
        if not given.stale:
            break
    return given


async def _unseen(services: Services, visitor: Visitor, arena_id: int, table: Sampler) -> list[DrawnPair]:
    """Return some hands that a voter has not seen, drawn beside the event loop."""
    since = clock.now() - NO_REPEAT
    dealt = await services.database.read(matchups.dealt_to, visitor.voter, arena_id, since)
    seen = {(one.prompt_id, one.pair) for one in dealt}
    return await asyncio.to_thread(_drawn_unseen, table, seen)


def _drawn_unseen(table: Sampler, seen: Seen) -> list[DrawnPair]:
    chance, hands = SecureRandom(), list[DrawnPair]()
    while len(hands) < ROUNDS:
        hand = table.draw_unseen(chance, seen)
        if hand is None:
            break
        hands.append(hand)
    return hands


async def _why_not(services: Services, arena_id: int, axis: Axis) -> str:
    arena = await services.decks.arena(arena_id)
    about = "" if axis == OVERALL else f" for {axis.label}"
    if arena.retired_at is not None:
        return f"arena {arena.slug} is retired"
    if not (await services.decks.table(arena_id, axis)).odds.pairs:
        return f"no matchups yet: no prompt{about} has images from two models"
    days = NO_REPEAT // clock.DAY
    return f"you have seen every pair of images{about} in this arena; pairs come back after {days} days"


async def _dealt(
    services: Services, visitor: Visitor, arena: str, found: FoundMatchup, *, created: bool
) -> DealtMatchup:
    row = found.matchup
    size = BOXES[shared_box(found.box_left, found.box_right)]

    expect(services, row.id, row.dealt_at, row.image_left, row.image_right)

    def picture(side: Side) -> Picture:
        return Picture(blind_url(services.secret, row.id, side), *size)

    ref = MatchupRef(row.id, row.arena_id, visitor.named)
    return DealtMatchup(
        id=ref.text(services.secret),
        arena=arena,
        prompt=await services.decks.subject(row.prompt_id),
        left=picture("left"),
        right=picture("right"),
        expires_at=row.dealt_at + EXPIRY,
        created=created,
    )


async def vote(
    services: Services,
    visitor: Visitor | None,
    matchup_id: str,
    outcome: str,
    own: frozenset[int] = frozenset(),
) -> Reveal:
    """Cast a visitor's vote on a matchup; what the images were, and what the vote did.

    Without a visitor it is cast for the voter that an API client had named. ``own`` are the models, by their
    numbers, that the client has a stake in: a vote on those does not count. Raises NotFound, Forbidden for
    another's, AlreadyVoted with another outcome, Gone where it expired or was skipped, Conflict in an arena
    that is retired, Invalid for what is no outcome, TooMany, Unavailable and StorageFull; then nothing was
    recorded.
    """
    if outcome not in OUTCOMES:
        raise Invalid(f"the outcome is one of {', '.join(OUTCOMES)}")
    if visitor is not None:
        limit(services, visitor, "vote")
    ref = _ref(services, visitor, matchup_id)
    voter, fast = (None, False) if visitor is None else (visitor.voter, over_pace(services, visitor))
    cast = MatchupVote(ref.arena_id, ref.number, voter, OUTCOMES[outcome], fast, own)
    told = await services.recorder.submit(cast)
    models = (told.matchup.model_left, told.matchup.model_right)
    return _reveal(await services.decks.makers(ref.arena_id, models), told)


async def told(services: Services, visitor: Visitor, matchup_id: str) -> Reveal | None:
    """Return what a visitor was told when it voted on a matchup; None where it did not. Raise NotFound."""
    ref = MatchupRef.parse(services.secret, matchup_id)
    found = await services.database.read(matchups.of_ids, [ref.number])
    row = found[ref.number].matchup if ref.number in found else None
    if row is None or row.voter != visitor.voter or row.told is None:
        return None
    makers = await services.decks.makers(ref.arena_id, (row.model_left, row.model_right))
    return _reveal(makers, VoteResult(row, *unpack(row.told), created=False))


def _ref(services: Services, visitor: Visitor | None, matchup_id: str) -> MatchupRef:
    ref = MatchupRef.parse(services.secret, matchup_id)
    if visitor is None and not ref.named:
        raise Forbidden("this matchup was dealt to a browser; only that can vote on it")
    return ref


def _reveal(makers: Mapping[int, Contestant], told: VoteResult) -> Reveal:
    row, looks = told.matchup, told.looks
    if row.position is None or row.closed_at is None:
        raise NotFound("there is no such vote")

    def side(model: int, before: RatingSnapshot, after: RatingSnapshot) -> Revealed:
        maker = makers[model]
        return Revealed(maker.slug, maker.name, maker.organization, before, after, maker.organization_name)

    return Reveal(
        id=VoteRef(row.arena_id, row.position).id,
        position=row.position,
        outcome=told.outcome.label,
        left=side(row.model_left, looks.left_before, looks.left_after),
        right=side(row.model_right, looks.right_before, looks.right_after),
        undo_until=row.closed_at + UNDO,
        excluded=told.exclusion.label if told.exclusion else None,
        created=told.created,
    )


async def skip(
    services: Services, visitor: Visitor | None, matchup_id: str, reason: str | None = None
) -> None:
    """Close a visitor's matchup without a vote; with the reason ``broken_image`` its images are looked at.

    One whose image turns out to be damaged is withdrawn, and the skip does not count. Raises as `vote` does,
    and TooMany where a voter skips much more than it votes.
    """
    if visitor is not None:
        limit(services, visitor, "skip")
    ref = _ref(services, visitor, matchup_id)
    voter = None if visitor is None else visitor.voter
    damaged = reason == BROKEN_IMAGE and await _withdraw_damaged(services, ref.number, voter)
    await services.recorder.submit(SkipMatchup(ref.number, voter, damaged))


async def _withdraw_damaged(services: Services, number: int, voter: int | None) -> bool:
    """Look at both images of a matchup as they are in the store; whether one had to be withdrawn."""
    found = False
    for digest, copy in await services.database.read(_pictures, number, voter):
        try:
            await asyncio.to_thread(services.blobs.get, "copies", digest)
        except Damaged as error:
            await services.database.write(withdraw_damaged, copy, error.detail)
            found = True
    return found


def _pictures(session: ReadSession, number: int, voter: int | None) -> set[tuple[bytes, bytes]]:
    """Return what a voter's matchup may show: hashes of copies or square ones, each with that of its copy."""
    row = matchups.of_ids(session, [number]).get(number)
    if row is None or (voter is not None and row.matchup.voter != voter):
        return set()
    faces = images.of_matchup(session, number)
    sides = (faces.left, faces.right) if faces else ()
    return {(digest, side.copy) for side in sides for digest in (side.copy, side.square)}
