"""What is made of a picture, which a test process keeps: tests upload the same few again and again.

Making the variants of one takes a fifth of a second, most of it for noise. Kept ones get other free bits each
time, so that no two images share a file, as in the product.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from unittest.mock import patch

from service.arena.images import images
from service.blobs.pictures import Made, all_of
from service.blobs.scans import varying
from service.blobs.variants import Variants

# Each takes up to a megabyte.
MOST = 64

_kept = lru_cache(MOST)(all_of)


def made_of(data: bytes) -> Made:
    """Return what `all_of` returns, with variants that no other call returns."""
    made = _kept(data)
    others = {variant: _other(variant) for variant in made.variants}
    return made._replace(variants=Variants(*(others[variant] for variant in made.variants)))


def _other(variant: bytes) -> bytes:
    choice = varying(variant)
    return bytes(choice.chosen_by(os.urandom(16))) + variant[choice.length :]


@contextmanager
def pictures_shared() -> Iterator[None]:
    """Let uploads in this process get kept pictures."""
    with patch.object(images, "all_of", made_of):
        yield
