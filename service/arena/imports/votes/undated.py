"""Rows without id and time: which of them an earlier import brought.

Nothing in such a row says which vote it is: in an arena of few models most rows equal others. Their order
does. So each import remembers its rows in order, as hashes of what the file says. A file is recognized

* whole, where an import had the same rows;
* at its beginning, where the first rows are all those of an import;
* at its end, where the last rows are all those of an import, and they are ten or half of the file;
* elsewhere, where all rows of an import come in the same order and are at least half of the file;
* as a part, where all its rows come in the same order in an import and are at least half of that.

Several imports may be recognized in one file. Rows that only equal some of an earlier import are new; the
report says how many. The hashes are of names, not of the database's ids, so voids and merged models change
nothing.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl

from service.arena.imports.votes.ranked import parse
from service.arena.imports.votes.rows import VoteFile
from service.db.engine import ReadSession, WriteSession
from service.db.queries import imports
from service.db.queries.imports import Imported
from service.domain.axes import PromptCategory
from service.domain.names import key

Hashes: TypeAlias = npt.NDArray[np.uint32]
Mask: TypeAlias = npt.NDArray[np.bool_]

# How many earlier imports are looked at, the longest first. Each costs one pass over the file's rows.
MOST_IMPORTS = 100
# So many rows at the end of a file are hardly in the order of others by chance.
_ENOUGH = 10
# Higher levels take three times as long for the hashes of few kinds of rows, which are small anyway.
_LEVEL = 1
_LEGACY = (
    "model_left",
    "model_right",
    "outcome",
    "stratum",
    "prompt",
    "voter",
    "voted_at",
    "external_id",
)


@dataclass(slots=True)
class Recognized:
    """Which of a file's rows without id and time are known: of how many imports, and the last one's time.

    ``alike`` is how many of the other rows equal rows of earlier imports. ``digests`` are those of the
    imports that the file contains.
    """

    known: Mask
    imports: int = 0
    imported_at: int | None = None
    alike: int = 0
    digests: list[bytes] = field(default_factory=list)

    def add(self, rows: Mask, one: Imported) -> None:
        """Note that these rows are those of an import."""
        self.known |= rows
        self.imports += 1
        self.imported_at = max(one.imported_at, self.imported_at or 0)


def hashes_of(file: VoteFile, rows: pl.DataFrame) -> Hashes:
    """Return a number for each row, from what the file says about the vote. ``rows`` have its numbers."""
    models = _hashed(name.encode() for name, _ in file.models)
    strata = _hashed(_spelled(stratum).encode() for stratum in file.strata)
    prompts = _hashed(prompt.text.encode() for prompt in file.prompts)
    columns = (
        models[rows["model_left"].to_numpy()],
        models[rows["model_right"].to_numpy()],
        # Votes on a pair have the same hash in a file with rankings and in one without.
        rows["outcome"].cast(pl.UInt64).to_numpy() ^ _rankings(file, rows["ranking"]),
        strata[rows["stratum"].to_numpy()],
        # A missing prompt is a number of its own.
        np.append(prompts, np.uint64(0))[rows["prompt"].fill_null(len(prompts)).to_numpy()],
        rows["voter"].fill_null(0).cast(pl.Int64).to_numpy().view(np.uint64),
    )
    mixed = np.zeros(rows.height, dtype=np.uint64)
    for column in columns:
        mixed ^= column
        mixed *= np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
    return (mixed >> np.uint64(32)).astype(np.uint32)


def _rankings(file: VoteFile, column: pl.Series) -> npt.NDArray[np.uint64]:
    """Return a number for each ranking, by the names of its models; 0 for votes on a pair."""
    texts = column.drop_nulls().unique().to_list()
    if not texts:
        return np.zeros(len(column), dtype=np.uint64)
    keys = dict(enumerate(key for key, _ in file.models))
    spelled = (parse(text).named(keys) for text in texts)
    hashes = _hashed("\0".join((*one.models, *map(str, one.ranks))).encode() for one in spelled)
    numbers = dict(zip(texts, hashes.tolist(), strict=True))
    return np.array([numbers.get(text, 0) for text in column], dtype=np.uint64)


def _spelled(category: PromptCategory) -> str:
    """Return the same text for all spellings of a category's themes."""
    return "\0".join((*sorted(map(key, category.themes)), "", category.language))


def _hashed(texts: Iterable[bytes]) -> npt.NDArray[np.uint64]:
    parts = [hashlib.blake2b(text, digest_size=8).digest() for text in texts]
    return np.frombuffer(b"".join(parts), dtype="<u8").astype(np.uint64)


def recognize(
    session: ReadSession, arena_id: int, hashes: Hashes, rows: pl.DataFrame, *, all_new: bool = False
) -> Recognized:
    """Return which of the rows the arena has: none if they are all new.

    ``rows`` are the same with the database's ids; where some were refused, older digests are of no use.
    """
    found = Recognized(np.zeros(len(hashes), dtype=np.bool_))
    earlier = [] if all_new or not len(hashes) else imports.earlier(session, arena_id)
    beginning = _beginning(earlier, hashes, rows)
    if beginning:
        found.add(np.arange(len(hashes)) < beginning.votes, beginning)
        found.digests.append(beginning.digest)
    left: list[Hashes] = []
    for one in [one for one in earlier if one.has_hashes and one is not beginning][:MOST_IMPORTS]:
        if found.known.all():
            break
        theirs = _unpacked(imports.hashes(session, arena_id, one.digest))
        if not _take(found, hashes, theirs, one):
            left.append(theirs)
    if left and not found.known.all():
        found.alike = _alike(np.concatenate(left), hashes[~found.known])
    return found


