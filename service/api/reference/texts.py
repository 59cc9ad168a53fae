"""The sentences of the document that no route, shape or docstring has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

LICENSE = {"name": "MIT", "identifier": "MIT"}
CONTACT = {"name": "The arena service authors"}
SERVERS = [{"url": "/", "description": "The service that serves this document."}]

TAGS: Mapping[str, str] = {
    "reading": "Leaderboards, and what is read beside them: axes, head-to-head counts, history, what "
    "happened to votes, comparisons, and a stream of changes. Reads are cached, and each one has an ETag.",
    "votes": "Votes that other systems report, and the public log of all votes.",
    "voting": "Matchups: dealt blind, voted on, skipped. A browser is recognized by its cookie. A program "
    "sends a key with the scope `votes` and names the voter.",
    "webhooks": "Where decided changes are announced, and what became of each announcement.",
    "catalog": "Organizations, models, their prices, arenas, and prompts.",
    "images": "What models made for prompts. Reading them needs a key, so that voters cannot look them up.",
    "generations": "Images on request, made by whichever provider offers the model at the lowest price.",
    "openai": "OpenAI's images API, for its clients: only their base URL and key change.",
    "operation": "For service managers, load balancers, and Prometheus.",
}
"""What each group of operations is about, in the order in which they are listed."""

_KEY = (
    "A key that `arena keys create` made, with the scope that the operation names, or `admin`. Reads need a "
    "key only where the service is not public, and then any will do."
)
_COOKIE = "The cookie that identifies a browser. The first response to a request without it sets it."
SECURITY_SCHEMES = {
    "key": {"type": "http", "scheme": "bearer", "description": _KEY},
    "voter": {"type": "apiKey", "in": "cookie", "name": "arena_voter", "description": _COOKIE},
}


class ParameterText(NamedTuple):
    """What a parameter means, and a value that it can have."""

    description: str
    example: str | int

    def fits(self, schema: Mapping[str, Any]) -> bool:
        """Return whether the value is of a schema's type: some names are used for a number and for a text."""
        return schema.get("type") == ("integer" if isinstance(self.example, int) else "string")


PARAMETERS: Mapping[str, ParameterText] = {
    "arena": ParameterText("The slug of the arena.", "text-to-image"),
    "delivery_id": ParameterText("The number of the delivery.", 1),
    "format": ParameterText("The format of the response: JSON, or a table.", "json"),
    "generation_id": ParameterText("The id of the generation, from the answer to its request.", "gen_1"),
    "image_id": ParameterText("The number of the image.", 1),
    "matchup_id": ParameterText("The id of the matchup.", "NEIIRH-o_foAAeHZLfT4Kma6x1TjOYM5SYM"),
    "model": ParameterText("The slug of the model, or a former slug of it.", "photon-flash-1"),
    "model_id": ParameterText("The id of the model, which is its slug.", "photon-flash-1"),
    "offer_id": ParameterText("The number of the offer.", 1),
    "organization": ParameterText("The slug of the organization.", "luma"),
    "prompt_id": ParameterText("The number of the prompt.", 1),
    "reason": ParameterText("Why. The reason is stored with it.", "reported by mistake"),
    "token": ParameterText("The signed part of an image's URL, from its generation.", "AAAB"),
    "state": ParameterText("Only deliveries in this state.", "failed"),
    "webhook_id": ParameterText("The number of the webhook.", 1),
    "vote_id": ParameterText("The number of the vote, which is its `id` in the log.", 1),
}
"""Parameters whose own declaration does not say what they mean, by name."""
