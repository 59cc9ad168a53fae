"""A number for each row of a file, from what the file says about the vote.

The numbers are of names, not of the database's ids, so voids and merged models change nothing. They are
stored, so they must be the same in every version.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable

import polars as pl

from service.arena.imports.votes.ranked import parse
from service.arena.imports.votes.rows import VoteFile
from service.domain.axes import PromptCategory
from service.domain.names import key

_FACTOR = 0x9E3779B97F4A7C15
# Higher levels take three times as long for the hashes of few kinds of rows, which are small anyway.
_LEVEL = 1


def hashes_of(file: VoteFile, rows: pl.DataFrame) -> pl.Series:
    """Return a number of 32 bits for each row. ``rows`` have the file's numbers."""
    models = _hashed(name.encode() for name, _ in file.models)
    strata = _hashed(_spelled(stratum).encode() for stratum in file.strata)
    prompts = _hashed(prompt.text.encode() for prompt in file.prompts)
    columns = (
        models.gather(rows["model_left"]),
        models.gather(rows["model_right"]),
        rows["outcome"].cast(pl.UInt64),
        strata.gather(rows["stratum"]),
        prompts.gather(rows["prompt"]).fill_null(0),
        rows["voter"].fill_null(0).reinterpret(signed=False),
    )
    mixed = pl.repeat(0, rows.height, dtype=pl.UInt64, eager=True)
    for column in columns:
        mixed = (mixed ^ column) * _FACTOR
        mixed = mixed ^ (mixed // 2**29)
    return ((mixed ^ _rankings(file, rows["ranking"])) // 2**32).cast(pl.UInt32)


def digest(hashes: pl.Series) -> bytes:
    """Return the bytes that identify all of these numbers in their order."""
    return hashlib.sha256(as_bytes(hashes)).digest()


def as_bytes(hashes: pl.Series) -> bytes:
    """Return four bytes for each number."""
    return hashes.to_numpy().tobytes()


def packed(hashes: pl.Series) -> bytes:
    """Return the numbers compressed."""
    return zlib.compress(as_bytes(hashes), _LEVEL)


def unpacked(data: bytes) -> pl.Series:
    """Return the numbers of which these are the bytes."""
    return pl.Series(memoryview(zlib.decompress(data)).cast("I").tolist(), dtype=pl.UInt32)


def _rankings(file: VoteFile, column: pl.Series) -> pl.Series:
    """Return a number for each ranking, by the names of its models; 0 for votes on a pair."""
    texts = column.drop_nulls().unique().to_list()
    if not texts:
        return pl.repeat(0, len(column), dtype=pl.UInt64, eager=True)
    names = dict(enumerate(name for name, _ in file.models))
    spelled = (parse(text).named(names) for text in texts)
    numbers = _hashed("\0".join((*one.models, *map(str, one.ranks))).encode() for one in spelled)
    return column.replace_strict(texts, numbers, default=0, return_dtype=pl.UInt64)


def _spelled(category: PromptCategory) -> str:
    """Return the same text for all spellings of a category's themes."""
    return "\0".join((*sorted(map(key, category.themes)), "", category.language))


def _hashed(texts: Iterable[bytes]) -> pl.Series:
    parts = (hashlib.blake2b(text, digest_size=8).digest() for text in texts)
    return pl.Series([int.from_bytes(part, "little") for part in parts], dtype=pl.UInt64)
