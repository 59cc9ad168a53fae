"""Variants: images as voters get them before the vote, which share no bytes or pixels with public copies.

A variant is cut a little differently, has noise that nobody sees, and is exactly as long as every other
variant of its shape: noise in the colors fills simple images up, and intricate ones lose what their texture
hides. All have the same tables, so that a file without its padding, comments and markers still tells nothing.
"""

from __future__ import annotations

import io
from functools import lru_cache
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import ImageOps

from service.blobs.scans import Scan, scan_of, with_free_bits
from service.domain.images import BARS, LONGEST_SIDE, SMALL_SIDE, SQUARE, box_size
from service.errors import Invalid

_Planes = NDArray[np.uint8]

BYTES_PER_PIXEL = {LONGEST_SIDE: 0.17, SMALL_SIDE: 0.22}
"""The length of a variant by its longest side: 178,257 and 72,990 bytes for the square ones.

Longer steps are only for what cannot fit.
"""

_STEP = 1.5
# Means are as fine as those of copies, since their last bits are inverted. The rest is as coarse as most
# images need to be short enough, and colors are no coarser than faint noise is, so that it has a length.
_MEAN, _COARSE, _COLOR_MEAN, _COLOR = 4, 3.5, 5, 20
_BRIGHTNESS = (
    *(3, 2, 2, 3, 4, 6, 8, 10, 2, 2, 2, 3, 4, 9, 10, 9, 2, 2, 3, 4, 6, 9, 11, 9, 2, 3, 4, 5, 8, 14, 13, 10),
    *(3, 4, 6, 9, 11, 17, 16, 12, 4, 6, 9, 10, 13, 17, 18, 15, 8, 10, 12, 14, 16, 19, 19, 16),
    *(12, 15, 15, 16, 18, 16, 16, 16),
)
_TABLES = [[_MEAN, *(round(_COARSE * one) for one in _BRIGHTNESS[1:])], [_COLOR_MEAN, *[_COLOR] * 63]]
_SEGMENT_BLOCKS = 32
# Noise in brightness, and the least in colors, in standard deviations of 255 steps.
_QUIET = 0.4
# Noise in colors, and the bytes per pixel that it adds at least.
_LOUDER = ((3.0, 0.0), (4.0, 0.05), (4.5, 0.09), (5.0, 0.13), (6.0, 0.2), (7.0, 0.25), (9.0, 0.3), (12.0, 9))
_COARSER = (85, 75, 65, 50, 35, 20)
_STRIDE = 0.3
# How far the lengths of the two files that a variant is joined from are from its own.
_MARGIN = 0.01
_CUT = 80
_MIXES, _EXCHANGES = 20, 100


class Variants(NamedTuple):
    """An image's variants: one of its own shape, and a square one, and both for small screens."""

    own: bytes
    square: bytes
    small: bytes
    small_square: bytes


def variants_of(pixels: Pillow.Image, box: str) -> Variants:
    """Return new variants of an image whose box is known; they are different each time."""
    random = np.random.default_rng()
    return Variants(*_both(pixels, box, LONGEST_SIDE, random), *_both(pixels, box, SMALL_SIDE, random))


def _both(pixels: Pillow.Image, box: str, side: int, random: np.random.Generator) -> tuple[bytes, bytes]:
    cut = _cut(pixels, random)
    own = _variant(cut, box, side, random)
    return own, own if box == SQUARE else _variant(cut, SQUARE, side, random)


