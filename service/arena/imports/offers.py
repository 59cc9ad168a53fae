"""Import of offers: prices per image from litellm's price file."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from service.arena.catalog import offers
from service.arena.catalog.model_names import ModelNames
from service.arena.catalog.offers import OfferFields
from service.arena.imports.fields import FieldRow, read_fields
from service.arena.imports.models import ModelEntry, ModelReport, import_models
from service.arena.imports.price_keys import priced_model
from service.arena.imports.readers.frames import Refused
from service.arena.imports.readers.json import KEY
from service.arena.imports.readers.tables import Table
from service.db.catalog_revision import touch_catalog
from service.db.engine import WriteSession
from service.db.queries import offers as offer_rows
from service.db.queries.models import NameRow
from service.domain.catalog import to_micros
from service.domain.slugs import slugify
from service.errors import Invalid, Malformed

_PROVIDER = "litellm_provider"
_WANTED = (
    KEY,
    _PROVIDER,
    "mode",
    "deprecation_date",
    "output_cost_per_image",
    "input_cost_per_image",
    "source",
)
_NUMBER = re.compile(r"[0-9.]+(e[-+]?[0-9]{1,3})?", re.IGNORECASE)
_MODES = {"image_generation": "text-to-image", "image_edit": "image-editing"}
# Stability also sells tools that work on an image, which are not models.
_TOOLS = {
    "conservative", "creative", "erase", "fast", "inpaint", "outpaint", "remove-background",
    "replace-background-and-relight", "search-and-recolor", "search-and-replace", "sketch", "structure",
    "style", "style-transfer",
}  # fmt: skip


class Price(NamedTuple):
    """A price in the file: the model, the provider, the variant, and dollars per image."""

    line: int
    key: str
    model: str
    provider: str
    variant: tuple[str, ...]
    amount: float
    source_url: str | None
    task: str


@dataclass(slots=True)
class PriceFile:
    """A file's prices per image, one for each model, provider and variant, and its refused entries.

    ``repeated`` counts entries that repeat an earlier one under another key.
    """

    prices: list[Price] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    repeated: int = 0


@dataclass(frozen=True, slots=True)
class OfferReport:
    """The result of importing prices: offers added, offers that existed, and the models."""

    created: int
    duplicates: int
    models: ModelReport
    rejected: list[Refused]

    @property
    def took_nothing(self) -> bool:
        """Whether nothing was added and nothing was there already."""
        return not (self.created or self.duplicates)


def are_prices(table: Table) -> bool:
    """Return whether a table is litellm's price file, or has its columns."""
    return {KEY, _PROVIDER} <= set(table.columns)


def prices_in(table: Table, today: str) -> PriceFile:
    """Return the prices in litellm's price file that are valid on a day (``2026-11-22``).

    An entry's line is its place in the file, from 1. Raise Malformed for other files.
    """
    if not are_prices(table):
        raise Malformed("the file is not a JSON object of prices by model; nothing was imported")
    rows, refused = read_fields(table, {name: (name,) for name in _WANTED}, [])
    file = PriceFile(refused=refused)
    known: set[tuple[str, str, tuple[str, ...]]] = set()
    for line, entry in rows:
        key = entry[KEY] or ""
        try:
            price = _price(line, key, entry, today)
        except Invalid as error:
            refused.append(Refused(line, f"{key}: {error.detail}"))
            continue
        place = (price.model, price.provider, price.variant)
        if place in known:
            file.repeated += 1
            continue
        known.add(place)
        file.prices.append(price)
    return file


def import_offers(
    session: WriteSession, file: PriceFile, valid_from: str, *, only_known: bool = False
) -> OfferReport:
    """Add the prices as offers that are valid from a day on, and their models unless ``only_known``.

    Where a provider's newest offers for a model equal those in the file, nothing is added.
    """
    touch_catalog(session)
    models = ModelReport(0, 0, 0) if only_known else import_models(session, _models(file.prices))
    known = ModelNames(session)
    groups: dict[tuple[NameRow, str], list[Price]] = {}
    rejected = list(file.refused)
    for price in file.prices:
        model = known.find(price.model)
        if model is not None:
            groups.setdefault((model, price.provider), []).append(price)
        else:
            rejected.append(Refused(price.line, f"{price.key}: there is no model {price.model!r}"))
    created = sum(
        _offer(session, model.id, model.slug, prices, valid_from) for (model, _), prices in groups.items()
    )
    duplicates = file.repeated + sum(map(len, groups.values())) - created
    return OfferReport(created, duplicates, models, sorted(rejected))


def _models(prices: Iterable[Price]) -> list[ModelEntry]:
    tasks: dict[str, set[str]] = {}
    for price in prices:
        tasks.setdefault(price.model, set()).add(price.task)
    return [ModelEntry(name, capabilities=tuple(sorted(its_tasks))) for name, its_tasks in tasks.items()]


def _offer(session: WriteSession, model_id: int, slug: str, prices: list[Price], valid_from: str) -> int:
    """Add a provider's offers for a model, all of them where one is new; return how many were added.

    All of them, because only a provider's newest offers count: a single one would hide the others.
    """
    offered = {(to_micros(price.amount), price.key): price for price in prices}
    stored = offer_rows.of_provider(session, model_id, prices[0].provider, valid_from)
    newest = max((row.valid_from for row in stored), default="")
    current = {(row.amount_micros, row.note) for row in stored if row.valid_from == newest}
    if offered.keys() <= current:
        return 0
    new = offered.keys() - current if newest == valid_from else offered.keys()
    for _, key in sorted(new, key=lambda one: one[1]):
        offers.create(session, slug, _fields(next(p for p in prices if p.key == key), valid_from))
    return len(new)


def _fields(price: Price, valid_from: str) -> OfferFields:
    return {
        "provider": price.provider,
        "amount": price.amount,
        "currency": "USD",
        "valid_from": valid_from,
        "source_url": price.source_url,
        "note": price.key,
    }


def _price(line: int, key: str, entry: FieldRow, today: str) -> Price:
    provider = entry[_PROVIDER]
    if provider is None:
        raise Invalid("is not a price entry")
    task = _MODES.get(entry["mode"] or "")
    if task is None:
        raise Invalid(f"is for {entry['mode']}, not for images")
    provider = provider.removesuffix("-language-models")
    if provider == "stability" and key.partition("/")[2] in _TOOLS:
        raise Invalid("is a tool, not a model")
    withdrawn = entry["deprecation_date"]
    if withdrawn is not None and withdrawn < today:
        raise Invalid(f"was withdrawn on {withdrawn}")
    model = priced_model(key, provider)
    if not slugify(model.name):
        raise Invalid("names no model")
    return Price(
        line=line,
        key=key,
        model=model.name,
        provider=slugify(provider),
        variant=model.variant,
        amount=_amount(entry, task),
        source_url=entry["source"],
        task="image-editing" if model.edits else task,
    )


def _amount(entry: FieldRow, task: str) -> float:
    """Return the price of one image.

    Some entries give it as the input's price, which for an edit is the price of another image.
    """
    prices = [entry["output_cost_per_image"]]
    if task == "text-to-image":
        prices.append(entry["input_cost_per_image"])
    for text in prices:
        if text is not None and _NUMBER.fullmatch(text) and 0 < float(text) < math.inf:
            return float(text)
    raise Invalid("has no price per image")
