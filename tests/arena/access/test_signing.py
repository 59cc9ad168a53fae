"""Signing: what was signed is known again, and nothing else is."""

from __future__ import annotations

import secrets

import pytest

from service.arena.access.signing import check_token, new_token, signed, unsigned
from service.errors import Forbidden

KEY, OTHER = b"a secret", b"another secret"


def test_what_was_signed_is_known_again() -> None:
    text = signed(KEY, b"voter", b"12345678")
    assert unsigned(KEY, b"voter", text, 8) == b"12345678"


def test_nothing_else_is() -> None:
    text = signed(KEY, b"voter", b"12345678")
    assert unsigned(OTHER, b"voter", text, 8) is None
    assert unsigned(KEY, b"admin", text, 8) is None
    assert unsigned(KEY, b"voter", text, 7) is None
    for wrong in ("", "=", text[:-1], text + "A", text + "=", "é", text.swapcase(), " " + text):
        assert unsigned(KEY, b"voter", wrong, 8) is None
    assert all(unsigned(KEY, b"voter", secrets.token_urlsafe(24), 8) is None for _ in range(1_000))


def test_a_token_is_its_owners() -> None:
    token = new_token(KEY, b"form", b"mine")
    check_token(KEY, b"form", b"mine", token)
    for key, purpose, owner in ((OTHER, b"form", b"mine"), (KEY, b"x", b"mine"), (KEY, b"form", b"yours")):
        with pytest.raises(Forbidden, match="another session"):
            check_token(key, purpose, owner, token)
