"""Voters with a browser: the cookie it sends, and the number of its voter."""

from __future__ import annotations

from pathlib import Path

from service.arena.access.secrets import load_secret
from service.arena.access.visitors import COOKIE, _set_cookie
from service.arena.access.voters import hash_voter
from service.settings import Settings


def browser(folder: Path, name: str) -> tuple[dict[str, str], int]:
    """Return the Cookie header of a known browser of the service in this folder, and its voter."""
    secret = load_secret(Settings(data_dir=folder))
    identity = name.encode().ljust(16, b".")
    cookie = _set_cookie(secret, identity, secure=False).partition(";")[0]
    assert cookie.startswith(COOKIE)
    return {"cookie": cookie}, hash_voter(secret, f"\0cookie:{identity.hex()}")
