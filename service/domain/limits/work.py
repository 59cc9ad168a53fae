"""Proofs of work in the format of ALTCHA: a number that hashes to what was asked for, found by trying.

It takes nothing but SHA-256, and nothing is stored: what was asked for is in the proof, signed. A proof is
for one owner and for a few minutes.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import secrets
from typing import NamedTuple

ALGORITHM = "SHA-256"
_NONCE_BYTES = 12


class Work(NamedTuple):
    """Work to do: find the number up to ``maxnumber`` that hashes to ``challenge`` after the ``salt``."""

    algorithm: str
    challenge: str
    maxnumber: int
    salt: str
    signature: str


def new(key: bytes, owner: str, until: int, most: int) -> Work:
    """Return work for an owner, to be done until a second since 1970, with a number up to ``most``."""
    # It ends with a delimiter: otherwise digits of the number could move to the salt, and change the time.
    salt = f"{secrets.token_hex(_NONCE_BYTES)}?expires={until}&owner={owner}&"
    challenge = _hash(salt, secrets.randbelow(most + 1))
    return Work(ALGORITHM, challenge, most, salt, _signature(key, challenge))


def is_done(key: bytes, owner: str, proof: str, now: int) -> bool:
    """Return whether a proof has the number for work that was made for this owner and has not expired."""
    found = _read(proof)
    if found is None:
        return False
    salt, number, challenge, signature = found
    genuine = hmac.compare_digest(_signature(key, challenge).encode(), signature.encode())
    return genuine and _hash(salt, number) == challenge and _is_for(owner, salt, now)


def _read(proof: str) -> tuple[str, int, str, str] | None:
    """Return the salt, the number, the challenge and the signature of a proof, None if it is none."""
    try:
        values = json.loads(base64.b64decode(proof, validate=True))
        salt, number = values["salt"], values["number"]
        challenge, signature = values["challenge"], values["signature"]
    except (binascii.Error, ValueError, TypeError, KeyError, RecursionError):
        return None
    texts = all(isinstance(one, str) and one.isascii() for one in (salt, challenge, signature))
    numbers = isinstance(number, int) and not isinstance(number, bool) and number >= 0
    return (salt, number, challenge, signature) if texts and numbers else None


def _is_for(owner: str, salt: str, now: int) -> bool:
    """Return whether the salt, which the signature covers, names the owner and a time that has not come."""
    _, _, ending = salt.partition("?expires=")
    until, _, rest = ending.partition("&")
    return until.isdigit() and now <= int(until) and rest == f"owner={owner}&"


def _hash(salt: str, number: int) -> str:
    return hashlib.sha256(f"{salt}{number}".encode()).hexdigest()


def _signature(key: bytes, challenge: str) -> str:
    return hmac.new(key, challenge.encode(), hashlib.sha256).hexdigest()
