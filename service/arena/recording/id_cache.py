"""Names to ids: models, prompt categories, prompts. A known id stays right, with two exceptions.

The id of something that a failed transaction created is wrong, and so is that of a model that was merged into
another one. Nothing can be stored under such an id, and the recorder forgets everything after a failure.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from service.arena.recording.arena_sizes import ArenaSizes
from service.arena.recording.theme_names import find_slugged, slugged
from service.db.engine import ReadSession, WriteSession
from service.db.queries import arenas, models, prompt_categories, prompts
from service.domain import clock
from service.domain.axes import PromptCategory
from service.errors import Invalid

# A prompt takes some 200 bytes here; with more prompts than this the memory is worth more than the hits.
MAX_PROMPTS = 100_000
# So many of an arena's prompt categories are looked up together; they take about 10 ms.
_MANY = 1_000


class _StoredCategory(NamedTuple):
    """A category's id, and the category with the slugs of its themes."""

    id: int
    category: PromptCategory


class IdCache:
    """The ids of names, looked up once and remembered."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Forget all ids."""
        self.models: dict[str, int] = {}
        self._merged: dict[int, int] | None = None
        self._learned: set[int] = set()
        self._axes: dict[int, tuple[int, ...]] = {}
        self._overall: dict[int, int] = {}
        self._categories: dict[tuple[int, PromptCategory], _StoredCategory] = {}
        self._prompts: dict[tuple[int, int], int] = {}
        self._texts: dict[tuple[int, bytes], int] = {}
        self.sizes = ArenaSizes()

    def learn_models(self, session: ReadSession, slugs: Iterable[str]) -> None:
        """Look up the models that are not known yet; `models` then has those that exist."""
        unknown = set(slugs) - self.models.keys()
        if unknown:
            self.models.update(models.ids_of(session, unknown))

    def current_model(self, session: ReadSession, model_id: int) -> int:
        """Return the id of a model, or of the one that it was merged into.

        A matchup that was assigned while models were merged may have the former id.
        """
        if self._merged is None:
            self._merged = models.merged(session)
        return self._merged.get(model_id, model_id)

    def learn_categories(self, session: ReadSession, arena_id: int) -> None:
        """Look up the prompt categories of an arena and their axes, once, if there are not too many.

        One by one they take many round trips, which is why a server that just started was slow.
        """
        if arena_id in self._learned:
            return
        self._learned.add(arena_id)
        found = prompt_categories.of_arena(session, arena_id, most=_MANY)
        for category_id, category in found.items():
            self._categories[arena_id, category] = _StoredCategory(category_id, category)
        self._axes.update(prompt_categories.axes_of(session, found))

    def axes(self, session: ReadSession, category_id: int) -> tuple[int, ...]:
        """Return the ids of the axes on which a vote of the category counts."""
        ids = self._axes.get(category_id)
        if ids is None:
            ids = self._axes[category_id] = prompt_categories.axes_of(session, [category_id])[category_id]
        return ids

    def overall(self, session: ReadSession, arena_id: int) -> int:
        """Return the id of an arena's overall axis; the arena must have a prompt category."""
        axis_id = self._overall.get(arena_id)
        if axis_id is None:
            axis_id = self._overall[arena_id] = prompt_categories.overall(session, arena_id)
        return axis_id

    def find_category(self, session: ReadSession, arena_id: int, category: PromptCategory) -> int | None:
        """Return the id of a category, None if no prompt or vote of the arena has had it yet.

        Its themes may be slugs or names.
        """
        stored = self._find_category(session, arena_id, category)
        return stored and stored.id

    def with_slugs(self, session: ReadSession, arena_id: int, category: PromptCategory) -> PromptCategory:
        """Return a category with the slugs of its themes, or as it is if the arena does not have it yet."""
        stored = self._find_category(session, arena_id, category)
        return stored.category if stored else category

    def _find_category(
        self, session: ReadSession, arena_id: int, category: PromptCategory
    ) -> _StoredCategory | None:
        stored = self._categories.get((arena_id, category))
        if stored is None:
            real = find_slugged(session, category)
            category_id = None if real is None else prompt_categories.find(session, arena_id, real)
            if real is not None and category_id is not None:
                stored = self._categories[arena_id, category] = _StoredCategory(category_id, real)
        return stored

    def category(self, session: WriteSession, arena_id: int, category: PromptCategory) -> int:
        """Return the id of a category, created if it is new. Then the arena's log is locked."""
        return self.stored_category(session, arena_id, category)[0]

    def stored_category(
        self, session: WriteSession, arena_id: int, category: PromptCategory
    ) -> tuple[int, PromptCategory]:
        """Return what `category` returns, and the category with the slugs of its themes."""
        stored = self._find_category(session, arena_id, category)
        if stored is None:
            arenas.lock_end(session, arena_id)  # two processes must not create the same one
            real = slugged(session, category)
            category_id = prompt_categories.find(session, arena_id, real)
            if category_id is None:
                category_id = prompt_categories.add(session, arena_id, real)
            stored = self._categories[arena_id, category] = _StoredCategory(category_id, real)
        return stored

    def prompt(
        self, session: WriteSession, arena_id: int, text: str, category: PromptCategory
    ) -> tuple[int, int]:
        """Return the ids of a prompt and its category, created if they are new. Then the log is locked."""
        category_id, real = self.stored_category(session, arena_id, category)
        digest = prompts.digest(text, real)
        prompt_id = self._texts.get((arena_id, digest))
        if prompt_id is None:
            prompt_id = prompts.find(session, arena_id, digest)
            if prompt_id is None:
                arenas.lock_end(session, arena_id)
                prompt_id = prompts.find(session, arena_id, digest)
            if prompt_id is None:
                new = prompts.NewPrompt(arena_id, category_id, text, digest, clock.now())
                prompt_id = prompts.add(session, new)
            self._remember(arena_id, digest, prompt_id)
        return prompt_id, category_id

    def _remember(self, arena_id: int, digest: bytes, prompt_id: int) -> None:
        if len(self._texts) >= MAX_PROMPTS:
            self._texts.clear()
        self._texts[arena_id, digest] = prompt_id

    def learn_prompts(self, session: ReadSession, arena_id: int, ids: Iterable[int]) -> None:
        """Look up the prompts that are not known yet."""
        wanted = set(ids)
        unknown = [i for i in wanted if (arena_id, i) not in self._prompts]
        if len(self._prompts) + len(unknown) > MAX_PROMPTS:
            self._prompts.clear()
            unknown = list(wanted)
        if unknown:
            category_ids = prompts.categories_of(session, arena_id, unknown)
            self._prompts.update({(arena_id, i): category_id for i, category_id in category_ids.items()})

    def category_of_prompt(self, arena_id: int, prompt_id: int) -> int:
        """Return the category of a prompt that was learned; raise Invalid if the arena has no such prompt."""
        category_id = self._prompts.get((arena_id, prompt_id))
        if category_id is None:
            raise Invalid(f"the arena has no prompt {prompt_id}; its prompts are under …/prompts")
        return category_id
