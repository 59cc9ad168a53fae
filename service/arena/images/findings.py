"""What the doctor says of the blob store and of the images in it."""

from __future__ import annotations

from service.arena.findings import LEAST_FREE_BYTES, Finding, ids
from service.arena.images.checks import CheckReport
from service.arena.images.renditions import REINSTATE
from service.arena.services import Services
from service.db.engine import ReadSession
from service.db.queries import audit
from service.domain import clock
from service.errors import ArenaError

_RECENT_DAYS = 7
_UNREADABLE = (
    "with missing or damaged files, still in use; restore the files or send them again, or withdraw the "
    "images with `arena doctor --withdraw`"
)
_REMAKE = "that lost some of their smaller sizes; `arena doctor --remake` makes these again"
_WITHDRAWN = "damaged and withdrawn; restore their files or send them again, or withdraw them by DELETE"


async def of_store(services: Services) -> Finding:
    """Return where the blob store is, whether it is the database's own, and how much room is left."""
    place = services.blobs.place
    try:
        state = await services.blobs.look()
        free = await services.blobs.room()
    except ArenaError as error:
        return Finding("blobs", well=False, detail=f"{place}: {error.detail}")
    if state.problem:
        return Finding("blobs", well=False, detail=state.problem)
    room = "" if free is None else f"; {free / 1e9:.1f} GB free"
    if state.settled and state.row is not None:
        marker = f"the marker is there ({state.row.store_id})"
    else:
        marker = "no marker yet: the server writes it" + (" with the first image" * (not state.names_blobs))
    return Finding("blobs", free is None or free > LEAST_FREE_BYTES, f"{place}: {marker}{room}")


def of_images(report: CheckReport) -> Finding:
    """Return what a check of all images found."""
    kinds = (
        (list(report.unreadable), _UNREADABLE),
        (report.withdrawn, _WITHDRAWN),
        (report.originals, "with a damaged original, which nobody is shown"),
        (report.sources, "prompts with a damaged source image; send it again"),
        (list(report.renditions), f"images {_REMAKE}"),
        (list(report.source_renditions), f"prompts with a source image {_REMAKE.replace('their', 'its')}"),
        (report.returned, "withdrawn as damaged, whose files are back: a running server reinstates them"),
    )
    parts = [f"{len(numbers)} {what}: {ids(numbers)}" for numbers, what in kinds if numbers]
    looked_at = f"{report.images} in use looked at"
    return Finding("images", report.well, "; ".join([looked_at, *parts]))


def of_reinstated(session: ReadSession) -> list[Finding]:
    """Return the images that the service put back in use by itself lately, none without any."""
    since = clock.now() - _RECENT_DAYS * clock.DAY
    subjects = audit.subjects_of(session, REINSTATE, since)
    if not subjects:
        return []
    numbers = [int(subject.rpartition(" ")[2]) for subject in subjects]
    detail = (
        f"{len(numbers)} images in the last {_RECENT_DAYS} days, as their files came back: {ids(numbers)}"
    )
    return [Finding("reinstated", well=True, detail=detail)]
