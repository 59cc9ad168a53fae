"""The ids of a file's names, as far as the database has them, found without creating any.

What has no id yet gets a placeholder, a negative number that nothing in the log has. So the same functions
tell new votes from known ones, whether the names are created afterwards or, in a preview, never.
"""

from __future__ import annotations

from collections.abc import Iterable

from service.arena.catalog.model_names import ModelNames
from service.arena.imports.arenas import ABSENT
from service.arena.imports.votes.names import Ids, give_slugs
from service.arena.imports.votes.rows import VoteFile
from service.arena.recording.id_cache import IdCache
from service.db.engine import ReadSession
from service.db.queries import imports
from service.domain.arenas import Arena


def find_ids(session: ReadSession, arena: Arena, file: VoteFile) -> Ids:
    """Return the ids that the names of a file have in the database and the arena."""
    give_slugs(session, file)
    models, cache = ModelNames(session).ids(name for _, name in file.models), IdCache()
    # A new arena has no prompts, and a file may have a million.
    digests = () if arena.id == ABSENT else [prompt.digest for prompt in file.prompts]
    prompts = imports.prompt_ids(session, arena.id, digests)
    return Ids(
        _or_placeholder(models.get(name) for _, name in file.models),
        _or_placeholder(cache.find_category(session, arena.id, category) for category in file.strata),
        _or_placeholder(prompts.get(prompt.digest) for prompt in file.prompts),
    )


def is_placeholder(number: int) -> bool:
    """Return whether something has no id yet."""
    return number < 0


def _or_placeholder(ids: Iterable[int | None]) -> list[int]:
    return [-1 - number if known is None else known for number, known in enumerate(ids)]
