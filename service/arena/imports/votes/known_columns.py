"""The names by which the fields of a vote are known in files, and how a column is found by name."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from service.errors import Invalid

# Our names first, then those of LMArena's files and their kin. A `judge` is not included: it is often the
# same for all votes, and where it names raters, only people who know the file can say so, with
# --map voter=judge.
KNOWN: Mapping[str, tuple[str, ...]] = {
    "model_left": ("model_left", "model_a", "model_1", "left_model"),
    "model_right": ("model_right", "model_b", "model_2", "right_model"),
    "outcome": ("outcome", "winner"),
    "voter": ("voter",),
    "prompt": ("prompt",),
    "themes": ("themes",),
    "language": ("language",),
    "voted_at": ("voted_at", "tstamp", "timestamp"),
    "external_id": ("external_id", "question_id", "conversation_id"),
    "outcome.left": ("winner_model_a",),
    "outcome.right": ("winner_model_b",),
    "outcome.tie": ("winner_tie",),
    "outcome.both_bad": ("winner_both_bad", "winner_tie_bothbad"),
    "rank_left": ("rank_left", "rank_a", "rank_1"),
    "rank_right": ("rank_right", "rank_b", "rank_2"),
    "models": ("models",),
    "ranks": ("ranks", "ranking"),
}
# Tables of games: the columns themselves say who won.
WON = (("winner", "loser"), ("winner_name", "loser_name"), ("winner_model", "loser_model"))

_ROOT = re.compile(r"[.\[]")
_BETWEEN = re.compile(r"[\s_-]+")


def find(name: str, seen: Collection[str]) -> str | None:
    """Return the column of this name in whatever spelling, or the path as the file would spell it.

    Case, spaces, dashes and underscores do not count. Raise Invalid where two columns would do.
    """
    if name in seen:
        return name
    alike = [column for column in seen if folded(column) == folded(name)]
    if len(alike) > 1:
        raise Invalid(
            f"the columns {' and '.join(map(repr, alike))} could both be {name!r}; spell it exactly"
        )
    if alike:
        return alike[0]
    inside = _ROOT.search(name)
    root = find(name[: inside.start()], seen) if inside and inside.start() else None
    return root + name[inside.start() :] if root and inside else None


def found(names: Iterable[str], seen: Collection[str]) -> tuple[str, ...]:
    """Return the columns that have one of these names, in the order of the names."""
    columns = (find(name, seen) for name in names)
    return tuple(dict.fromkeys(column for column in columns if column is not None))


def folded(name: str) -> str:
    """Return what is compared of a column's name: ``Model A``, ``modelA`` and ``MODEL_a`` are the same."""
    return _BETWEEN.sub("", name).casefold()
