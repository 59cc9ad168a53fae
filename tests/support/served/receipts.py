"""Clients that have looked: they hold the receipts of both images, sent a while ago.

So a test need not wait as a person does. It knows the service's secret, as no client does.
"""

from __future__ import annotations

import json

import httpx

from service.arena.voting.matchup_ids import MatchupRef
from service.arena.voting.receipts import SIDES, receipt
from service.domain import clock

A_WHILE = clock.SECOND

Client = httpx.Client | httpx.AsyncClient


def look(
    client: httpx.Client | httpx.AsyncClient, secret: bytes, matchup_id: str, ago: int = A_WHILE
) -> None:
    """Give a client the receipts of a matchup, as if its images had been sent so many microseconds ago."""
    number = MatchupRef.parse(secret, matchup_id).number
    for side in SIDES:
        name, _, rest = receipt(secret, number, side, clock.now() - ago).partition("=")
        client.cookies.set(name, rest.partition(";")[0], domain=client.base_url.host)


def look_always(client: httpx.Client, secret: bytes) -> None:
    """Have a client look at every matchup that it is assigned over the JSON API."""

    def hook(answer: httpx.Response) -> None:
        if answer.url.path.endswith("/matchups") and answer.is_success and answer.request.method == "POST":
            look(client, secret, json.loads(answer.read())["id"])

    client.event_hooks["response"].append(hook)
