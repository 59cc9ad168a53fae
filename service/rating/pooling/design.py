"""What a pooled fit is about: its effects, its blocks of prompt categories, and how much of them fits.

The work of a fit is bounded here. A theme or language beyond `MOST_EFFECTS` has no effect of its own, and a
category beyond the budget of cells is fitted together with the others of its language. Those with the most
votes come first, so what is left out is where there is least to learn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from service.domain.axes import PromptCategory
from service.domain.rankings import Sizes, overlap

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MODEL, THEME, LANGUAGE, CELL = range(4)
"""The groups of effects, each with a variance of its own."""

MOST_EFFECTS = 1_600
"""How many effects of models, of themes and of languages there may be: the size of the system to solve."""

MOST_CELL_WORK = 1_000_000_000
"""The work in each step on the categories with effects of their own: for each, the cube of the number of its
models to invert a matrix, and `_SCATTERED` times the square to add it to the system."""

_SCATTERED = 300

_SIZE_STEP = 8

# A block with this share of all models is computed with all of them, which needs no look-up of places.
_WHOLE = 0.75


class Effect(NamedTuple):
    """A group of effects and its level: a theme or a language; one for each model."""

    group: int
    level: str


class EffectPair(NamedTuple):
    """Two effects that blocks of a batch have together: the blocks' places, and the products of the shares.

    An effect with itself counts half, since the system is the sum of a matrix and its transpose.
    """

    one: int
    other: int
    blocks: Ints
    amounts: Floats


@dataclass(frozen=True, slots=True)
class Batch:
    """Blocks with about the same number of models, so that their matrices are computed together.

    ``members[b, i]`` is the model in place ``i`` of block ``blocks[b]``; places that are left over have the
    number after the last model. ``present`` says which models have votes in the block. ``rows`` are the pairs
    of these blocks, ``cells`` and ``mirrored`` their places in the flattened matrices. A ``whole`` batch has
    all models in all blocks, in order, and lists the pairs of effects in them.
    """

    blocks: Ints
    members: Ints
    present: NDArray[np.bool_]
    rows: Ints
    cells: Ints
    mirrored: Ints
    whole: bool
    pairs: tuple[EffectPair, ...]


@dataclass(frozen=True, slots=True)
class Design:
    """The effects, and the votes of each pair in each block.

    A block is a prompt category, or several without effects of their own. ``slots`` and ``shares`` are the
    effects of a block and how much of each it takes; no block has two of the last ``apart`` ones.
    ``of_category`` has the shares of all effects of each category, and ``owner`` the block that is its own,
    -1 where it has no effects of its own.
    """

    models: Ints
    effects: tuple[Effect, ...]
    apart: int
    slots: Ints
    shares: Floats
    own: NDArray[np.bool_]
    of_category: Floats
    owner: Ints
    block: Ints
    first: Ints
    second: Ints
    won_first: Floats
    won_second: Floats
    batches: tuple[Batch, ...]
    left_out: tuple[str, ...]

    @property
    def groups(self) -> Ints:
        """The group of each effect."""
        return np.array([effect.group for effect in self.effects], np.int64)


class _Blocks(NamedTuple):
    """The block of each pair, and the effects of the blocks with their amounts."""

    block: Ints
    slots: Ints
    shares: Floats


class Votes(NamedTuple):
    """The votes between pairs of models in each category, by the numbers of categories and models."""

    category: Ints
    first: Ints
    second: Ints
    won_first: Floats
    won_second: Floats


def weighted_votes(votes: Votes, sizes: Sequence[Sizes], dispersion: float) -> Votes:
    """Return votes that tell as much as these: fewer where they depend on each other, as in rankings.

    ``sizes`` are those of each category's rankings.
    """
    totals = np.bincount(votes.category, votes.won_first + votes.won_second, len(sizes)).tolist()
    shares = [1.0 / (dispersion * overlap(n, known)) for n, known in zip(totals, sizes, strict=True)]
    weight = np.array(shares)[votes.category]
    return votes._replace(won_first=votes.won_first * weight, won_second=votes.won_second * weight)


def design(votes: Votes, categories: Sequence[PromptCategory], models: Ints) -> Design:
    """Return the design of these votes, bounded as the module says."""
    totals = np.bincount(votes.category, votes.won_first + votes.won_second, len(categories)).astype(float)
    effects, apart, dropped = _effects(categories, totals, models.size)
    shares = _shares(categories, effects)
    own = _own(votes, totals, models.size)
    merged, number = _merged(categories, own, effects)
    slots, amounts = _slots(_of_blocks(shares, effects, own, number))
    block = number[votes.category]
    # A category that differs from the others by one effect only would have the same effect twice.
    cells = np.zeros(slots.shape[0], np.bool_)
    if np.count_nonzero(shares[:, 1:], axis=1).max(initial=0) > 1:
        cells[number[own]] = True
    if merged:
        dropped.append(f"{merged} prompt categories have no effect of their own: those with the fewest votes")
    place = (block * models.size + votes.first, block * models.size + votes.second)
    return Design(
        models,
        effects,
        sum(effect.group == apart for effect in effects),
        slots,
        amounts,
        cells,
        shares,
        np.where(cells[number], number, -1),
        block,
        *votes[1:],
        _batches(_Blocks(block, slots, amounts), place, models.size),
        tuple(dropped),
    )


def _effects(
    categories: Sequence[PromptCategory], totals: Floats, models: int
) -> tuple[tuple[Effect, ...], int, list[str]]:
    """Return the effects, the group of those that never meet, and what has none because of too few votes.

    The group that never meets is last.
    """
    votes: dict[Effect, float] = {}
    for category, total in zip(categories, totals.tolist(), strict=True):
        for effect in _levels(category):
            votes[effect] = votes.get(effect, 0.0) + total
    # A level that every category has cannot be told apart from the models' own effects.
    everywhere = set.intersection(*(set(_levels(one)) for one in categories)) if categories else set()
    levels = sorted(votes.keys() - everywhere, key=lambda effect: (-votes[effect], effect))
    most = max(0, MOST_EFFECTS // max(models, 1) - 1)
    apart = _apart(categories, levels[:most])
    kept, rest = sorted(levels[:most], key=lambda one: (one.group == apart, one)), levels[most:]
    dropped = (
        [f"{len(rest)} themes and languages have no effect: those with the fewest votes"] if rest else []
    )
    return (Effect(MODEL, ""), *kept), apart, dropped


def _apart(categories: Sequence[PromptCategory], levels: Sequence[Effect]) -> int:
    """Return the larger group of which no category has two: languages, or themes if prompts have one each."""
    themes = sum(one.group == THEME for one in levels)
    single = all(len(category.themes) <= 1 for category in categories)
    return THEME if single and 2 * themes > len(levels) else LANGUAGE


def _levels(category: PromptCategory) -> list[Effect]:
    levels = [Effect(THEME, theme) for theme in category.themes]
    return levels + ([Effect(LANGUAGE, category.language)] if category.language else [])


def _shares(categories: Sequence[PromptCategory], effects: tuple[Effect, ...]) -> Floats:
    """Return how much of each effect each category has: the mean of its themes', and its language's."""
    place = {effect: i for i, effect in enumerate(effects)}
    shares = np.zeros((len(categories), len(effects)))
    shares[:, 0] = 1.0
    for row, category in zip(shares, categories, strict=True):
        for effect in _levels(category):
            if effect in place:
                row[place[effect]] = 1.0 / len(category.themes) if effect.group == THEME else 1.0
    return shares


def _own(votes: Votes, totals: Floats, models: int) -> NDArray[np.bool_]:
    """Return which categories have effects of their own: the largest, as far as the budget goes."""
    seen = np.unique(np.concatenate((votes.category, votes.category)) * models + _both(votes))
    width = np.bincount(seen // models, minlength=totals.size).astype(np.float64)
    order = np.argsort(-totals, kind="stable")
    own = np.zeros(totals.size, np.bool_)
    own[order] = np.cumsum((width + _SCATTERED)[order] * width[order] ** 2) <= MOST_CELL_WORK
    return own


def _both(votes: Votes) -> Ints:
    return np.concatenate((votes.first, votes.second))


def _merged(
    categories: Sequence[PromptCategory], own: NDArray[np.bool_], effects: tuple[Effect, ...]
) -> tuple[int, Ints]:
    """Return how many categories are fitted together with others, and the block of each category."""
    known = {effect.level for effect in effects if effect.group == LANGUAGE}
    blocks: dict[object, int] = {}
    number = np.zeros(len(categories), np.int64)
    for i, category in enumerate(categories):
        key = category if own[i] else category.language if category.language in known else ""
        number[i] = blocks.setdefault(key, len(blocks))
    return int((~own).sum()), number


def _of_blocks(shares: Floats, effects: tuple[Effect, ...], own: NDArray[np.bool_], number: Ints) -> Floats:
    """Return the shares of each block. Categories that are fitted together have only their language's effect.

    Their themes' would be in each of these blocks, and every block has room for as many effects as one has.
    """
    themes = np.array([effect.group == THEME for effect in effects])
    _, first = np.unique(number, return_index=True)
    return np.where(own[first][:, None] | ~themes, shares[first], 0.0)


def _slots(shares: Floats) -> tuple[Ints, Floats]:
    """Return the effects of each block and their amounts, without the zeros, padded to one width."""
    width = int(np.count_nonzero(shares, axis=1).max(initial=1))
    slots = np.argsort(shares == 0.0, axis=1, kind="stable")[:, :width]
    return slots, np.take_along_axis(shares, slots, 1)


def _batches(design: _Blocks, place: tuple[Ints, Ints], models: int) -> tuple[Batch, ...]:
    """Return the blocks by their numbers of models, rounded up."""
    block, count = design.block, design.slots.shape[0]
    members, index = np.unique(np.concatenate(place), return_inverse=True)
    widths = np.bincount(members // models, minlength=count)
    starts = np.cumsum(widths) - widths
    local = index - starts[np.concatenate((block, block))]
    whole = widths >= _WHOLE * models
    sizes = np.where(whole, models, -(-widths // _SIZE_STEP) * _SIZE_STEP)
    local = np.where(np.concatenate((whole[block], whole[block])), members[index] % models, local)
    batches = []
    for size, full in sorted({*zip(sizes[widths > 0].tolist(), whole[widths > 0].tolist(), strict=True)}):
        chosen = np.flatnonzero((sizes == size) & (whole == full) & (widths > 0))
        table = np.tile(np.arange(models) if full else models, (chosen.size, 1 if full else size))
        if not full:
            for row, k in zip(table, chosen.tolist(), strict=True):
                row[: widths[k]] = members[starts[k] : starts[k] + widths[k]] % models
        rows = np.flatnonzero(np.isin(block, chosen))
        base = np.searchsorted(chosen, block[rows]) * size
        one, other = local[rows], local[rows + block.size]
        pairs = _pairs(design.slots[chosen], design.shares[chosen]) if full else ()
        present = np.zeros(table.shape, np.bool_)
        present[base // size, one] = present[base // size, other] = True
        places = ((base + one) * size + other, (base + other) * size + one)
        batches.append(Batch(chosen, table, present, rows, *places, full, pairs))
    return tuple(batches)


def _pairs(slots: Ints, shares: Floats) -> tuple[EffectPair, ...]:
    pairs: dict[tuple[int, int], tuple[list[int], list[float]]] = {}
    for block, (slot, share) in enumerate(zip(slots.tolist(), shares.tolist(), strict=True)):
        present = sorted((q, amount) for q, amount in zip(slot, share, strict=True) if amount)
        for i, (q, amount) in enumerate(present):
            for r, other in present[i:]:
                blocks, amounts = pairs.setdefault((q, r), ([], []))
                blocks.append(block)
                amounts.append(amount * other / (2 if q == r else 1))
    return tuple(
        EffectPair(q, r, np.array(blocks), np.array(amounts)) for (q, r), (blocks, amounts) in pairs.items()
    )
