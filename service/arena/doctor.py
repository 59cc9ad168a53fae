"""The doctor: quick checks of what can go wrong around the service, each with a finding."""

from __future__ import annotations

import shutil
import stat
from typing import NamedTuple

from service.arena.access.secrets import FILE
from service.arena.health import check_ready
from service.arena.images.checks import check_images
from service.arena.progress import Progress, silent
from service.arena.recording import redating
from service.arena.services import Services
from service.db.engine import ReadSession, parse_url
from service.db.queries import arenas, integrity
from service.domain.arenas import Arena
from service.errors import ArenaError
from service.settings import Settings

LEAST_FREE_BYTES = 1_000_000_000
_SHOWN = 20


class Finding(NamedTuple):
    """The result of one check: its subject, whether all is well, and the details."""

    what: str
    well: bool
    detail: str


def of_settings(settings: Settings) -> list[Finding]:
    """Return findings on the settings, the data folder and the disk.

    Raise Invalid for an unusable database URL.
    """
    return [_database_url(settings), _secret(settings), _disk(settings)]


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
    """Return findings on the database and every arena in it. Raise Unavailable if it cannot be reached."""
    try:
        await check_ready(services.database)
    except ArenaError as error:
        return [Finding("database", well=False, detail=error.detail)]
    findings = [Finding("database", well=True, detail="reachable, with the schema of this version")]
    findings.append(Finding("clock", *await services.database.read(redating.findings)))
    return findings + await services.database.read(_of_arenas)


async def of_images(services: Services, progress: Progress = silent) -> Finding:
    """Return a finding on the files of all images; images with missing or damaged files are withdrawn."""
    try:
        checked = await check_images(services, progress)
    except ArenaError as error:
        return Finding("images", well=False, detail=error.detail)
    wrong = [
        f"{len(numbers)} {what}: {', '.join(map(str, numbers[:_SHOWN]))}{' …' * (len(numbers) > _SHOWN)}"
        for what, numbers in (
            ("damaged and withdrawn; send their files again, or withdraw them by DELETE", checked.damaged),
            ("with a damaged original, which nobody is shown", checked.originals),
            ("prompts with a damaged source image; send it again", checked.sources),
        )
        if numbers
    ]
    return Finding("images", well=checked.well, detail="; ".join([f"{checked.images} looked at", *wrong]))


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
