"""Where the demo's images go: into the arenas, prompt by prompt, with the matchups of the simulated votes.

A prompt gets its images and the matchups that show them in one transaction, so what is missing can be told
from what is there, whatever interrupted the work.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from service.arena.catalog import prompt_sources
from service.arena.images import images
from service.arena.voting.matchup_ids import new_number
from service.db.catalog_revision import touch_catalog
from service.db.engine import ReadSession, WriteSession
from service.db.queries import arenas as arena_rows
from service.db.queries import demo_images, matchups, prompts
from service.db.queries import models as model_rows
from service.db.queries.matchups import Matchup
from service.demo.arenas import DemoArena
from service.demo.gallery import PaintedPrompt
from service.demo.makers import MAKERS
from service.demo.prompts import DemoPrompt
from service.demo.simulated_voters import SimulatedVote, simulated_votes, voter_of
from service.domain.matchups import MatchupState

_EVERY = 1_000_000


@dataclass(frozen=True, slots=True)
class MissingPrompt:
    """A prompt of the database without its images, and the simulated votes on it by their positions."""

    arena: str
    arena_id: int
    prompt_id: int
    place: int
    prompt: DemoPrompt
    votes: Sequence[tuple[int, SimulatedVote]]


def missing(session: ReadSession, demo: Sequence[DemoArena]) -> list[MissingPrompt]:
    """Return the prompts that still need images.

    The first prompt of each arena comes first, then the second of each, and so on.
    """
    found = [prompt for arena in demo for prompt in _missing_of(session, arena)]
    return sorted(found, key=lambda prompt: prompt.place)


def _missing_of(session: ReadSession, demo: DemoArena) -> Iterator[MissingPrompt]:
    arena = arena_rows.get(session, demo.slug)
    if arena is None or arena.demo_images is None:
        return
    stored = demo_images.prompts_with_images(session, arena.id)
    ids = {row.text: row.id for row in prompts.page(session, arena.id, 0, _EVERY)}
    votes = list(enumerate(simulated_votes(demo.prompts, demo.votes, arena.created_at), 1))
    for place, prompt in enumerate(demo.prompts):
        prompt_id = ids.get(prompt.text)
        if prompt_id is not None and prompt_id not in stored:
            mine = [(position, vote) for position, vote in votes if vote.prompt == place]
            yield MissingPrompt(demo.slug, arena.id, prompt_id, place, prompt, mine)


def place(session: WriteSession, secret: bytes, prompt: MissingPrompt, painted: PaintedPrompt) -> bool:
    """Give a prompt its images and their matchups; return False where another process has done so."""
    touch_catalog(session)
    if prompt.prompt_id in demo_images.prompts_with_images(session, prompt.arena_id):
        return False
    if painted.source is not None:
        prompt_sources.attach(session, prompt.arena, prompt.prompt_id, painted.source)
    ids = _Ids(
        secret,
        {
            slug: images.record(session, prompt.arena, slug, prompt.prompt_id, stored, origin="demo").id
            for slug, stored in painted.by_model.items()
        },
        model_rows.ids_of(session, [maker.slug for maker in MAKERS]),
    )
    matchups.add(session, [_matchup(prompt, position, vote, ids) for position, vote in prompt.votes])
    return True


class _Ids(NamedTuple):
    """What a matchup refers to by id: voters (by the secret they are hashed with), images and models."""

    secret: bytes
    images: Mapping[str, int]
    models: Mapping[str, int]


def _matchup(prompt: MissingPrompt, position: int, vote: SimulatedVote, ids: _Ids) -> Matchup:
    """Return the matchup behind a vote, as dealing and voting would have left it."""
    left, right = vote.left.slug, vote.right.slug
    dealt_at = vote.voted_at - vote.response_ms * 1_000
    return Matchup(
        id=new_number(dealt_at),
        dealt_at=dealt_at,
        probability=vote.probability,
        voter=voter_of(ids.secret, prompt.arena, vote.voter),
        address=None,
        arena_id=prompt.arena_id,
        prompt_id=prompt.prompt_id,
        image_left=ids.images[left],
        image_right=ids.images[right],
        model_left=ids.models[left],
        model_right=ids.models[right],
        slot=0,
        state=int(MatchupState.VOTED),
        closed_at=vote.voted_at,
        position=position,
        response_ms=vote.response_ms,
    )


def finish(session: WriteSession) -> None:
    """Note that no image is missing any more."""
    touch_catalog(session)
    demo_images.mark_finished(session)
