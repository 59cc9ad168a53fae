"""A browser without scripts: it keeps its cookies, looks at the images, and sends the forms of the pages."""

from __future__ import annotations

import re
from html import unescape

import httpx

from tests.support.pages.gallery import ARENA, Gallery
from tests.support.served.api import client_of
from tests.support.served.receipts import look

VOTE = f"/arenas/{ARENA}/vote"


class Voter:
    """One voter; close ``client`` when it is done."""

    def __init__(self, gallery: Gallery) -> None:
        self.client = client_of(gallery.url, headers={"accept": "text/html"})
        self._secret = gallery.api.secret

    def see(self, path: str = VOTE) -> dict[str, str]:
        """Load a page; return the hidden fields of its ballot."""
        answer = self.client.get(path)
        assert answer.status_code == 200, answer.text
        hidden = fields(answer.text)
        if hidden.get("matchup"):
            look(self.client, self._secret, hidden["matchup"])
        return hidden

    def send(self, data: dict[str, str], path: str = VOTE, **headers: str) -> httpx.Response:
        """Submit a form."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.post(path, data=data, headers=named)

    def vote(self, outcome: str = "left") -> httpx.Response:
        """Vote on the current pair; return the page that follows."""
        answer = self.send({**self.see(), "outcome": outcome})
        assert answer.status_code == 303, answer.text
        return self.client.get(answer.headers["location"])


def fields(html: str, form: str = "data-ballot") -> dict[str, str]:
    """Return the hidden fields of a form of a page."""
    (inside,) = re.findall(rf"<form[^>]* {form} .*?</form>", html, re.DOTALL)
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', inside)
    return {name: unescape(value) for name, value in found}
