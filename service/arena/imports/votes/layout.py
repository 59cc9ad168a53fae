"""Which columns of one file hold which fields of a vote: what was said of them, and what is known by name."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from service.arena.imports.log_order import POSITION, VOIDED
from service.arena.imports.missing_columns import MissingColumns
from service.arena.imports.votes.columns import FIELDS, ONE_HOT, RANKING, RANKS, Columns
from service.arena.imports.votes.known_columns import KNOWN, WON, find, found
from service.arena.imports.votes.shapes import first, of_one_hot, of_ranks, translated
from service.errors import Invalid

_SIDES = ("model_left", "model_right")
Sources = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a file for each field, and how they become the fields of a vote.

    ``sources`` has the columns that were seen. The objects of a JSON file may have more further down:
    ``late`` has the names under which a field would be found there.
    """

    columns: Columns
    sources: Sources
    late: Sources
    constants: Mapping[str, str]
    notes: tuple[str, ...] = ()

    @property
    def is_ranking(self) -> bool:
        """Whether rows are rankings of several models, not votes on two."""
        return all(field in self.sources for field in RANKING)

    @property
    def _has_shape(self) -> bool:
        return any(field in self.sources for field in ONE_HOT) or all(f in self.sources for f in RANKS)

    def wanted(self) -> frozenset[str]:
        """Return the names of all columns that are read."""
        names = {name for one in (self.sources, self.late) for columns in one.values() for name in columns}
        return frozenset({*names, *(one.column for one in self.columns.filters), VOIDED, POSITION})

    def described(self) -> dict[str, str]:
        """Return what each field is read from, in words; fields that the file lacks are left out."""
        read = {field: " or ".join(names) for field, names in self.sources.items()}
        return {**read, **{field: f"always {value!r}" for field, value in self.constants.items()}}

    def id_column(self, seen: Collection[str]) -> str | None:
        """Return the column with the votes' ids, None where the file has none."""
        names = (*self.sources.get("external_id", ()), *found(self.late.get("external_id", ()), seen))
        return names[0] if names else None

    def names_id(self, column: str) -> bool:
        """Return whether somebody says that the column has the votes' ids, or only its name suggests it."""
        return column.lower() == "external_id" or "external_id" in self.columns.required

    def check(self, seen: Collection[str]) -> None:
        """Raise MissingColumns where one that was named, or one that is needed, is not among those seen."""
        needed = self._needed(seen)
        missing = [*self._unmapped(seen), *self._unfiltered(seen)]
        if needed:
            missing.append(f"for {', '.join(needed)} (name yours with --map {needed[0]}=…)")
        if missing:
            raise MissingColumns(missing, seen, needed)

    def _unmapped(self, seen: Collection[str]) -> list[str]:
        return [
            f"{name!r} (--map {field}={name})"
            for field in sorted(self.columns.required)
            for name in self.columns.mapped[field]
            if find(name, seen) is None
        ]

    def _unfiltered(self, seen: Collection[str]) -> list[str]:
        return [
            f"{f.column!r} (--filter {f.column}={f.value})"
            for f in self.columns.filters
            if find(f.column, seen) is None
        ]

    def _needed(self, seen: Collection[str]) -> list[str]:
        needed = () if self.is_ranking else _SIDES if self._has_shape else (*_SIDES, "outcome")
        return [
            field
            for field in needed
            if field not in {*self.constants, *self.sources} and not found(self.late.get(field, ()), seen)
        ]

    def pick(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return all fields of the frame under our names, as text; null where the file has nothing."""
        plain = [field for field in FIELDS if field != "outcome"]
        names = [*plain, *RANKING] if self.is_ranking else plain
        fields = [self._field(field, frame.columns) for field in names]
        outcome, voided = self._outcome(frame.columns), first(VOIDED, (VOIDED,), frame.columns)
        # Not `select` alone: of constants only, it would make a single row.
        picked = frame.with_columns(*fields, outcome, voided).select("outcome", *names, VOIDED)
        return picked.with_columns(
            translated(picked[field], words) for field, words in self.columns.words.items()
        )

    def _field(self, field: str, present: Sequence[str]) -> pl.Expr:
        if field in self.constants:
            return pl.lit(self.constants[field]).alias(field)
        return first(field, (*self.sources.get(field, ()), *self.late.get(field, ())), present)

    def _outcome(self, present: Sequence[str]) -> pl.Expr:
        one_hot = {field: self._field(field, present) for field in ONE_HOT if field in self.sources}
        if one_hot:
            return of_one_hot(one_hot)
        if RANKS[0] in self.sources:
            left, right = (self._field(field, present) for field in RANKS)
            return of_ranks(left, right)
        return self._field("outcome", present)


def layout_of(columns: Columns, seen: Collection[str]) -> Layout:
    """Return the layout of a file in which these columns were seen.

    Raise Invalid where two columns could be the one that is meant, and for one half of a shape.
    """
    known = [field for field in FIELDS if field not in {*columns.mapped, *columns.constants}]
    if not columns.mapped.keys() & {*RANKING} and all(found(KNOWN[field], seen) for field in RANKING):
        known += RANKING
    names = {**columns.mapped, **{field: KNOWN[field] for field in known}}
    if columns.policies.no_id:
        names.pop("external_id", None)
    sources = {field: there for field, wanted in names.items() if (there := found(wanted, seen))}
    filters = [replace(one, column=find(one.column, seen) or one.column) for one in columns.filters]
    layout = Layout(
        columns=replace(columns, filters=tuple(filters)),
        sources=sources,
        late={
            f: tuple(name for name in wanted if name not in sources.get(f, ())) for f, wanted in names.items()
        },
        constants=dict(columns.constants),
    )
    if layout.is_ranking:
        models, ranks = (" or ".join(sources[field]) for field in RANKING)
        layout = replace(layout, notes=(f"{models} are ranked by {ranks}: lower is better, equal is level",))
    return _with_outcome(layout, seen)


def _with_outcome(layout: Layout, seen: Collection[str]) -> Layout:
    """Return the layout with what stands for the outcome: what was named, or else what the columns show."""
    named = {*layout.columns.mapped, *layout.constants} & {"outcome", *ONE_HOT, *RANKS}
    if "outcome" in named:
        return layout
    if named:
        return _named_shape(layout, named)
    won = _won(layout, seen)
    if won or "outcome" in layout.sources:
        return won or layout
    for shape, needed in ((ONE_HOT, ONE_HOT[:2]), (RANKS, RANKS)):
        there = {field: names for field in shape if (names := found(KNOWN[field], seen))}
        if all(field in there for field in needed):
            return _shaped(layout, there)
    return layout


def _named_shape(layout: Layout, named: set[str]) -> Layout:
    for shape in (ONE_HOT, RANKS):
        half = [field for field in shape[:2] if field not in named]
        if named & {*shape} and half:
            raise Invalid(f"the outcome needs a column for {half[0]}, too: name it with --map {half[0]}=…")
    there = {field: layout.sources.get(field, ()) for field in (*ONE_HOT, *RANKS) if field in named}
    return _shaped(layout, {field: names for field, names in there.items() if names})


def _shaped(layout: Layout, there: Sources) -> Layout:
    """Return the layout with these columns in place of the outcome, and a note on how they are read."""
    columns = ", ".join(names[0] for names in there.values())
    how = "the lower one wins, equal ones are a tie" if RANKS[0] in there else "the one with a 1 counts"
    shaped = _without(layout, "outcome")
    return replace(
        shaped,
        sources={**shaped.sources, **there},
        notes=(*shaped.notes, f"the outcome is read from {columns}: {how}"),
    )


def _won(layout: Layout, seen: Collection[str]) -> Layout | None:
    """Return the layout of a table with a column of winners and one of losers, None where it is none."""
    sides = [layout.sources.get(side) for side in _SIDES]
    for winner, loser in WON:
        columns = find(winner, seen), find(loser, seen)
        if columns[0] is None or columns[1] is None:
            continue
        pairs = ((columns[0],), (columns[1],))
        if sides in ([None, None], [*pairs]):
            return _decided(layout, dict(zip(_SIDES, pairs, strict=True)), "left")
        if sides == [*reversed(pairs)]:
            return _decided(layout, dict(zip(_SIDES, reversed(pairs), strict=True)), "right")
    return None


def _decided(layout: Layout, sides: Sources, outcome: str) -> Layout:
    columns = " and ".join(repr(names[0]) for names in sides.values())
    return replace(
        _without(layout, "outcome"),
        sources={**_without(layout, "outcome").sources, **sides},
        constants={**layout.constants, "outcome": outcome},
        notes=(*layout.notes, f"the columns {columns} say who won: every outcome is {outcome}"),
    )


def _without(layout: Layout, field: str) -> Layout:
    """Return the layout with a field that is not read."""
    return replace(
        layout,
        sources={name: names for name, names in layout.sources.items() if name != field},
        late={name: names for name, names in layout.late.items() if name != field},
    )