def _take(found: Recognized, hashes: Hashes, theirs: Hashes, one: Imported) -> bool:
    """Note the rows of an import among those that are not known yet; return whether there are any."""
    places = np.flatnonzero(~found.known)
    if len(theirs) <= len(places):
        at = _in_order(theirs, hashes[places])
        if at is None:
            return False
        places = places[at]
        found.digests.append(one.digest)
    elif 2 * len(places) < len(theirs) or _in_order(hashes[places], theirs) is None:
        return False
    rows = np.zeros(len(hashes), dtype=np.bool_)
    rows[places] = True
    found.add(rows, one)
    return True


def remember(
    session: WriteSession, arena_id: int, hashes: Hashes, at: int, superseded: Iterable[bytes] = ()
) -> None:
    """Remember an import's rows. The hashes of imports that it contains are not needed any more."""
    digest = _digest(hashes)
    imports.remember(session, arena_id, Imported(digest, len(hashes), at, has_hashes=True), _packed(hashes))
    imports.forget_hashes(session, arena_id, [one for one in superseded if one != digest])


def _beginning(earlier: list[Imported], hashes: Hashes, rows: pl.DataFrame) -> Imported | None:
    """Return the longest import whose rows the file begins with."""
    known = {one.digest: one for one in earlier}
    fitting = [one for one in earlier if one.votes <= len(hashes)]
    old = [one for one in fitting if rows.height == len(hashes) and not one.has_hashes]
    digests = [*_digests(hashes, _lengths(fitting)), *_legacy_digests(rows, _lengths(old))]
    return max((known[one] for one in digests if one in known), key=lambda one: one.votes, default=None)


def _lengths(earlier: list[Imported]) -> list[int]:
    return sorted({one.votes for one in earlier})


def _digests(hashes: Hashes, lengths: list[int]) -> Iterator[bytes]:
    total, last = hashlib.sha256(), 0
    for length in lengths:
        total.update(_bytes(hashes[last:length]))
        last = length
        yield total.digest()


def _digest(hashes: Hashes) -> bytes:
    return hashlib.sha256(_bytes(hashes)).digest()


def _legacy_digests(rows: pl.DataFrame, lengths: list[int]) -> Iterator[bytes]:
    """Yield the digests that the first versions remembered: of the database's ids, as CSV."""
    legacy, last = rows.select(_LEGACY), 0
    total = hashlib.sha256(legacy.clear().write_csv().encode())
    for length in lengths:
        part = legacy.slice(last, length - last)
        total.update(part.write_csv(include_header=False).encode())
        last = length
        yield total.digest()


def _in_order(few: Hashes, many: Hashes) -> npt.NDArray[np.int64] | None:
    """Return where all of the few are among the many, in order; None if they are not, or if it may be chance.

    Some rows of few kinds are found in order in any file that is long enough.
    """
    count, spare = len(few), len(many) - len(few)
    head = _equal(few, many[:count])
    tail = count - head and _equal(few[head:][::-1], many[head + spare :][::-1])
    if head == count:
        return np.arange(count)
    if 2 * count < len(many) and (tail < count or count < _ENOUGH):
        return None
    places = _scattered(few[head : count - tail], many[head : len(many) - tail])
    if places is None:
        return None
    return np.concatenate([np.arange(head), head + places, np.arange(len(many) - tail, len(many))])


def _equal(one: Hashes, other: Hashes) -> int:
    """Return how many of the first numbers are equal."""
    different = np.flatnonzero(one != other)
    return int(different[0]) if len(different) else len(one)


def _scattered(few: Hashes, many: Hashes) -> npt.NDArray[np.int64] | None:
    places: list[int] = []
    remaining = enumerate(many.tolist())
    for wanted in few.tolist():
        place = next((i for i, number in remaining if number == wanted), None)
        if place is None:
            return None
        places.append(place)
    return np.array(places, dtype=np.int64)


def _alike(theirs: Hashes, ours: Hashes) -> int:
    """Return how many of our rows equal one of theirs, each of which counts once."""
    (kinds, counts), (their_kinds, their_counts) = (
        np.unique(one, return_counts=True) for one in (ours, theirs)
    )
    _, at, their_at = np.intersect1d(kinds, their_kinds, assume_unique=True, return_indices=True)
    return int(np.minimum(counts[at], their_counts[their_at]).sum())


def _bytes(hashes: Hashes) -> bytes:
    return hashes.astype("<u4").tobytes()


def _packed(hashes: Hashes) -> bytes:
    return zlib.compress(_bytes(hashes), _LEVEL)


def _unpacked(packed: bytes) -> Hashes:
    return np.frombuffer(zlib.decompress(packed), dtype="<u4").astype(np.uint32)
