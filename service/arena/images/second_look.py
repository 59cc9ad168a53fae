"""The second look: images are withdrawn only if they are still unreadable some time after the first one.

By then the store must be there, with its marker read just before, and only a few images may be affected.
Everything else is a matter of the store, which comes back or which its operator mends. And if the files of an
image that was withdrawn in this way come back, so does the image.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Sequence

from service.arena.images.checks import CheckReport, copies_problem, problem_of
from service.arena.images.renditions import reinstate, withdraw_damaged
from service.arena.images.suspects import SEVERAL
from service.arena.services import Services
from service.db.engine import ReadSession
from service.db.queries import images
from service.db.queries.stores import named
from service.errors import ArenaError, Conflict

EVERY_SECONDS = 15.0
LATER_SECONDS = 60.0
"""How long after the first look the second one is: longer than a mount or a restart of a file server."""

REINSTATE_SECONDS = 300.0

# Enough to meet a missing file if a tenth of them are missing, nine times in ten.
_SAMPLE = 20
_AT_ONCE = 64

logger = logging.getLogger("arena")


async def keep_looking(
    services: Services,
    every_seconds: float = EVERY_SECONDS,
    later_seconds: float = LATER_SECONDS,
    reinstate_seconds: float = REINSTATE_SECONDS,
) -> None:
    """Look at suspects again, and from time to time for files that came back, until canceled.

    Without suspects it only waits.
    """
    suspects = services.images.suspects
    next_at = time.monotonic() + later_seconds
    while True:
        await suspects.wait(max(0.0, next_at - time.monotonic()))
        is_time = time.monotonic() >= next_at
        if is_time:
            next_at = time.monotonic() + reinstate_seconds
        try:
            await look_again(services, later_seconds)
            if is_time:
                await reinstate_returned(services)
        except ArenaError as error:
            logger.debug("no second look: %s", error)  # the store and the database log their own failures
        if suspects:
            await asyncio.sleep(every_seconds)


async def look_again(services: Services, later_seconds: float = LATER_SECONDS) -> list[int]:
    """Withdraw the images that are still unreadable; return their ids. Raise Unavailable without a store."""
    suspects = services.images.suspects
    due = suspects.due(later_seconds)
    if not due:
        return []
    await services.blobs.check()
    problems = {copy: await _problem(services, copy) for copy in due}
    for copy in (copy for copy, detail in problems.items() if not detail):
        suspects.drop(copy)
    bad = {copy: detail for copy, detail in problems.items() if detail}
    if not bad or await _store_is_to_blame(services):
        return []
    await services.blobs.check()  # the looks took time, and this is what counts
    withdrawn = []
    for copy, detail in bad.items():
        withdrawn += await services.database.write(withdraw_damaged, copy, detail)
        suspects.drop(copy)
    for number in withdrawn:
        logger.error("image %d is withdrawn: its file is missing or damaged, also on a second look", number)
    return withdrawn


async def reinstate_returned(services: Services) -> list[int]:
    """Put images back in use that were withdrawn as damaged and can be read again; return their ids."""
    returned = await find_returned(services)
    if not returned:
        return []
    reinstated = await services.database.write(reinstate, returned)
    for number in reinstated:
        logger.warning("image %d is in use again: its files are back", number)
    return reinstated


async def settle(services: Services, report: CheckReport) -> tuple[list[int], list[int]]:
    """Withdraw what a check found unreadable and reinstate what is back, when a person asks for it.

    Return the ids of both. What was unreadable is read once more, and the report keeps what still is. Raise
    Conflict if no image at all can be read, and Unavailable if the store is away.
    """
    if report.unreadable and len(report.unreadable) == report.images >= SEVERAL:
        raise Conflict(
            f"none of the {report.images} images can be read in {services.blobs.place}, so its files are "
            "missing as a whole; nothing was withdrawn"
        )
    withdrawn: list[int] = []
    for number, (copy, _) in list(report.unreadable.items()):
        detail = await _problem(services, copy)
        del report.unreadable[number]
        if detail:
            await services.blobs.check()
            withdrawn += await services.database.write(withdraw_damaged, copy, detail)
            report.withdrawn.append(number)
    reinstated = await services.database.write(reinstate, report.returned) if report.returned else []
    report.returned = [number for number in report.returned if number not in reinstated]
    return withdrawn, reinstated


async def find_returned(services: Services) -> list[int]:
    """Return the ids of the images that were withdrawn as damaged and can be read. Raise Unavailable."""
    returned: list[int] = []
    after = 0
    while rows := await services.database.read(images.damaged, after, _AT_ONCE):
        returned += [row.id for row in rows if not await copies_problem(services.blobs, row)]
        after = rows[-1].id
    return returned


async def _problem(services: Services, copy: bytes) -> str:
    for digest in await services.database.read(_variants, copy):
        detail = await problem_of(services.blobs, "copies", digest)
        if detail:
            return detail
    return ""


def _variants(session: ReadSession, copy: bytes) -> Sequence[bytes]:
    return list(dict.fromkeys((copy, *images.others_of(session, copy))))


async def _store_is_to_blame(services: Services) -> bool:
    """Return whether several images cannot be read, also counting some that nobody has asked for."""
    suspects = services.images.suspects
    for copy in await services.database.read(named.shown_at_random, _SAMPLE):
        if suspects.several:
            break
        if await problem_of(services.blobs, "copies", copy):
            suspects.note(copy)
    if not suspects.several:
        return False
    logger.error(
        "at least %d images cannot be read in %s: too many at once to be damage, so none is withdrawn. "
        "Restore the files, or run `arena doctor` to see which they are",
        SEVERAL,
        services.blobs.place,
    )
    return True
