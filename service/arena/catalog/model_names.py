"""Which model a name means, and the slugs of new names; see `service.domain.names` for when names are one."""

from __future__ import annotations

from collections.abc import Iterable

from service.arena.catalog import models as model_cases
from service.db.engine import ReadSession, WriteSession
from service.db.queries import models
from service.db.queries.models import NameRow
from service.domain.names import answers_to, key, new_slugs


class ModelNames:
    """The models that names mean, as they are in the database when this is made.

    A name means the model of this slug, else the model that had this slug before, else the model of this
    name, else the model that one of this name was merged into. Of several models with one name it means the
    oldest one that is not retired.
    """

    def __init__(self, session: ReadSession) -> None:
        rows = models.names(session)
        by_id = {row.id: row for row in rows}
        self.names = [row.name for row in rows]
        self._slugs = {row.slug: row for row in rows}
        self._former = {slug: by_id[i] for slug, i in models.every_alias(session).items()}
        self._named: dict[str, NameRow] = {}
        for row in sorted(rows, key=lambda row: row.retired_at is not None):
            self._named.setdefault(key(row.name), row)
        for name, into in models.merged_names(session):
            self._named.setdefault(key(name), by_id[into])

    def find(self, name: str) -> NameRow | None:
        """Return the model that a name means, None for a new name."""
        name = name.strip()
        for text in (name, key(name)):
            row = self._slugs.get(text) or self._former.get(text)
            if row is not None and answers_to(row.name, text, name):
                return row
        return self._named.get(key(name))

    def ids(self, names: Iterable[str]) -> dict[str, int]:
        """Return the ids of the models that these names mean. Ignore new names."""
        return {name: row.id for name in names if (row := self.find(name)) is not None}

    def slugs_for(self, names: Iterable[str]) -> dict[str, str]:
        """Return the slug of each of these names: of the model that it means, or for a new one."""
        wanted = list(names)
        known = {name: row.slug for name in wanted if (row := self.find(name)) is not None}
        new = new_slugs((name for name in wanted if name not in known), self._is_taken)
        return {name: known[name] if name in known else new[key(name)] for name in wanted}

    def _is_taken(self, slug: str) -> bool:
        return slug in self._slugs or slug in self._former


def created(session: WriteSession, names: Iterable[str]) -> dict[str, int]:
    """Return the ids of the models that these names mean; create those of new names.

    The catalog must be touched.
    """
    wanted = list(names)
    known = ModelNames(session)
    slugs = known.slugs_for(wanted)
    new = {slugs[name]: name.strip() for name in reversed(wanted) if known.find(name) is None}
    for slug, name in sorted(new.items()):
        model_cases.create(session, slug, {"name": name})
    ids = models.ids_of(session, slugs.values())
    return {name: ids[slug] for name, slug in slugs.items()}
