"""Import of models: a leaderboard's table with organizations, licenses and links."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import cast

from service.arena.catalog import models, organizations
from service.arena.catalog.model_names import ModelNames
from service.arena.catalog.models import ModelFields
from service.arena.imports.fields import read_fields
from service.arena.imports.readers.frames import Refused
from service.arena.imports.readers.tables import Table
from service.db.catalog_revision import touch_catalog
from service.db.engine import WriteSession
from service.db.queries import models as model_rows
from service.db.queries import organizations as organization_rows
from service.domain.catalog import Model
from service.domain.licenses import UNKNOWN, facts_of
from service.domain.names import look_alikes, natural_slug
from service.domain.slugs import slugify

# The columns of LMArena's leaderboards, except scores and votes, which belong to another arena.
_SOURCES = {name: (name,) for name in ("model", "organization", "license", "url")}


@dataclass(frozen=True, slots=True)
class ModelEntry:
    """A model as a table describes it; None for missing facts."""

    name: str
    organization: str | None = None
    license: str | None = None
    url: str | None = None
    capabilities: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ModelReport:
    """How many models were added, completed with missing facts, or left unchanged.

    ``look_alikes`` are names of the file and other names that people may take for the same.
    """

    created: int
    completed: int
    unchanged: int
    look_alikes: list[tuple[str, str]] = field(default_factory=list)

    @property
    def took_nothing(self) -> bool:
        """Whether nothing was added and nothing was there already."""
        return not (self.created or self.completed or self.unchanged)


def models_in(table: Table) -> tuple[list[ModelEntry], list[Refused]]:
    """Return the models of a table and its refused rows. Raise Malformed and MissingColumns."""
    rows, refused = read_fields(table, _SOURCES, [["model"]])
    entries: list[ModelEntry] = []
    for line, row in rows:
        name = row["model"] or ""
        if natural_slug(name):
            entries.append(ModelEntry(name, row["organization"], row["license"], row["url"]))
        else:
            refused.append(Refused(line, "the row names no model"))
    return entries, sorted(refused)


def import_models(session: WriteSession, entries: list[ModelEntry]) -> ModelReport:
    """Add new models, and complete the others with facts they lack. Known facts are never overwritten."""
    touch_catalog(session)
    known = ModelNames(session)
    slugs = known.slugs_for(entry.name for entry in entries)
    counts = Counter(_import(session, entry, slugs[entry.name]) for entry in entries)
    near = look_alikes((entry.name.strip() for entry in entries), known.names)
    return ModelReport(counts["created"], counts["completed"], counts["unchanged"], near)


def _import(session: WriteSession, entry: ModelEntry, slug: str) -> str:
    facts = _facts(session, entry)
    if model_rows.get(session, slug) is None:
        models.create(session, slug, {"name": entry.name.strip(), **facts})
        return "created"
    lacking = _lacking(models.get(session, slug), facts)
    if not lacking:
        return "unchanged"
    models.change(session, slug, lacking)
    return "completed"


def _facts(session: WriteSession, entry: ModelEntry) -> ModelFields:
    """Return the facts of an entry; add its organization if it is new."""
    facts: ModelFields = {}
    if entry.organization and slugify(entry.organization):
        facts["organization"] = _organization(session, entry.organization.strip())
    if entry.license:
        weights_open, commercial_use = facts_of(entry.license)
        facts["license_name"] = entry.license
        facts["weights_open"], facts["commercial_use"] = weights_open, commercial_use
    if entry.url:
        facts["description"] = f"More at {entry.url}"
    if entry.capabilities:
        facts["capabilities"] = entry.capabilities
    return facts


def _lacking(known: Model, facts: ModelFields) -> ModelFields:
    has = {
        "organization": known.organization,
        "license_name": known.license.name,
        "weights_open": known.license.weights_open,
        "commercial_use": known.license.commercial_use,
        "description": known.description,
        "capabilities": known.capabilities,
    }
    new = {key: value for key, value in facts.items() if value != UNKNOWN and has[key] in {None, UNKNOWN, ()}}
    return cast("ModelFields", new)


def _organization(session: WriteSession, name: str) -> str:
    slug = slugify(name)
    if organization_rows.get(session, slug) is None:
        organizations.create(session, slug, {"name": name})
    return slug
