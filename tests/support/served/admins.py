"""An administrator without a browser: a session, and forms sent with their tokens."""

from __future__ import annotations

import re
from html import unescape

import httpx

from tests.support.served.api import Api, client_of


class AdminBrowser:
    """A session at a served application, logged in with its admin key."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self.client = client_of(api.base)
        key = api.key("admin")["Authorization"].partition(" ")[2]
        answer = self.client.post("/admin/login", data={"key": key, "next": ""})
        assert answer.status_code == 303, answer.text

    def close(self) -> None:
        """Close the connection; the session stays valid."""
        self.client.close()

    def get(self, path: str) -> str:
        """Return a page as text."""
        answer = self.client.get(path)
        assert answer.status_code == 200, answer.text
        return unescape(answer.text)

    def token(self) -> str:
        """Return the token that the forms of the session carry."""
        found = re.search(r'name="token" value="([^"]+)"', self.client.get("/admin").text)
        assert found
        return found[1]

    def version(self, path: str) -> str:
        """Return the version that the form on a page carries."""
        return version_in(self.get(path))

    def send(self, path: str, **fields: str) -> httpx.Response:
        """Send a form; names may have ``__`` for a dot."""
        data = {name.replace("__", "."): value for name, value in fields.items()}
        return self.client.post(path, data={"token": self.token(), **data})

    def done(self, path: str, **fields: str) -> str:
        """Send a form that must be accepted, with a yes to what is asked; return where it redirects to."""
        answer = self.send(path, confirm="yes", **fields)
        assert answer.status_code == 303, unescape(answer.text)
        return answer.headers["Location"]

    def actions(self) -> list[tuple[str, str, str]]:
        """Return the entries of the audit log (action, subject and detail), newest first."""
        cells = re.findall(r"<td>\s*(.*?)\s*</td>", self.get("/admin/audit"), re.DOTALL)
        return [(cells[i + 2], cells[i + 3], cells[i + 4]) for i in range(0, len(cells), 5)]


def version_in(page: str) -> str:
    """Return the version that the form on a page carries."""
    found = re.search(r'name="version" value="([^"]+)"', page)
    assert found
    return found[1]