def _cut(pixels: Pillow.Image, random: np.random.Generator) -> Pillow.Image:
    """Return an image without one pixel or some, up to about one in a hundred, at each of its edges."""
    width, height = pixels.size
    if min(width, height) < _CUT:
        return pixels
    left, right = (1 + int(random.integers(width // _CUT)) for _ in range(2))
    top, bottom = (1 + int(random.integers(height // _CUT)) for _ in range(2))
    # Of the same shape as before: otherwise thin bars at the edges would show how it was cut.
    inner = (left, top, width - right, height - bottom)
    return pixels.resize(pixels.size, Pillow.Resampling.BICUBIC, box=inner)


def _variant(pixels: Pillow.Image, box: str, side: int, random: np.random.Generator) -> bytes:
    framed = ImageOps.pad(pixels, box_size(box, side), Pillow.Resampling.LANCZOS, color=BARS).convert("YCbCr")
    length = int(BYTES_PER_PIXEL[side] * framed.width * framed.height)
    planes, short = _short(framed, length, random)
    while len(short) > length * (1 - _MARGIN):
        length = int(length * _STEP)
    long = _long(planes, length, len(short), random)
    return with_free_bits(_joined(scan_of(short), scan_of(long), length, random))


def _short(framed: Pillow.Image, length: int, random: np.random.Generator) -> tuple[_Planes, bytes]:
    """Return an image with little noise, and its file, as coarse as it must be to be short enough."""
    most = length * (1 - _MARGIN)
    planes = _with_noise(np.asarray(framed), 0, _QUIET, random)
    file = _file(_with_noise(planes, 1, _QUIET, random))
    # The more is too much, the more of the finer qualities are left out: they would not do.
    left_out = int(max(0.0, len(file) / most - 1) / _STRIDE)
    for quality in _COARSER[min(left_out, len(_COARSER) - 1) :]:
        if len(file) <= most:
            break
        planes = _with_noise(np.asarray(_coarse(framed, quality)), 0, _QUIET, random)
        file = _file(_with_noise(planes, 1, _QUIET, random))
    return planes, file


def _long(planes: _Planes, length: int, short: int, random: np.random.Generator) -> bytes:
    """Return the file of an image with so much noise in its colors that it is long enough."""
    least = length * (1 + _MARGIN)
    missing = (least - short) / planes[..., 0].size
    file = b""
    for noise, gain in _LOUDER:
        if gain >= missing:
            file = _file(_with_noise(planes, 1, noise, random))
            if len(file) >= least:
                break
    return file


def _coarse(framed: Pillow.Image, quality: int) -> Pillow.Image:
    """Return an image as it is after encoding at a quality; what that removes, no later file contains."""
    buffer = io.BytesIO()
    framed.save(buffer, "JPEG", quality=quality, subsampling="4:4:4")
    coarse = Pillow.open(buffer)
    coarse.draft("YCbCr", framed.size)
    return coarse


def _with_noise(planes: _Planes, first: int, noise: float, random: np.random.Generator) -> _Planes:
    """Return planes with noise from the first one on; in brightness alone if that is the first."""
    last = 1 if first == 0 else 3
    shape = (*planes.shape[:2], last - first)
    drawn = np.frombuffer(random.bytes(planes[..., first:last].size), np.uint8).reshape(shape)
    noisy = planes.copy()
    for number, plane in enumerate(range(first, last)):
        both = planes[..., plane].astype(np.uint16) << 8 | drawn[..., number]
        noisy[..., plane] = _values(noise).take(both)
    return noisy


@lru_cache(maxsize=16)
def _values(noise: float) -> _Planes:
    """Return what becomes of each value of a pixel with each value of a random byte: 256 after each other.

    To look a value up takes half as long as to add and to limit it.
    """
    normal = NormalDist(0, noise)
    steps = np.rint([normal.inv_cdf((value + 0.5) / 256) for value in range(256)])
    return np.clip(np.arange(256)[:, None] + steps, 0, 255).astype(np.uint8).ravel()


def _file(planes: _Planes) -> bytes:
    height, width, _ = planes.shape
    buffer = io.BytesIO()
    Pillow.frombytes("YCbCr", (width, height), planes.tobytes()).save(
        buffer, "JPEG", qtables=_TABLES, subsampling="4:4:4", restart_marker_blocks=_SEGMENT_BLOCKS
    )
    return buffer.getvalue()


def _joined(short: Scan, long: Scan, length: int, random: np.random.Generator) -> Scan:
    """Return a scan with segments of both that has exactly this length."""
    pairs = list(zip(short.segments, long.segments, strict=True))
    gains = np.array([len(more) - len(less) for less, more in pairs])
    missing = length - len(short.bytes)
    for _ in range(_MIXES):
        chosen = _chosen(gains, missing, random)
        if int(gains[chosen].sum()) == missing:
            return Scan(short.head, [pair[int(one)] for pair, one in zip(pairs, chosen, strict=True)])
    raise Invalid("the image cannot be made as long as others are")


def _chosen(gains: NDArray[np.int64], missing: int, random: np.random.Generator) -> NDArray[np.bool_]:
    """Return which segments to take from the longer file to gain what is missing, or, by bad luck, nearly so.

    First about as many as it takes, by chance. Then one after the other is exchanged for another that comes
    closest to what is missing still.
    """
    order = random.permutation(gains.size)
    chosen = np.zeros(gains.size, np.bool_)
    chosen[order[: int(np.abs(np.cumsum(gains[order]) - missing).argmin()) + 1]] = True
    for _ in range(_EXCHANGES):
        rest = missing - int(gains[chosen].sum())
        taken, left = np.flatnonzero(chosen), np.flatnonzero(~chosen)
        if rest == 0 or not taken.size or not left.size:
            break
        off = np.abs(gains[left][:, None] - gains[taken][None, :] - rest)
        more, less = np.unravel_index(off.argmin(), off.shape)
        chosen[left[more]], chosen[taken[less]] = True, False
    return chosen
