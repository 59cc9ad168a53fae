"""Matchups: assigned to a visitor, voted on, skipped."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from service.arena.access.visitors import Visitor
from service.arena.catalog import resolving
from service.arena.recording.reveals import StoredReveal
from service.arena.services import Services
from service.arena.voting import challenging
from service.arena.voting.assigning import ROUNDS, AssignMatchup, Assignment
from service.arena.voting.blind_urls import blind_url
from service.arena.voting.matchup_ids import MatchupRef
from service.arena.voting.matchup_votes import MatchupVote, VoteResult
from service.arena.voting.secure_random import SecureRandom
from service.arena.voting.skipping import SkipMatchup
from service.arena.voting.vote_limits import limits_of
from service.db.engine import ReadSession
from service.db.queries import images, matchups, own_votes
from service.db.queries.matchups import FoundMatchup
from service.domain import clock
from service.domain.axes import OVERALL, Axis
from service.domain.images import BOXES, SMALL_SIDE, Side, box_size, is_example, shared_box
from service.domain.limits.turnouts import NO_LIMITS
from service.domain.matchups import (
    EXPIRY,
    NO_REPEAT,
    UNDO,
    AssignedMatchup,
    Picture,
    RatingSnapshot,
    Reveal,
    Revealed,
)
from service.domain.pools import Contestant, DrawnPair, Sampler, Seen
from service.domain.voters.wishes import NO_WISHES, Wishes
from service.domain.votes import OUTCOMES, VoteRef
from service.errors import Damaged, Forbidden, Invalid, NoMatchup, NotFound, Unavailable

BROKEN_IMAGE, UNREADABLE = "broken_image", "unreadable"


async def assign(  # noqa: PLR0917 - an address, and what may follow it
    services: Services,
    visitor: Visitor,
    arena: str,
    theme: str | None = None,
    language: str | None = None,
    after: str | None = None,
    wishes: Wishes = NO_WISHES,
) -> AssignedMatchup:
    """Return a visitor's open matchup in an arena, or a new one; with ``after`` the one after the open one.

    Theme and language say what a new one is about, and ``wishes`` what comes first. Raise NotFound, Invalid
    if the language is not a language tag, NoMatchup with the reason if there is nothing to compare,
    ChallengeNeeded, and TooMany.
    """
    await services.access.rate_limits.check_visitor(visitor, "assign")
    arena_id = await services.catalog.arena_ids.of(arena)
    await challenging.check(services, visitor, arena_id)
    axis = resolving.axis_of(theme, language)
    number = _ref(services, visitor, after).number if after else None
    assignment = await _assignment(services, visitor, _Wanted(arena_id, axis, wishes, number))
    if assignment.found is None:
        raise await _why_not(services, arena_id, axis, wishes)
    return await _assigned(services, visitor, arena, assignment.found, created=assignment.created)


class _Wanted(NamedTuple):
    """What a visitor asks for: a matchup of an axis, what comes first, and the open one that it follows."""

    arena_id: int
    axis: Axis
    wishes: Wishes
    after: int | None


async def _assignment(services: Services, visitor: Visitor, wanted: _Wanted) -> Assignment:
    """Return a matchup of the first tier of the visitor's wishes that has one left."""
    pools, assignment = services.voting.pools, Assignment(None)
    if (await pools.arena(wanted.arena_id)).retired_at is not None:
        return assignment
    for tier in range(await pools.tier_count(wanted.arena_id, wanted.axis, wanted.wishes)):
        assignment = await _from_tier(services, visitor, wanted, tier)
        if assignment.found is not None:
            break
    return assignment


async def _from_tier(services: Services, visitor: Visitor, wanted: _Wanted, tier: int) -> Assignment:
    arena_id, axis, wishes, after = wanted
    sampler = await services.voting.pools.sampler(arena_id, axis, wishes, tier)
    address = await services.access.network_keys.hash_of(visitor.source)
    assignment = await services.recorder.submit(
        AssignMatchup(arena_id, visitor.voter, address, after, sampler, key_id=visitor.key_id)
    )
    # If the draws found nothing: again, with everything there is in the arena and all that the voter has
    # seen. By the second time the pool has been read again, as it had images that were no longer in use.
    for _ in range(2):
        if assignment.stale:
            services.voting.pools.expire(arena_id)
        if assignment.found is not None:
            break
        sampler = await services.voting.pools.sampler(arena_id, axis, wishes, tier, fresh=True)
        pairs = await _unseen(services, visitor, arena_id, sampler)
        if not pairs:
            break
        assignment = await services.recorder.submit(
            AssignMatchup(arena_id, visitor.voter, address, after, sampler, pairs, visitor.key_id)
        )
        if not assignment.stale:
            break
    return assignment


