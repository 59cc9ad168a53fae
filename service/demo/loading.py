"""Loading the demo: first the images, which are dear and harmless, then all rows in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from service.arena.access.voters import hash_voter
from service.arena.catalog import arenas, models, offers, organizations, prompt_sources, prompts
from service.arena.catalog.arenas import ArenaFields
from service.arena.catalog.offers import OfferFields
from service.arena.catalog.records import check_new
from service.arena.images import images
from service.arena.progress import Progress, silent
from service.arena.recording.appending import record
from service.arena.recording.operations import Memory
from service.arena.recording.vote_batches import VoteBatch
from service.arena.services import Services
from service.arena.voting.matchup_ids import new_number
from service.db.catalog_revision import touch_catalog
from service.db.engine import ReadSession, WriteSession
from service.db.queries import arenas as arena_rows
from service.db.queries import matchups
from service.db.queries import models as model_rows
from service.db.queries import organizations as organization_rows
from service.db.queries.matchups import Matchup
from service.demo.gallery import DemoImages, paint_all
from service.demo.makers import IMAGE_EDITING, MAKERS, ORGANIZATIONS, TEXT_TO_IMAGE, Maker
from service.demo.simulated_voters import DAYS, VOTERS, SimulatedVote, simulated_votes
from service.demo.works import EDITED, PAINTED, DemoPrompt
from service.domain import clock
from service.domain.matchups import MatchupState
from service.domain.votes import Ballot

LATENCY_MS = 250
"""About how long a painter takes for an image."""


@dataclass(frozen=True, slots=True)
class DemoArena:
    """An arena of the demo: how it is called, what is shown in it, and how many votes are simulated."""

    slug: str
    name: str
    task: str
    works: tuple[DemoPrompt, ...]
    votes: int

    @property
    def description(self) -> str:
        """What the arena says of itself."""
        return (
            "A demonstration: its images are by six programs that paint, and its first "
            f"{self.votes:,} votes are simulated, as if cast over {DAYS} days. All later ones are by people."
        )


@dataclass(frozen=True, slots=True)
class PaintedArena:
    """An arena with its works, whose images are in the blob store."""

    hall: DemoArena
    works: list[DemoImages]


ARENAS = (
    DemoArena("demo", "Demo: text to image", TEXT_TO_IMAGE, PAINTED, 2_400),
    DemoArena("demo-editing", "Demo: image editing", IMAGE_EDITING, EDITED, 600),
)
"""The demo, whole."""


@dataclass(frozen=True, slots=True)
class Report:
    """What was added; nothing where the demo was there already."""

    arenas: tuple[str, ...] = ()
    models: int = 0
    prompts: int = 0
    images: int = 0
    votes: int = 0


async def load(
    services: Services, halls: Sequence[DemoArena] = ARENAS, progress: Progress = silent
) -> Report:
    """Add the demo, all of it or, where something fails, nothing; a demo that is there stays as it is.

    Raises Conflict where its names are taken by something else, and Unavailable or StorageFull.
    """
    if not await services.database.read(_is_new, halls):
        return Report()
    hung = iter(await paint_all(services, [work for hall in halls for work in hall.works], progress))
    shows = [PaintedArena(hall, list(islice(hung, len(hall.works)))) for hall in halls]
    return await services.database.write(_record, services.secret, shows, progress)


def _is_new(session: ReadSession, halls: Sequence[DemoArena]) -> bool:
    """Return whether the demo is not there yet; raise Conflict where something else has one of its names."""
    known = [arena for hall in halls if (arena := arena_rows.get(session, hall.slug)) is not None]
    if len(known) == len(halls) and all(arena.simulated_until for arena in known):
        return False
    for hall in halls:
        check_new("arena", hall.slug, lambda slug: arena_rows.get(session, slug))
    for slug in ORGANIZATIONS:
        check_new("organization", slug, lambda slug: organization_rows.get(session, slug))
    for maker in MAKERS:
        check_new("model", maker.slug, lambda slug: model_rows.get(session, slug))
    return True


def _record(
    session: WriteSession, secret: bytes, shows: Sequence[PaintedArena], progress: Progress
) -> Report:
    touch_catalog(session)
    today = clock.now() // clock.DAY
    for slug, name in ORGANIZATIONS.items():
        organizations.create(session, slug, {"name": name})
    for maker in MAKERS:
        _introduce(session, maker, today)
    for done, show in enumerate(shows):
        progress("storing", done, len(shows))
        _open(session, secret, show)
    progress("storing", len(shows), len(shows))
    works = [hung for show in shows for hung in show.works]
    return Report(
        arenas=tuple(show.hall.slug for show in shows),
        models=len(MAKERS),
        prompts=len(works),
        images=len(works) * len(MAKERS),
        votes=sum(show.hall.votes for show in shows),
    )


def _introduce(session: WriteSession, maker: Maker, today: int) -> None:
    """Add a model with what the provider ``demo`` asks for it."""
    released = clock.day_text(today - maker.age)
    models.create(session, maker.slug, maker.fields(released))
    offer: OfferFields = {
        "provider": "demo",
        "amount": maker.price,
        "currency": "USD",
        "latency_ms": LATENCY_MS,
        "valid_from": released,
        "upstream": maker.painter,
        "note": "A price for show: the demo charges nobody.",
    }
    offers.create(session, maker.slug, offer)


def _open(session: WriteSession, secret: bytes, show: PaintedArena) -> None:
    """Add an arena with its prompts and images, and let the crowd vote."""
    hall = show.hall
    fields: ArenaFields = {"name": hall.name, "task": hall.task, "description": hall.description}
    arena_id = arenas.create(session, hall.slug, fields).id
    booth = Booth(
        arena_id,
        [_exhibit(session, hall.slug, hung) for hung in show.works],
        model_rows.ids_of(session, [maker.slug for maker in MAKERS]),
        [hash_voter(secret, f"{hall.slug} {number}") for number in range(VOTERS)],
    )
    casts = simulated_votes(hall.works, hall.votes, clock.now())
    # The log is empty: each vote's position is its place among them.
    record(session, Memory(), [VoteBatch(arena_id, [booth.ballot(cast) for cast in casts])])
    matchups.add(session, [booth.matchup(cast, position) for position, cast in enumerate(casts, 1)])
    arena_rows.change(session, arena_id, {"simulated_until": len(casts)})


class Exhibit(NamedTuple):
    """A prompt of the database with the numbers of its images by model."""

    prompt_id: int
    images: dict[str, int]


@dataclass(frozen=True, slots=True)
class Booth:
    """Where the crowd votes: the arena, what is on show, and the numbers of models and voters."""

    arena_id: int
    exhibits: Sequence[Exhibit]
    models: Mapping[str, int]
    voters: Sequence[int]

    def ballot(self, cast: SimulatedVote) -> Ballot:
        """Return a vote as it is recorded."""
        return Ballot(
            cast.left.slug,
            cast.right.slug,
            cast.outcome,
            prompt_id=self.exhibits[cast.work].prompt_id,
            voter=self.voters[cast.voter],
            voted_at=cast.voted_at,
        )

    def matchup(self, cast: SimulatedVote, position: int) -> Matchup:
        """Return the matchup behind a vote, as dealing and voting would have left it."""
        exhibit, left, right = self.exhibits[cast.work], cast.left.slug, cast.right.slug
        dealt_at = cast.voted_at - cast.response_ms * 1_000
        return Matchup(
            id=new_number(dealt_at),
            dealt_at=dealt_at,
            probability=cast.probability,
            voter=self.voters[cast.voter],
            address=None,
            arena_id=self.arena_id,
            prompt_id=exhibit.prompt_id,
            image_left=exhibit.images[left],
            image_right=exhibit.images[right],
            model_left=self.models[left],
            model_right=self.models[right],
            slot=0,
            state=int(MatchupState.VOTED),
            closed_at=cast.voted_at,
            position=position,
            response_ms=cast.response_ms,
        )


def _exhibit(session: WriteSession, arena: str, hung: DemoImages) -> Exhibit:
    work = hung.work
    prompt = prompts.create(session, arena, work.text, language=work.language, themes=(work.theme,))
    if hung.source is not None:
        prompt_sources.attach(session, arena, prompt.id, hung.source)
    ids = {
        slug: images.record(session, arena, slug, prompt.id, stored, origin="demo").id
        for slug, stored in hung.by_model.items()
    }
    return Exhibit(prompt.id, ids)
