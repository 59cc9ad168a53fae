"""The secret key, which only its passphrase opens."""

from __future__ import annotations

import json

import pytest

from service.arena.backups.encryption import decrypt, encrypt
from service.errors import Damaged, Invalid

SECRET = b"0123456789abcdef"


@pytest.mark.slow
def test_only_the_passphrase_opens_it() -> None:
    member = encrypt(SECRET, "correct horse")
    assert SECRET not in member
    assert SECRET.hex().encode() not in member
    assert decrypt(member, "correct horse") == SECRET
    for wrong in ("", "Correct horse"):
        with pytest.raises(Invalid, match="passphrase"):
            decrypt(member, wrong)
    assert encrypt(SECRET, "correct horse") != member


@pytest.mark.slow
def test_a_changed_member_is_refused() -> None:
    member = json.loads(encrypt(SECRET, "x"))
    for change in ({"data": "00" * 32}, {"nonce": "00" * 12}, {"salt": "zz"}, {"nonce": ""}):
        with pytest.raises(Invalid):
            decrypt(json.dumps(member | change).encode(), "x")
    # A file cannot choose how much work and memory it takes.
    others: list[dict[str, object]] = [{"method": "scrypt-2147483648-8-1"}, {"n": 2**30}, {"data": 7}]
    for other in others:
        with pytest.raises(Damaged, match=r"secret\.json"):
            decrypt(json.dumps(member | other).encode(), "x")
