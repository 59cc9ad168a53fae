"""The matrices of a pooled fit: gathered from its blocks, added up into one system, and inverted."""

from __future__ import annotations

import numpy as np

from service.rating.pooling.design import Batch, Design, Floats

_SMALL = 256


def scattered(design: Design, surplus: Floats, shape: tuple[int, int]) -> Floats:
    """Return the gradient of the votes by block and model, given each pair's surplus of wins."""
    total, start = shape[0] * shape[1], design.block * shape[1]
    won = np.bincount(start + design.first, surplus, total)
    return np.asarray((won - np.bincount(start + design.second, surplus, total)).reshape(shape))


def information(batch: Batch, weight: Floats) -> Floats:
    """Return minus the second derivatives of the votes of a batch, one matrix for each block."""
    blocks, size = batch.members.shape
    total = blocks * size * size
    met = np.bincount(batch.cells, weight, total) + np.bincount(batch.mirrored, weight, total)
    matrix = -met.reshape(blocks, size, size)
    places = np.arange(size)
    matrix[:, places, places] = -matrix.sum(axis=2)
    return np.asarray(matrix)


def local(values: Floats, batch: Batch) -> Floats:
    """Return the values of a batch's blocks and models in their places, 0 in those that are left over."""
    size = values.shape[1]
    chosen = values[batch.blocks[:, None], np.minimum(batch.members, size - 1)]
    return np.asarray(np.where(batch.members < size, chosen, 0.0))


def times(matrices: Floats, vectors: Floats) -> Floats:
    """Return each matrix times its vector."""
    return np.asarray(np.matmul(matrices, vectors[:, :, None])[:, :, 0])


class Sums:
    """The system of all effects, to which batches are added. It has a place for what is left over."""

    def __init__(self, design: Design) -> None:
        self._design = design
        self._width = design.models.size + 1
        shape = (len(design.effects), self._width)
        self._half = np.zeros(shape * 2)
        self._right = np.zeros(shape)

    def add(self, batch: Batch, weight: Floats, response: Floats) -> None:
        """Add what the blocks of a batch say about the effects that they have."""
        slots, shares = self._design.slots[batch.blocks], self._design.shares[batch.blocks]
        for slot, share in zip(slots.T, shares.T, strict=True):
            np.add.at(
                self._right.ravel(),
                (slot[:, None] * self._width + batch.members).ravel(),
                (share[:, None] * response).ravel(),
            )
        if batch.whole:
            self._add_whole(batch, weight)
        else:
            self._add_scattered(batch, weight)

    def _add_whole(self, batch: Batch, weight: Floats) -> None:
        size = self._width - 1
        flat = weight.reshape(weight.shape[0], -1)
        for pair in batch.pairs:
            total = (pair.amounts @ flat[pair.blocks]).reshape(size, size)
            self._half[pair.one, :size, pair.other, :size] += total

    def _add_scattered(self, batch: Batch, weight: Floats) -> None:
        row = len(self._design.effects) * self._width
        places = batch.members[:, :, None] * row + batch.members[:, None, :]
        half = self._half.ravel()
        slots, shares = self._design.slots[batch.blocks], self._design.shares[batch.blocks]
        for a in range(slots.shape[1]):
            for b in range(a, slots.shape[1]):
                amount = shares[:, a] * shares[:, b] / (2 if a == b else 1)
                at = places + (slots[:, a] * row + slots[:, b])[:, None, None] * self._width
                np.add.at(half, at.ravel(), (amount[:, None, None] * weight).ravel())

    def system(self, precision: Floats) -> tuple[Floats, Floats]:
        """Return the matrix, given the prior precision of each effect, and the right-hand side."""
        size = self._width - 1
        count = precision.size * size
        half = self._half[:, :size, :, :size].reshape(count, count)
        matrix = half + half.T
        matrix[np.diag_indices(count)] += np.repeat(precision, size)
        return matrix, self._right[:, :size].ravel()


class Eliminated:
    """A positive definite matrix whose last ``apart`` blocks of ``size`` rows never meet.

    Among themselves these have no entries but on the diagonal. So they are eliminated at the price of one
    small inverse each, and what is left is their Schur complement: a matrix of the other rows.
    """

    def __init__(self, matrix: Floats, size: int, apart: int) -> None:
        self._first, self._each, self._shape = matrix.shape[0] - apart * size, np.arange(apart), (apart, size)
        rows = self._first
        blocks = matrix[rows:, rows:].reshape(*self._shape * 2)[self._each, :, self._each]
        root = np.asarray(np.linalg.inv(np.linalg.cholesky(blocks)), np.float64)  # of the blocks' inverses
        half = np.matmul(root, matrix[rows:, :rows].reshape(*self._shape, rows))
        self._blocks = np.matmul(root.transpose(0, 2, 1), root)
        self._along = np.matmul(root.transpose(0, 2, 1), half).reshape(apart * size, rows)
        half = half.reshape(apart * size, rows)
        self._left = matrix[:rows, :rows] - half.T @ half

    def solve(self, right: Floats) -> Floats:
        """Return the solution of the equations with this right-hand side."""
        above, below = right[: self._first], right[self._first :]
        first = np.linalg.solve(self._left, above - self._along.T @ below)
        own = times(self._blocks, below.reshape(self._shape)).ravel()
        return np.concatenate((first, own - self._along @ first))

    def inverse(self, *, whole: bool) -> Floats:
        """Return the inverse, ``whole`` or without what it has of two different blocks that never meet."""
        first, inner = self._first, inverse(self._left)
        reached = self._along @ inner
        result = np.zeros((first + self._along.shape[0],) * 2)
        result[:first, :first] = inner
        result[first:, :first], result[:first, first:] = -reached, -reached.T
        if whole:
            result[first:, first:] = reached @ self._along.T
            own = self._blocks
        else:
            each = (*self._shape, first)
            own = self._blocks + np.matmul(
                reached.reshape(each), self._along.reshape(each).transpose(0, 2, 1)
            )
        result[first:, first:].reshape(*self._shape * 2)[self._each, :, self._each] += own
        return result


def inverse(matrix: Floats) -> Floats:
    """Return the inverse of a positive definite matrix.

    In blocks, by products of matrices: half the work of a general inverse, which knows of no symmetry.
    """
    size = matrix.shape[0]
    if size <= _SMALL:
        return np.asarray(np.linalg.inv(matrix))
    half = size // 2
    first = inverse(matrix[:half, :half])
    along = first @ matrix[:half, half:]
    second = inverse(matrix[half:, half:] - matrix[half:, :half] @ along)
    across = along @ second
    result = np.empty_like(matrix)
    result[:half, :half] = first + across @ along.T
    result[:half, half:], result[half:, :half] = -across, -across.T
    result[half:, half:] = second
    return result
