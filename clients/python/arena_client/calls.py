"""The requests of this client and what their responses mean; nothing is sent here."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import Any, Generic, Literal, TypeVar
from urllib.parse import quote

from arena_client.decoding import decode
from arena_client.shapes import Answer, Board, Decision, Generation, Matchup, Receipt, Rejection, Vote

T = TypeVar("T")
Outcome = Literal["left", "right", "tie", "both_bad"]

MOST_VOTES = 10_000
"""How many votes the service takes in one request."""

LONGEST_WAIT = 60


@dataclass(frozen=True, slots=True)
class Call(Generic[T]):
    """A request that may be sent again if no response came: none here has a second effect.

    ``seconds`` is how much longer than others the response may take.
    """

    method: str
    path: str
    parse: Callable[[Any], T]
    params: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def content(self) -> bytes | None:
        """The body as it is sent: the same bytes each time, as idempotency keys want it."""
        return None if self.body is None else json.dumps(self.body).encode()

    @property
    def all_headers(self) -> dict[str, str]:
        """The headers of the request."""
        return (
            dict(self.headers) if self.body is None else {"Content-Type": "application/json", **self.headers}
        )


EVENTS = Call("GET", "events", lambda _: None)
"""What refuses to be followed is an error like any other."""


def _given(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _once() -> dict[str, str]:
    """Return the header by which the service recognizes a request that is sent again."""
    return {"Idempotency-Key": uuid.uuid4().hex}


def _arena(arena: str, rest: str) -> str:
    return f"/api/v1/arenas/{quote(arena, safe='')}/{rest}"


def events_path(arena: str) -> str:
    """Return where the events of an arena are."""
    return _arena(arena, "events")


def leaderboard(
    arena: str,
    *,
    theme: str | None,
    language: str | None,
    at: int | date | None,
    at_least: int | None,
    retired: bool,
) -> Call[Board]:
    """Return the call for a leaderboard."""
    params = _given(theme=theme, language=language, at=None if at is None else str(at))
    params |= {} if at_least is None else {"at_least": str(at_least)}
    params |= {} if retired else {"retired": "false"}
    return Call("GET", _arena(arena, "leaderboard"), lambda data: decode(Board, data), params)


def deal(
    arena: str, *, voter: str, theme: str | None, language: str | None, after: str | None
) -> Call[Matchup]:
    """Return the call for a matchup. Asked again, the service gives the same one."""
    body = _given(voter=voter, theme=theme, language=language, after=after)
    return Call("POST", _arena(arena, "matchups"), lambda data: decode(Matchup, data), body=body)


def vote(matchup: str, outcome: Outcome, *, voter: str) -> Call[Vote]:
    """Return the call for a vote. The same outcome, sent again, gets the first response."""
    path = f"/api/v1/matchups/{quote(matchup, safe='')}/vote"
    return Call("POST", path, lambda data: decode(Vote, data), body={"outcome": outcome, "voter": voter})


def skip(matchup: str, *, voter: str, reason: str | None) -> Call[None]:
    """Return the call that skips a matchup."""
    path = f"/api/v1/matchups/{quote(matchup, safe='')}/skip"
    return Call("POST", path, lambda _: None, body=_given(voter=voter, reason=reason))


def report(arena: str, votes: Sequence[Mapping[str, Any]]) -> Call[Receipt]:
    """Return the call that reports votes, under a key that makes it count once."""
    body = {"votes": [_plain(one) for one in votes]}
    return Call(
        "POST",
        _arena(arena, "votes"),
        lambda data: decode(Receipt, data),
        body=body,
        headers=_once(),
        seconds=60.0,
    )


def _plain(one: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in one.items()}


def batches(votes: Iterable[T], size: int = MOST_VOTES) -> Iterator[list[T]]:
    """Yield the votes in lists that fit into a request; they are read as they are needed."""
    rest = iter(votes)
    while batch := list(islice(rest, size)):
        yield batch


def joined(whole: Receipt | None, part: Receipt, sent_before: int) -> Receipt:
    """Return the receipt of two requests as if they had been one."""
    rejected = [Rejection(sent_before + one.index, one.detail) for one in part.rejected]
    if whole is None:
        return Receipt(
            part.accepted, part.duplicates, rejected, part.first_position, part.last_position, part.rated
        )
    return Receipt(
        whole.accepted + part.accepted,
        whole.duplicates + part.duplicates,
        [*whole.rejected, *rejected],
        part.first_position if whole.first_position is None else whole.first_position,
        whole.last_position if part.last_position is None else part.last_position,
        whole.rated and part.rated,
    )


def query(question: Mapping[str, Any]) -> Call[Answer]:
    """Return the call for a table over many leaderboards."""
    body = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in question.items()
        if value is not None
    }
    return Call("POST", "/api/v1/query", lambda data: decode(Answer, data), body=body)


def decide(arena: str, values: Mapping[str, Any]) -> Call[Decision]:
    """Return the call for the cheapest model that will do."""
    params = {name: _parameter(name, value) for name, value in values.items() if value is not None}
    return Call("GET", "/api/v1/decide", lambda data: decode(Decision, data), {"arena": arena, **params})


def _parameter(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return ";".join(f"{axis}:{weight:g}" for axis, weight in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return (";" if name in {"axes", "licenses"} else ",").join(value)
    return str(value)


def generate(
    model: str, prompt: str, *, image_url: str | None, size: str | None, seed: int | None, wait: float
) -> Call[Generation]:
    """Return the call that requests an image, under a key that makes it cost once."""
    given = _given(prompt=prompt, image_url=image_url, size=size, seed=seed)
    body = {"model": model, "input": given, "wait": min(wait, LONGEST_WAIT)}
    return Call(
        "POST",
        "/v1/generations",
        lambda data: decode(Generation, data),
        body=body,
        headers=_once(),
        seconds=LONGEST_WAIT,
    )


def generation(generation_id: str, *, wait: float) -> Call[Generation]:
    """Return the call for the state of a generation, once it has ended or the time is up."""
    path = f"/v1/generations/{quote(generation_id, safe='')}"
    params = {"wait": f"{min(wait, LONGEST_WAIT):g}"}
    return Call("GET", path, lambda data: decode(Generation, data), params, seconds=LONGEST_WAIT)