async def _unseen(services: Services, visitor: Visitor, arena_id: int, sampler: Sampler) -> list[DrawnPair]:
    """Return some pairs that a voter has not seen, drawn outside the event loop."""
    since = clock.now() - NO_REPEAT
    earlier = await services.database.read(matchups.assigned_to, visitor.voter, arena_id, since)
    seen = {(one.prompt_id, one.pair) for one in earlier}
    return await asyncio.to_thread(_draw_unseen, sampler, seen)


def _draw_unseen(sampler: Sampler, seen: Seen) -> list[DrawnPair]:
    random, pairs = SecureRandom(), list[DrawnPair]()
    while len(pairs) < ROUNDS:
        pair = sampler.draw_unseen(random, seen)
        if pair is None:
            break
        pairs.append(pair)
    return pairs


async def _why_not(services: Services, arena_id: int, axis: Axis, wishes: Wishes) -> NoMatchup:
    arena = await services.voting.pools.arena(arena_id)
    about = "" if axis == OVERALL else f" for {axis.label}"
    if arena.retired_at is not None:
        return NoMatchup(f"arena {arena.slug} is retired", "retired")
    if not arena.offers(axis.language):
        return NoMatchup(f"arena {arena.slug} offers its voters no prompts{about}", "empty")
    if not (await services.voting.pools.sampler(arena_id, axis)).odds.pairs:
        offered = " in a language that the arena offers" if arena.languages and not axis.language else ""
        return NoMatchup(f"no matchups yet: no prompt{about}{offered} has images from two models", "empty")
    days = NO_REPEAT // clock.DAY
    but = ", except in languages that you said you can't read" if wishes.avoided else ""
    return NoMatchup(
        f"you have seen every pair of images{about} in this arena{but}; pairs come back after {days} days",
        "unreadable" if wishes.avoided else "seen",
    )


async def _assigned(
    services: Services, visitor: Visitor, arena: str, found: FoundMatchup, *, created: bool
) -> AssignedMatchup:
    row = found.matchup
    box = shared_box(found.box_left, found.box_right)
    services.voting.blind_views.expect(row.id, row.dealt_at, row.image_left, row.image_right)

    def picture(side: Side) -> Picture:
        url, small = (blind_url(services.secret, row.id, side, small=small) for small in (False, True))
        return Picture(url, *BOXES[box], small, box_size(box, SMALL_SIDE)[0])

    ref = MatchupRef(row.id, row.arena_id, visitor.named)
    return AssignedMatchup(
        id=ref.text(services.secret),
        arena=arena,
        prompt=await services.voting.pools.subject(row.prompt_id),
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
    *,
    seen: bool = True,
) -> Reveal:
    """Cast a visitor's vote on a matchup; return what the images were, and what the vote changed.

    Without a visitor it is cast for the voter that an API client named. ``own`` has the ids of models whose
    votes the client may not decide: a vote on them does not count, and neither does one whose images were not
    ``seen``. Raise NotFound, Forbidden if it is another
    voter's matchup, AlreadyVoted if the outcome was another, Gone if it has expired or was skipped, Conflict
    if the arena is retired, Invalid if there is no such outcome, TooMany, Unavailable and StorageFull. Then
    nothing was recorded.
    """
    if outcome not in OUTCOMES:
        raise Invalid(f"the outcome is one of {', '.join(OUTCOMES)}")
    if visitor is not None:
        await services.access.rate_limits.check_visitor(visitor, "vote")
    ref = _ref(services, visitor, matchup_id)
    voter = None if visitor is None else visitor.voter
    over_pace = visitor is not None and await services.access.rate_limits.over_pace(visitor)
    limits = NO_LIMITS if visitor is None or visitor.named else limits_of(services.settings, visitor)
    operation = MatchupVote(ref.arena_id, ref.number, voter, OUTCOMES[outcome], over_pace, own, seen, limits)
    result = await services.recorder.submit(operation)
    return await _revealed(services, ref.arena_id, result)


