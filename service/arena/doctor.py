"""The doctor: quick checks of what can go wrong around the service, each with a finding."""

from __future__ import annotations

import shutil
import stat

from service import __version__
from service.arena.access.findings import of_keys, of_networks
from service.arena.access.secrets import FILE
from service.arena.archive.findings import of_dropped
from service.arena.backups import last
from service.arena.boards.refits.checking import of_refits
from service.arena.findings import LEAST_FREE_BYTES, Finding, ids
from service.arena.health import check_ready
from service.arena.images import findings as of_blobs
from service.arena.images import sizes
from service.arena.images.checks import CheckReport, check_images
from service.arena.images.second_look import settle
from service.arena.integrity.findings import of_flags
from service.arena.progress import Progress, silent
from service.arena.recording.findings import of_folds
from service.arena.recording.redating import of_clock
from service.arena.services import Services
from service.arena.webhooks.findings import of_webhooks
from service.db import migrate
from service.db.engine import ReadSession
from service.db.queries import arenas, integrity
from service.db.schema_versions import current
from service.db.urls import parse_url
from service.domain.arenas import Arena
from service.errors import ArenaError
from service.settings import Settings


def of_settings(settings: Settings) -> list[Finding]:
    """Return findings on the settings, the data folder and the disk.

    Raise Invalid for an unusable database URL.
    """
    backup = Finding("backup", *last.state_of(settings.data_dir))
    return [_database_url(settings), _secret(settings), _disk(settings), backup]


def _database_url(settings: Settings) -> Finding:
    url = parse_url(settings.database_url)
    return Finding("settings", well=True, detail=f"database {url.render_as_string(hide_password=True)}")


def _secret(settings: Settings) -> Finding:
    path = settings.data_dir / FILE
    if settings.secret_key:
        return Finding("secret", well=True, detail="given by ARENA_SECRET_KEY")
    if not path.exists():
        return Finding("secret", well=True, detail=f"not made yet; it will be {path}")
    mode = stat.S_IMODE(path.stat().st_mode)
    well = not mode & (stat.S_IRWXG | stat.S_IRWXO)
    advice = "" if well else "; others can read it: chmod 600"
    return Finding("secret", well=well, detail=f"{path} with mode {mode:o}{advice}")


def _disk(settings: Settings) -> Finding:
    folder = settings.data_dir if settings.data_dir.exists() else settings.data_dir.absolute().parent
    free = shutil.disk_usage(folder).free
    return Finding("disk", well=free > LEAST_FREE_BYTES, detail=f"{free / 1e9:.1f} GB free at {folder}")


async def of_services(services: Services) -> list[Finding]:
    """Return findings on the database, all that is in it, and the blob store; change nothing.

    If the database cannot be used, that is the only finding.
    """
    try:
        await check_ready(services.database)
        findings = [await services.database.read(_of_database)]
        findings.append(await of_blobs.of_store(services))
        for check in (of_clock, of_keys, of_folds, of_refits, of_blobs.of_reinstated, of_flags, _of_arenas):
            findings += await services.database.read(check)
        findings += await of_dropped(services)
        findings.append(await services.database.read(of_networks, services.settings))
        findings += await services.database.read(of_webhooks, services.secret)
    except ArenaError as error:
        return [Finding("database", well=False, detail=error.detail)]
    return findings


async def of_images(
    services: Services, progress: Progress = silent, *, withdraw: bool = False, remake: bool = False
) -> list[Finding]:
    """Return findings on the files of all images, after reading all of them.

    With ``withdraw``, images whose files are missing or damaged are withdrawn, and those whose files are back
    are reinstated. With ``remake``, their lost renditions are made again.
    """
    try:
        report = await check_images(services, progress)
        acted = await _act(services, report) if withdraw else []
        acted += await _remake(services, report) if remake else []
    except ArenaError as error:
        return [Finding("images", well=False, detail=f"not looked at: {error.detail}")]
    return [*acted, of_blobs.of_images(report)]


async def _act(services: Services, report: CheckReport) -> list[Finding]:
    withdrawn, reinstated = await settle(services, report)
    return [
        Finding(what, well=True, detail=f"{len(numbers)} images: {ids(numbers)}")
        for what, numbers in (("withdrawn", withdrawn), ("reinstated now", reinstated))
        if numbers
    ]


async def _remake(services: Services, report: CheckReport) -> list[Finding]:
    lost = {*report.renditions.values(), *report.source_renditions.values()}
    if not lost:
        return []
    made = await sizes.remake(services, lost)
    for left in (report.renditions, report.source_renditions):
        for number in [number for number, copy in left.items() if copy in made]:
            del left[number]
    return [Finding("sizes", well=True, detail=f"made again for {len(made)} images")]


def _of_database(session: ReadSession) -> Finding:
    """Return which database it is, and the versions of its schema and of the program."""
    detail = f"{migrate.product(session)}, schema {current(session)}, program {__version__}"
    return Finding("database", well=True, detail=detail)


def _of_arenas(session: ReadSession) -> list[Finding]:
    return [_of_arena(session, arena) for arena in arenas.every(session)]


def _of_arena(session: ReadSession, arena: Arena) -> Finding:
    """Return whether the log has no gap, and ratings and head-to-head counts include all its votes."""
    seen = integrity.of_arena(session, arena)
    wrong = []
    if seen.votes != arena.last_position:
        wrong.append(f"the log has {seen.votes} votes and ends at position {arena.last_position}")
    if seen.rated != seen.counted:
        wrong.append(f"{seen.counted} votes count and {seen.rated} are in the ratings")
    if seen.met != seen.counted:
        wrong.append(f"{seen.counted} votes count and {seen.met} are in the head-to-head counts")
    well = f"{seen.votes} votes, {seen.votes - seen.counted} of them void"
    return Finding(f"arena {arena.slug}", well=not wrong, detail="; ".join(wrong) or well)
