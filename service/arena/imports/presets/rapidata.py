"""Rapidata: its data sets of human preference, and the results that its library saves."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from service.arena.imports.presets.preset import Preset
from service.arena.imports.presets.reshaping import (
    IS_VOTE,
    YES,
    Row,
    Vote,
    at,
    items,
    parsed,
    reshaping,
    text,
    with_outcome,
)
from service.arena.imports.votes.columns import Columns
from service.arena.imports.votes.filters import Filter
from service.errors import Invalid

_ONLY_VOTES = Filter(IS_VOTE, YES)
_SHARES = ("weighted_results_image1_preference", "weighted_results_image2_preference")
_MOST = 100_000
_NEITHER_SIDE = {"Both": "tie", "Neither": "both_bad"}
_NAMED_BY_FILE = "every file is a model, named by its file: name the models with --alias"


def _people(row: Row) -> Iterator[Vote]:
    """Yield the vote of each person, in their order where the row names them, by their numbers otherwise."""
    details = parsed(row.get("detailed_results"))
    chosen = [text(at(one, "votedFor")) for one in items(at(details, "votes") or details)]
    sides = {row.get("image1_path"): "left", row.get("image2_path"): "right"}
    if chosen and None not in sides and sides.keys() >= {*chosen}:
        yield from ({"outcome": sides[path]} for path in chosen)
        return
    for outcome, column in (("left", "votes_image1"), ("right", "votes_image2")):
        yield from [{"outcome": outcome}] * _number(parsed(row[column]))


def _number(count: object) -> int:
    """Return a number of votes; raise Invalid for what is none, and for more than any comparison had."""
    if count is None:
        return 0
    if not isinstance(count, int | float) or not 0 <= count <= _MOST:
        raise Invalid(f"{text(count)} is not a number of votes from 0 to {_MOST:,}")
    return int(count)


def _responses(row: Row) -> Iterator[Vote]:
    """Yield a vote for each response, or for each that was only counted."""
    counts = parsed(row["aggregatedResults"])
    named = parsed(row.get("assetUrls"))
    files = [
        name for name in (named if isinstance(named, dict) else _keys(counts)) if name not in _NEITHER_SIDE
    ]
    if len(files) != 2:  # noqa: PLR2004
        return
    sides = {files[0]: "left", files[1]: "right", **_NEITHER_SIDE}
    responses = [text(at(one, "votedFor")) or "" for one in items(parsed(row.get("detailedResults")))]
    for chosen in responses or _repeated(counts):
        if chosen in sides:
            yield {"model_left": files[0], "model_right": files[1], "outcome": sides[chosen]}


def _keys(value: object) -> list[str]:
    return [*value] if isinstance(value, dict) else []


def _repeated(counts: object) -> list[str]:
    """Return each name as often as it was counted."""
    numbers = counts.items() if isinstance(counts, dict) else ()
    return [name for name, count in numbers for _ in range(_number(count))]


def _split(row: Row) -> Iterator[Vote]:
    """Yield the votes of a row of the library's table: one response, or the numbers of all."""
    sides: dict[str | None, str] = {row["assetA"]: "left", row["assetB"]: "right"}
    sides.update(_NEITHER_SIDE)
    if row.get("votedFor"):
        yield {"outcome": sides.get(row["votedFor"])}
        return
    columns = {"left": "A", "right": "B", "tie": "Both", "both_bad": "Neither"}
    for outcome, prefix in columns.items():
        yield from [{"outcome": outcome}] * _number(parsed(row.get(f"{prefix}_aggregatedResults")))


VOTES = Preset(
    name="rapidata-votes",
    title="Rapidata, data sets with numbers of votes",
    needs=("prompt", "model1", "model2", "votes_image1", "votes_image2"),
    reads=("votes_image1", "votes_image2", "image1_path", "image2_path", "detailed_results"),
    gives=("outcome", IS_VOTE),
    reshape=reshaping(_people),
    columns=Columns(mapped={"model_left": ("model1",), "model_right": ("model2",)}, filters=(_ONLY_VOTES,)),
    notes=("each person's choice is a vote; a person's score, country and language are not kept",),
)

SHARES = Preset(
    name="rapidata",
    title="Rapidata, data sets of human preference",
    needs=(
        "prompt",
        "model1",
        "model2",
        *_SHARES,
    ),
    reads=_SHARES,
    gives=("outcome", IS_VOTE),
    reshape=partial(with_outcome, left=_SHARES[0], right=_SHARES[1]),
    columns=Columns(
        mapped={
            "model_left": ("model1",),
            "model_right": ("model2",),
        }
    ),
    notes=(
        "a row is one vote, for the image that most people preferred; coherence and alignment are not kept",
    ),
)

RESULTS = Preset(
    name="rapidata-results",
    title="Rapidata, results of a comparison",
    needs=("context", "winner_index", "aggregatedResults"),
    reads=("assetUrls", "aggregatedResults", "detailedResults"),
    gives=("model_left", "model_right", "outcome", IS_VOTE),
    reshape=reshaping(_responses),
    columns=Columns(mapped={"prompt": ("context",)}, filters=(_ONLY_VOTES,)),
    notes=(_NAMED_BY_FILE, "a person's score, country and language are not kept"),
)

TABLE = Preset(
    name="rapidata-table",
    title="Rapidata, results as a table",
    needs=("assetA", "assetB", "winner_index"),
    reads=(
        "assetA",
        "assetB",
        "votedFor",
        "A_aggregatedResults",
        "B_aggregatedResults",
        "Both_aggregatedResults",
        "Neither_aggregatedResults",
    ),
    gives=("outcome", IS_VOTE),
    reshape=reshaping(_split),
    columns=Columns(
        mapped={"model_left": ("assetA",), "model_right": ("assetB",), "prompt": ("context",)},
        filters=(_ONLY_VOTES,),
    ),
    notes=(_NAMED_BY_FILE, "a person's score, country and language are not kept"),
)

PRESETS = (VOTES, SHARES, RESULTS, TABLE)
