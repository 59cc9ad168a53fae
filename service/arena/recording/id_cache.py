"""Names to ids: models, strata, prompts. None is ever renamed or removed, so what was found stays true.

Only what a transaction created and then took back would be wrong; the recorder forgets all after a failure.
"""

from __future__ import annotations

from collections.abc import Iterable

from service.db.engine import ReadSession, WriteSession
from service.db.queries import models, prompt_categories, prompts
from service.domain import clock
from service.domain.axes import PromptCategory
from service.errors import Invalid

# A prompt costs some 200 bytes here; past this many the oldest knowledge is worth less than the memory.
MAX_PROMPTS = 100_000


class IdCache:
    """The ids of names, looked up once and remembered."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Know nothing, as at the start."""
        self.models: dict[str, int] = {}
        self._axes: dict[int, tuple[int, ...]] = {}
        self._overall: dict[int, int] = {}
        self._strata: dict[tuple[int, PromptCategory], int] = {}
        self._prompts: dict[tuple[int, int], int] = {}
        self._texts: dict[tuple[int, bytes], int] = {}

    def learn_models(self, session: ReadSession, slugs: Iterable[str]) -> None:
        """Look up those of the models that are not known yet; `models` holds the ones that exist."""
        unknown = set(slugs) - self.models.keys()
        if unknown:
            self.models.update(models.ids_of(session, unknown))

    def axes(self, session: ReadSession, stratum_id: int) -> tuple[int, ...]:
        """Return the ids of the axes on which a vote of the stratum counts."""
        found = self._axes.get(stratum_id)
        if found is None:
            found = self._axes[stratum_id] = prompt_categories.axes_of(session, [stratum_id])[stratum_id]
        return found

    def overall(self, session: ReadSession, arena_id: int) -> int:
        """Return the id of the axis that all votes of an arena count on; the arena must have a prompt."""
        found = self._overall.get(arena_id)
        if found is None:
            found = self._overall[arena_id] = prompt_categories.overall(session, arena_id)
        return found

    def find_stratum(self, session: ReadSession, arena_id: int, stratum: PromptCategory) -> int | None:
        """Return the id of a stratum, None where no prompt or vote of the arena had it yet."""
        found = self._strata.get((arena_id, stratum))
        if found is None:
            found = prompt_categories.find(session, arena_id, stratum)
            if found is not None:
                self._strata[arena_id, stratum] = found
        return found

    def stratum(self, session: WriteSession, arena_id: int, stratum: PromptCategory) -> int:
        """Return the id of a stratum, made where it is new. The arena must be locked."""
        found = self.find_stratum(session, arena_id, stratum)
        if found is None:
            found = self._strata[arena_id, stratum] = prompt_categories.add(session, arena_id, stratum)
        return found

    def prompt(
        self, session: WriteSession, arena_id: int, text: str, stratum: PromptCategory
    ) -> tuple[int, int]:
        """Return the ids of a prompt and its stratum, made where they are new. The arena must be locked."""
        stratum_id = self.stratum(session, arena_id, stratum)
        digest = prompts.digest(text, stratum)
        found = self._texts.get((arena_id, digest))
        if found is None:
            found = prompts.find(session, arena_id, digest)
            if found is None:
                new = prompts.NewPrompt(arena_id, stratum_id, text, digest, clock.now())
                found = prompts.add(session, new)
            self._remember(arena_id, digest, found)
        return found, stratum_id

    def _remember(self, arena_id: int, digest: bytes, prompt_id: int) -> None:
        if len(self._texts) >= MAX_PROMPTS:
            self._texts.clear()
        self._texts[arena_id, digest] = prompt_id

    def learn_prompts(self, session: ReadSession, arena_id: int, ids: Iterable[int]) -> None:
        """Look up those of the prompts that are not known yet."""
        wanted = set(ids)
        unknown = [i for i in wanted if (arena_id, i) not in self._prompts]
        if len(self._prompts) + len(unknown) > MAX_PROMPTS:
            self._prompts.clear()
            unknown = list(wanted)
        found = prompts.categories_of(session, arena_id, unknown)
        self._prompts.update({(arena_id, i): stratum_id for i, stratum_id in found.items()})

    def stratum_of_prompt(self, arena_id: int, prompt_id: int) -> int:
        """Return the stratum of a stored prompt that was learnt.

        Raise Invalid where the arena has none such.
        """
        found = self._prompts.get((arena_id, prompt_id))
        if found is None:
            raise Invalid(f"the arena has no prompt {prompt_id}; its prompts are under …/prompts")
        return found
