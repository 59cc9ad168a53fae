"""The prompts behind the votes of a release."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import select

from service.db.bulk import Lookup
from service.db.engine import ReadSession
from service.db.queries.log import dropped
from service.db.rows import fetch
from service.db.tables.catalog import prompt_categories, prompts
from service.db.tables.votes import votes


class ReleasedPrompt(NamedTuple):
    """A prompt that was voted on, with its themes (joined by ``;``) and its language, "" if unknown."""

    id: int
    text: str
    themes: str
    language: str


_OF_IDS = Lookup(
    ReleasedPrompt._make,
    "SELECT p.id, p.text, s.themes, s.language FROM k JOIN prompts p ON p.id = k.id "
    "JOIN strata s ON s.id = p.stratum_id",
    id="integer",
)


def prompts_upto(session: ReadSession, arena_id: int, position: int) -> list[ReleasedPrompt]:
    """Return the prompts of an arena's votes up to a position, by id."""
    chosen = select(votes.c.prompt_id).where(votes.c.arena_id == arena_id, votes.c.position <= position)
    statement = select(
        prompts.c.id, prompts.c.text, prompt_categories.c.themes, prompt_categories.c.language
    ).join(prompt_categories)
    found = set(fetch(session, ReleasedPrompt, statement.where(prompts.c.id.in_(chosen))))
    found.update(_OF_IDS(session, ((i,) for i in dropped.prompt_ids(session, arena_id, 0, position))))
    return sorted(found)
