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
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import polars as pl

from service.arena.imports.votes.sequences.hashing import as_bytes, digest, packed, unpacked
from service.arena.imports.votes.sequences.order import common, in_order
from service.db.engine import ReadSession, WriteSession
from service.db.queries import imports
from service.db.queries.imports import Imported

# How many earlier imports are looked at, the longest first. Each costs one pass over the file's rows.
MOST_IMPORTS = 100
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

    known: pl.Series
    imports: int = 0
    imported_at: int | None = None
    alike: int = 0
    digests: list[bytes] = field(default_factory=list)

    def add(self, places: pl.Series, one: Imported) -> None:
        """Note that the rows at these places are those of an import."""
        self.known = self.known.scatter(places, values=True)
        self.imports += 1
        self.imported_at = max(one.imported_at, self.imported_at or 0)


def recognize(
    session: ReadSession, arena_id: int, hashes: pl.Series, rows: pl.DataFrame, *, all_new: bool = False
) -> Recognized:
    """Return which of the rows the arena has: none if they are all new.

    ``rows`` are the same with the database's ids; where some were refused, older digests are of no use.
    """
    found = Recognized(pl.repeat(value=False, n=len(hashes), dtype=pl.Boolean, eager=True))
    earlier = [] if all_new or hashes.is_empty() else imports.earlier(session, arena_id)
    beginning = _beginning(earlier, hashes, rows)
    if beginning:
        found.add(pl.int_range(beginning.votes, eager=True), beginning)
        found.digests.append(beginning.digest)
    left: list[pl.Series] = []
    for one in [one for one in earlier if one.has_hashes and one is not beginning][:MOST_IMPORTS]:
        if found.known.all():
            break
        theirs = unpacked(imports.hashes(session, arena_id, one.digest))
        if not _take(found, hashes, theirs, one):
            left.append(theirs)
    if left and not found.known.all():
        found.alike = common(hashes.filter(~found.known), pl.concat(left))
    return found


def _take(found: Recognized, hashes: pl.Series, theirs: pl.Series, one: Imported) -> bool:
    """Note the rows of an import among those that are not known yet; return whether there are any."""
    places = (~found.known).arg_true()
    ours = hashes.gather(places)
    if len(theirs) <= len(ours):
        at = in_order(theirs, ours)
        if at is None:
            return False
        places = places.gather(at)
        found.digests.append(one.digest)
    elif 2 * len(ours) < len(theirs) or in_order(ours, theirs) is None:
        return False
    found.add(places, one)
    return True


def remember(
    session: WriteSession, arena_id: int, hashes: pl.Series, at: int, superseded: Iterable[bytes] = ()
) -> None:
    """Remember an import's rows. The hashes of imports that it contains are not needed any more."""
    one = Imported(digest(hashes), len(hashes), at, has_hashes=True)
    imports.remember(session, arena_id, one, packed(hashes))
    imports.forget_hashes(session, arena_id, [other for other in superseded if other != one.digest])


def _beginning(earlier: list[Imported], hashes: pl.Series, rows: pl.DataFrame) -> Imported | None:
    """Return the longest import whose rows the file begins with."""
    known = {one.digest: one for one in earlier}
    fitting = [one for one in earlier if one.votes <= len(hashes)]
    old = [one for one in fitting if rows.height == len(hashes) and not one.has_hashes]
    digests = [*_digests(hashes, _lengths(fitting)), *_legacy_digests(rows, _lengths(old))]
    return max((known[one] for one in digests if one in known), key=lambda one: one.votes, default=None)


def _lengths(earlier: list[Imported]) -> list[int]:
    return sorted({one.votes for one in earlier})


def _digests(hashes: pl.Series, lengths: list[int]) -> Iterator[bytes]:
    total, last = hashlib.sha256(), 0
    for length in lengths:
        total.update(as_bytes(hashes.slice(last, length - last)))
        last = length
        yield total.digest()


def _legacy_digests(rows: pl.DataFrame, lengths: list[int]) -> Iterator[bytes]:
    """Yield the digests that the first versions remembered: of the database's ids, as CSV."""
    legacy, last = rows.select(_LEGACY), 0
    total = hashlib.sha256(legacy.clear().write_csv().encode())
    for length in lengths:
        part = legacy.slice(last, length - last)
        total.update(part.write_csv(include_header=False).encode())
        last = length
        yield total.digest()
