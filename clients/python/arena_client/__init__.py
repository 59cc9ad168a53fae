"""A typed client of the arena service: ``Client`` for plain code, ``AsyncClient`` for asyncio."""

from arena_client.aio import AsyncClient
from arena_client.calls import Outcome
from arena_client.client import Client
from arena_client.decoding import Undecodable
from arena_client.errors import ArenaError, Refused, Unreachable
from arena_client.retries import Retries
from arena_client.shapes import (
    Answer,
    Axis,
    Board,
    Candidate,
    Decided,
    Decision,
    Event,
    Generation,
    Matchup,
    Price,
    Receipt,
    Rejection,
    Row,
    UnrankedRow,
    Vote,
)

__all__ = [
    "Answer",
    "ArenaError",
    "AsyncClient",
    "Axis",
    "Board",
    "Candidate",
    "Client",
    "Decided",
    "Decision",
    "Event",
    "Generation",
    "Matchup",
    "Outcome",
    "Price",
    "Receipt",
    "Refused",
    "Rejection",
    "Retries",
    "Row",
    "Undecodable",
    "UnrankedRow",
    "Unreachable",
    "Vote",
]
