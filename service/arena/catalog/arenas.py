"""Arenas: created with their rating parameters, changed, listed, retired."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypedDict

from service.arena.catalog.arena_lists import TargetFields, packed_languages, packed_targets
from service.arena.catalog.records import check_new, get_by_slug, retirement, slug_of
from service.arena.recording.folding import params_of
from service.db.catalog_revision import touch_catalog
from service.db.engine import ReadSession, WriteSession
from service.db.queries import arenas
from service.domain import clock
from service.domain.arenas import MATCHMAKING, Arena
from service.domain.paging import Listing, Page, listing
from service.domain.slugs import is_slug
from service.domain.votes import MAX_ARENA
from service.errors import Conflict, FieldError, Invalid
from service.rating.params import CHOSEN_RANGES, Params, check_chosen

RATING_RANGES = CHOSEN_RANGES
DEFAULT_TASK = "text-to-image"
# Fields of a request that no column has under the same name.
_PACKED = ("retired", "voting_languages", "targets")


class ArenaFields(TypedDict, total=False):
    """The fields of an arena besides its slug and parameters; a field that is left out is not changed."""

    name: str
    task: str
    description: str | None
    matchmaking: str
    acknowledge: str
    retired_models: str
    price_per_vote: float | None
    on_evidence: str
    reveal_after: int
    example_share: int
    gold_share: int
    repeat_share: int
    challenge: str
    publish_after: int
    voting_question: str | None
    target_votes: int | None
    accent: str | None
    voting_languages: Sequence[str]
    targets: Sequence[TargetFields]
    retired: bool


def create(
    session: WriteSession,
    slug: str,
    fields: ArenaFields,
    rating: Mapping[str, float] | None = None,
    both_bad: str = "tie",
) -> Arena:
    """Add an arena; its slug is the default name. ``rating`` has parameters of ``Params``.

    Raise Invalid for a bad slug or unusable parameters, Conflict for a taken slug.
    """
    touch_catalog(session)
    check_new("arena", slug, lambda slug: arenas.get(session, slug))
    params = _params(rating or {}, both_bad)
    now = clock.now()
    values: dict[str, object] = {
        "slug": slug,
        "name": slug,
        "task": DEFAULT_TASK,
        "matchmaking": MATCHMAKING[0],
        **{name: getattr(params, name) for name in Params.__slots__},
        "revision": 0,
        "last_position": 0,
        "created_at": now,
        "rated_at": now,
        **_columns(fields, None),
    }
    if arenas.add(session, values) >= MAX_ARENA:
        raise Conflict(f"the service has room for {MAX_ARENA - 1} arenas, and they are all taken")
    return get(session, slug)


def get(session: ReadSession, slug: str) -> Arena:
    """Return the arena of this slug, retired or not; raise NotFound."""
    return get_by_slug("arena", slug, lambda slug: arenas.get(session, slug))


def of_slugs(session: ReadSession, slugs: Sequence[str]) -> list[Arena]:
    """Return the arenas of these slugs, retired or not, in their order; raise NotFound."""
    found = {arena.slug: arena for arena in arenas.of_slugs(session, list(filter(is_slug, slugs)))}
    return [found.get(slug) or get(session, slug) for slug in slugs]


def method_version(arena: Arena) -> str:
    """Return the fingerprint of the arena's rating method and parameters."""
    return params_of(arena).method_version


def page(session: ReadSession, page: Page, *, retired: bool = False) -> Listing[Arena]:
    """Return a page of the arenas by slug, including retired ones if ``retired``."""
    rows = arenas.page(session, page, retired=retired)
    return listing(rows, page, lambda arena: arena, lambda arena: arena.slug)


def running(session: ReadSession) -> list[Arena]:
    """Return the arenas that are not retired, the ones with most votes first."""
    active = [arena for arena in arenas.every(session) if arena.retired_at is None]
    return sorted(active, key=lambda arena: (-arena.last_position, arena.slug))


def closed(session: ReadSession) -> list[Arena]:
    """Return the arenas that are retired, the last one first."""
    retired = [(arena.retired_at, arena) for arena in arenas.every(session) if arena.retired_at is not None]
    return [arena for _, arena in sorted(retired, key=lambda pair: -pair[0])]


def change(session: WriteSession, slug: str, fields: ArenaFields) -> Arena:
    """Change the given fields; return the arena afterwards. Raise NotFound.

    Rating parameters are changed by a recount, since they change every rating.
    """
    touch_catalog(session)
    arena = get(session, slug)
    arenas.change(session, arena.id, {"slug": arena.slug, **_columns(fields, arena.retired_at)})
    return get(session, slug)


def retire(session: WriteSession, slug: str) -> None:
    """Take the arena out of the lists; its log and its ratings stay. Raise NotFound."""
    change(session, slug, {"retired": True})


def _columns(fields: ArenaFields, retired_at: int | None) -> dict[str, object]:
    columns: dict[str, object] = {key: value for key, value in fields.items() if key not in _PACKED}
    if "task" in fields:
        columns["task"] = slug_of("task", fields["task"], "a task")
    if "voting_languages" in fields:
        columns["languages"] = packed_languages(fields["voting_languages"])
    if "targets" in fields:
        columns["axis_targets"] = packed_targets(fields["targets"])
    if "retired" in fields:
        columns["retired_at"] = retirement(fields["retired"], retired_at)
    return columns


def _params(rating: Mapping[str, float], both_bad: str) -> Params:
    """Return the parameters; raise Invalid with the names of the fields in a request."""
    try:
        return check_chosen({**rating, "both_bad": both_bad})
    except Invalid as error:
        fields = [
            FieldError(e.field if e.field == "both_bad" else f"rating.{e.field}", e.detail)
            for e in error.errors
        ]
        raise Invalid(error.detail, fields) from None
