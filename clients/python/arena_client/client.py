"""The client for plain code."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from types import TracebackType
from typing import Any, Self

import httpx

from arena_client import calls
from arena_client.calls import Call, Outcome, T
from arena_client.errors import Unreachable
from arena_client.retries import Retries, outcome_of, wanted_pause
from arena_client.shapes import Answer, Board, Decision, Event, Generation, Matchup, Receipt, Vote
from arena_client.sse import Stream

SECONDS = 30.0
"""How long a response may take."""


class Client:
    """A client of the service at a URL, with a key for what needs one.

    Requests that got no response, and those that the service asks to send again, are sent again. None of them
    has a second effect: votes and generations carry a key by which the service recognizes them.
    """

    def __init__(
        self,
        url: str,
        key: str | None = None,
        *,
        retries: Retries | None = None,
        seconds: float = SECONDS,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        headers = {"User-Agent": "arena-client"} | ({"Authorization": f"Bearer {key}"} if key else {})
        self._http = httpx.Client(base_url=url, headers=headers, timeout=seconds, transport=transport)
        self._retries = retries or Retries()
        self._seconds = seconds

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def leaderboard(
        self,
        arena: str,
        *,
        theme: str | None = None,
        language: str | None = None,
        at: int | date | None = None,
        at_least: int | None = None,
        retired: bool = True,
    ) -> Board:
        """Return a leaderboard: now, or ``at`` a position of the log or the end of a date.

        With ``at_least``, wait until the votes up to a position are rated. Without ``retired``, retired
        models are left out.
        """
        return self._send(
            calls.leaderboard(
                arena, theme=theme, language=language, at=at, at_least=at_least, retired=retired
            )
        )

    def deal(
        self,
        arena: str,
        *,
        voter: str,
        theme: str | None = None,
        language: str | None = None,
        after: str | None = None,
    ) -> Matchup:
        """Return a matchup for a voter: the open one if there is one, or the one that follows ``after``."""
        return self._send(calls.deal(arena, voter=voter, theme=theme, language=language, after=after))

    def vote(self, matchup: Matchup | str, outcome: Outcome, *, voter: str) -> Vote:
        """Vote on a matchup, and return who made its images."""
        return self._send(calls.vote(matchup_id(matchup), outcome, voter=voter))

    def skip(self, matchup: Matchup | str, *, voter: str, reason: str | None = None) -> None:
        """Skip a matchup."""
        self._send(calls.skip(matchup_id(matchup), voter=voter, reason=reason))

    def report(self, arena: str, votes: Iterable[Mapping[str, Any]]) -> Receipt:
        """Report votes, any number of them, and return what became of them.

        They are sent in lists of 10,000. If this is interrupted and called again, votes with an
        ``external_id`` still count once.
        """
        whole: Receipt | None = None
        sent = 0
        for batch in calls.batches(votes):
            whole = calls.joined(whole, self._send(calls.report(arena, batch)), sent)
            sent += len(batch)
        return whole or Receipt(0, 0, [], None, None, rated=True)

    def query(
        self,
        *,
        arenas: Sequence[str] | None = None,
        axes: Sequence[str] | None = None,
        weights: Mapping[str, float] | None = None,
        models: Sequence[str] | None = None,
        metrics: Sequence[str] | None = None,
        order: Sequence[str] | None = None,
        limit: int | None = None,
        **filters: Any,
    ) -> Answer:
        """Return one table over many leaderboards; ``filters`` are further fields, such as ``price_max``."""
        named = {"arenas": arenas, "axes": axes, "weights": weights, "models": models, "metrics": metrics}
        return self._send(calls.query({**named, "order": order, "limit": limit, **filters}))

    def decide(
        self,
        arena: str,
        *,
        not_worse_than: str | None = None,
        by: float | None = None,
        confidence: float | None = None,
        axes: Sequence[str] | None = None,
        weights: Mapping[str, float] | None = None,
        **filters: Any,
    ) -> Decision:
        """Return the cheapest model that is decided not to be worse than another by more than a margin."""
        named = {"not_worse_than": not_worse_than, "by": by, "confidence": confidence, "axes": axes}
        return self._send(calls.decide(arena, {**named, "weights": weights, **filters}))

    def generate(
        self,
        model: str,
        prompt: str,
        *,
        image_url: str | None = None,
        size: str | None = None,
        seed: int | None = None,
        seconds: float = 300.0,
    ) -> Generation:
        """Request an image; return the generation once it has ended, or as it is after so many seconds."""
        until = time.monotonic() + seconds
        made = self._send(
            calls.generate(model, prompt, image_url=image_url, size=size, seed=seed, wait=seconds)
        )
        while not made.ended and (left := until - time.monotonic()) > 0:
            made = self._send(calls.generation(made.id, wait=left))
        return made

    def events(self, arena: str, *, last_id: str = "") -> Iterator[Event]:
        """Yield the states of an arena, the present one first, and resume when the connection breaks.

        With ``last_id``, the first event is the first one after that. Raise Unreachable if the service stays
        away, and Refused.
        """
        stream, failed = Stream(last_id), 0
        while True:
            try:
                for event in self._followed(arena, stream):
                    failed = 0
                    yield event
            except httpx.HTTPError as error:
                failed += 1
                if self._retries.pause(failed) is None:
                    raise Unreachable(str(error)) from error
            time.sleep(max(stream.pause, (self._retries.pause(failed) if failed else None) or 0.0))

    def _followed(self, arena: str, stream: Stream) -> Iterator[Event]:
        stream.reset()
        # The service sends a comment every 15 seconds.
        timeout = httpx.Timeout(self._seconds, read=max(self._seconds, 45.0))
        with self._http.stream(
            "GET", calls.events_path(arena), headers=stream.headers, timeout=timeout
        ) as response:
            if not response.is_success:
                response.read()
                if wanted_pause(self._retries, 1, response) is None:
                    outcome_of(calls.EVENTS, response)
                raise httpx.ReadError(f"status {response.status_code}")
            for line in response.iter_lines():
                event = stream.line(line)
                if event is not None:
                    yield event

    def _send(self, call: Call[T]) -> T:
        for sent in range(1, self._retries.tries + 1):
            try:
                response = self._http.request(
                    call.method,
                    call.path,
                    params=call.params,
                    content=call.content,
                    headers=call.all_headers,
                    timeout=self._seconds + call.seconds,
                )
            except httpx.TransportError as error:
                pause = self._retries.pause(sent)
                if pause is None:
                    raise Unreachable(str(error) or type(error).__name__) from error
            else:
                pause = wanted_pause(self._retries, sent, response)
                if pause is None:
                    return outcome_of(call, response)
            time.sleep(pause)
        raise Unreachable("no request was sent: tries must be at least 1")


def matchup_id(matchup: Matchup | str) -> str:
    """Return the id of a matchup, or the id itself."""
    return matchup if isinstance(matchup, str) else matchup.id
