"""Cards that voters share: their first models in an arena.

A card's address holds all that the card shows, signed, and nothing else. So nothing is stored for it, nobody
can guess or make one up, and it leads back to no voter. A voter who never shares it has none.
"""

from __future__ import annotations

from typing import NamedTuple, Self

from service.arena.access.signing import signed, unsigned
from service.arena.votes.own import OwnBoard
from service.db.engine import ReadSession
from service.db.queries import arenas, models
from service.domain.arenas import Arena
from service.errors import NotFound

_PURPOSE = b"shared"
_TAG_BYTES, _SIZES = 2, (4, 4, 1, 4, 4, 4)
_BYTES = _TAG_BYTES + sum(_SIZES)
_SHOWN = 3
_UNKNOWN = 255


class Card(NamedTuple):
    """What a card says: in which language, of which arena, from how many votes, and the first models.

    ``agreement`` is the share of votes that agree with everyone, in percent, None where that is not known.
    """

    tag: str
    arena: int
    votes: int
    agreement: int | None
    models: tuple[int, ...]

    @classmethod
    def of(cls, board: OwnBoard, tag: str) -> Self:
        """Return the card of a voter's leaderboard."""
        first = [board.ids[row.standing.model] for row in board.rows[:_SHOWN]]
        share = board.crowd.share
        agreement = None if share is None else round(100 * share)
        return cls(tag, board.arena.id, board.votes, agreement, tuple(first))

    @classmethod
    def parse(cls, secret: bytes, token: str) -> Self:
        """Return the card of an address. Raise NotFound for an address that the service did not make."""
        data = unsigned(secret, _PURPOSE, token, _BYTES)
        if data is None:
            raise NotFound("there is no such card")
        tag, rest, numbers = data[:_TAG_BYTES].decode(), data[_TAG_BYTES:], list[int]()
        for size in _SIZES:
            numbers.append(int.from_bytes(rest[:size], "big"))
            rest = rest[size:]
        arena, votes, agreement, *found = numbers
        return cls(
            tag, arena, votes, None if agreement == _UNKNOWN else agreement, tuple(filter(None, found))
        )

    def token(self, secret: bytes) -> str:
        """Return what the card's address ends with."""
        padded = (*self.models, 0, 0, 0)[:_SHOWN]
        numbers = (self.arena, self.votes, _UNKNOWN if self.agreement is None else self.agreement, *padded)
        parts = (number.to_bytes(size, "big") for number, size in zip(numbers, _SIZES, strict=True))
        return signed(secret, _PURPOSE, self.tag.encode() + b"".join(parts))


def named(session: ReadSession, card: Card) -> tuple[Arena, list[str]]:
    """Return the arena of a card, and the names that its models have today. Raise NotFound."""
    arena = arenas.of_id(session, card.arena)
    if arena is None:
        raise NotFound("there is no such card")
    known = models.of_ids(session, card.models)
    return arena, [known[number].name for number in card.models if number in known]