async def _revealed(services: Services, arena_id: int, result: VoteResult) -> Reveal:
    """Return the reveal of a vote as far as the arena tells its voter by now."""
    row = result.matchup
    arena = await services.voting.pools.arena(arena_id)
    reveal = _reveal(
        await services.voting.pools.contestants(arena_id, (row.model_left, row.model_right)), result
    )
    if is_example(row.prompt_id, arena.example_share):
        reveal = replace(reveal, prompt_id=row.prompt_id)
    if arena.reveal_after == 1:
        return reveal
    known = await services.database.read(own_votes.revealed, row.voter, arena_id, arena.reveal_after)
    if known.has(reveal.position):
        return reveal
    return replace(reveal, reveals_in=known.missing)


async def reveal(services: Services, visitor: Visitor, matchup_id: str) -> Reveal | None:
    """Return the reveal of a visitor's vote on a matchup, None if it has none. Raise NotFound."""
    return await reveal_of(services, visitor, MatchupRef.parse(services.secret, matchup_id).number)


async def reveal_of(services: Services, visitor: Visitor, number: int) -> Reveal | None:
    """Return the reveal of a visitor's vote on the matchup with a number, None if it has none."""
    stored = (await services.database.read(matchups.of_ids, [number])).get(number)
    row = stored.matchup if stored else None
    if row is None or row.voter != visitor.voter or row.reveal is None:
        return None
    result = VoteResult(row, *StoredReveal.unpack(row.reveal), created=False)
    return await _revealed(services, row.arena_id, result)


def _ref(services: Services, visitor: Visitor | None, matchup_id: str) -> MatchupRef:
    ref = MatchupRef.parse(services.secret, matchup_id)
    if visitor is None and not ref.named:
        raise Forbidden("this matchup was assigned to a browser; only that can vote on it")
    return ref


def _reveal(contestants: Mapping[int, Contestant], result: VoteResult) -> Reveal:
    row = result.matchup
    left_before, left_after, right_before, right_after = result.snapshots or 4 * (None,)
    if row.position is None or row.closed_at is None:
        raise NotFound("there is no such vote")

    def side(model: int, before: RatingSnapshot | None, after: RatingSnapshot | None) -> Revealed:
        one = contestants[model]
        return Revealed(one.slug, one.name, one.organization, before, after, one.organization_name)

    return Reveal(
        id=VoteRef(row.arena_id, row.position).id,
        position=row.position,
        outcome=result.outcome.label,
        left=side(row.model_left, left_before, left_after),
        right=side(row.model_right, right_before, right_after),
        undo_until=row.closed_at + UNDO,
        excluded=result.exclusion.label if result.exclusion else None,
        rated=result.snapshots is not None,
        created=result.created,
    )


async def skip(
    services: Services, visitor: Visitor | None, matchup_id: str, reason: str | None = None
) -> str | None:
    """Close a visitor's matchup without a vote; return the language of its prompt, None if it is not known.

    With the reason ``broken_image`` its images are checked. If one cannot be read, the skip does not count
    against the voter, and a second look will tell if the image must be withdrawn. Raise as `vote` does, and
    TooMany if a voter skips much more than it votes.
    """
    if visitor is not None:
        await services.access.rate_limits.check_visitor(visitor, "skip")
    ref = _ref(services, visitor, matchup_id)
    voter = None if visitor is None else visitor.voter
    damaged = reason == BROKEN_IMAGE and await _is_broken(services, ref.number, voter)
    row = await services.recorder.submit(SkipMatchup(ref.arena_id, ref.number, voter, damaged))
    return (await services.voting.pools.subject(row.prompt_id)).language


async def _is_broken(services: Services, number: int, voter: int | None) -> bool:
    """Return whether an image of a matchup cannot be read now; note it as a suspect if it is damaged."""
    broken = False
    for digest, copy in await services.database.read(_pictures, number, voter):
        try:
            await services.blobs.read("copies", digest)
        except Damaged:
            services.images.suspects.note(copy)
            broken = True
        except Unavailable:
            return True
    return broken


def _pictures(session: ReadSession, number: int, voter: int | None) -> set[tuple[bytes, bytes]]:
    """Return the hashes of the pictures a voter's matchup may show, each with the hash of its copy."""
    row = matchups.of_ids(session, [number]).get(number)
    if row is None or (voter is not None and row.matchup.voter != voter):
        return set()
    faces = images.of_matchup(session, number)
    sides = (faces.left, faces.right) if faces else ()
    return {(digest, side.copy) for side in sides for digest in side.digests}
