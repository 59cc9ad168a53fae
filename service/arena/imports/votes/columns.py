"""How the fields of a vote are read from a file, as a command line or a preset says it.

What this becomes in one file, whose columns are known, is the business of `layout.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, TypeVar

from service.arena.imports.votes.filters import Filter
from service.errors import Invalid

FIELDS = (
    "model_left",
    "model_right",
    "outcome",
    "voter",
    "prompt",
    "themes",
    "language",
    "voted_at",
    "external_id",
)
# What stands for the outcome in some files: a column of 0 and 1 for each, or a rank of each side.
ONE_HOT = ("outcome.left", "outcome.right", "outcome.tie", "outcome.both_bad")
RANKS = ("rank_left", "rank_right")
# A ranking of two or more: a list of models, and one of their ranks.
RANKING = ("models", "ranks")
MAPPABLE = (*FIELDS, *ONE_HOT, *RANKS, *RANKING)

UnknownLanguage = Literal["keep", "drop", "refuse"]

# An equals sign after a backslash belongs to the name before it.
_EQUALS = re.compile(r"(?<!\\)=")
_V = TypeVar("_V")


@dataclass(frozen=True, slots=True)
class Policies:
    """What happens to values that can be read in more than one way.

    ``unknown_language`` says what happens to a vote whose language nobody knows: it is kept without a
    language, dropped and counted, or refused.
    """

    no_id: bool = False
    unknown_language: UnknownLanguage = "keep"
    cut_prompts: bool = False
    excel_dates: bool = False

    def over(self, base: Policies) -> Policies:
        """Return these policies with what a preset adds to them."""
        return replace(
            self,
            no_id=self.no_id or base.no_id,
            cut_prompts=self.cut_prompts or base.cut_prompts,
            excel_dates=self.excel_dates or base.excel_dates,
        )


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each field comes from: columns or paths, of which the first one with a value counts.

    A constant replaces a field's columns. ``words`` has what a field's texts mean, ``aliases`` what models
    are called here. Fields that are not mentioned have columns of the names that `layout.py` knows. The file
    must have the columns of the ``required`` fields. ``preset`` names the tool that wrote the file; None
    stands for recognizing it.
    """

    mapped: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    filters: tuple[Filter, ...] = ()
    policies: Policies = Policies()
    required: frozenset[str] = frozenset()
    preset: str | None = None

    @classmethod
    def of(
        cls,
        maps: Iterable[str] = (),
        filters: Iterable[str] = (),
        *,
        sets: Iterable[str] = (),
        values: Iterable[str] = (),
        aliases: Mapping[str, str] | None = None,
        policies: Policies | None = None,
        preset: str | None = None,
    ) -> Columns:
        """Return the columns for ``our=theirs``, ``column=value``, ``field=value`` and ``field:theirs=ours``.

        Raise Invalid for a field that votes do not have, and for text of another form.
        """
        mapped = [pair(text, "--map our=theirs") for text in maps]
        constants = dict(pair(text, "--set field=value") for text in sets)
        words: dict[str, dict[str, str]] = {}
        for name, theirs, ours in map(_word, values):
            words.setdefault(name, {})[theirs] = ours
        _check_fields("map", [name for name, _ in mapped], MAPPABLE)
        _check_fields("set", constants, FIELDS)
        _check_fields("give words for", words, FIELDS)
        for name in {name for name, _ in mapped} & constants.keys():
            raise Invalid(f"{name} is both mapped to a column and set to a value; leave one of them out")
        return cls(
            mapped=_grouped(mapped),
            constants=constants,
            words=words,
            aliases=aliases or {},
            filters=tuple(Filter(*pair(text, "--filter column=value")) for text in filters),
            policies=policies or Policies(),
            required=frozenset(name for name, _ in mapped),
            preset=preset,
        )

    def over(self, base: Columns) -> Columns:
        """Return these columns, and those of a preset for everything that these leave open."""
        chosen = {*self.mapped, *self.constants}
        outcome = {"outcome", *ONE_HOT, *RANKS}
        if chosen & outcome:
            chosen |= outcome
        policies = self.policies.over(base.policies)
        return Columns(
            mapped={**_without(base.mapped, chosen), **self.mapped},
            constants={**_without(base.constants, chosen), **self.constants},
            words={
                name: {**base.words.get(name, {}), **self.words.get(name, {})}
                for name in {**base.words, **self.words}
            },
            aliases={**base.aliases, **self.aliases},
            filters=(*base.filters, *self.filters),
            policies=replace(policies, no_id=policies.no_id and "external_id" not in self.mapped),
            required=self.required,
        )


def pair(text: str, form: str) -> tuple[str, str]:
    r"""Return the two sides of the first ``=``. On the left one, ``\=`` is an equals sign of the name.

    Raise Invalid, with the form, where one of them is missing.
    """
    left, *right = _EQUALS.split(text, maxsplit=1)
    name = left.replace("\\=", "=").strip()
    if not right or not name or not right[0]:
        raise Invalid(f"{text!r} does not have the form {form}")
    return name, right[0]


def _word(text: str) -> tuple[str, str, str]:
    name, colon, rest = text.partition(":")
    form = "--value field:theirs=ours"
    if not colon:
        raise Invalid(f"{text!r} does not have the form {form}")
    theirs, ours = pair(rest, form)
    return name.strip(), theirs, ours


def _check_fields(what: str, names: Iterable[str], known: tuple[str, ...]) -> None:
    for name in names:
        if name not in known:
            raise Invalid(f"votes have no field {name!r} to {what}; they have {', '.join(known)}")


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    groups: dict[str, tuple[str, ...]] = {}
    for name, column in pairs:
        groups[name] = (*groups.get(name, ()), column)
    return groups


def _without(values: Mapping[str, _V], names: set[str]) -> dict[str, _V]:
    return {name: value for name, value in values.items() if name not in names}
