"""The secret key in a backup: encrypted with a passphrase, since it lets anyone test guesses of names."""

from __future__ import annotations

import json
import os
from typing import Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from pydantic import BaseModel, ConfigDict

from service.arena.backups.members import SECRET, read_json
from service.errors import Invalid

METHOD: Literal["scrypt-65536-8-1+chacha20-poly1305"] = "scrypt-65536-8-1+chacha20-poly1305"
"""The only method, with all parameters: a file cannot ask for a weaker one, or for gigabytes of memory."""

_SALT_BYTES, _NONCE_BYTES, _KEY_BYTES = 16, 12, 32
_PURPOSE = b"arena backup: secret key"


class _Encrypted(BaseModel):
    """The member; bytes are hexadecimal."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    method: Literal["scrypt-65536-8-1+chacha20-poly1305"]
    salt: str
    nonce: str
    data: str


def encrypt(secret: bytes, passphrase: str) -> bytes:
    """Return the member with the secret, which only the passphrase opens."""
    salt, nonce = os.urandom(_SALT_BYTES), os.urandom(_NONCE_BYTES)
    data = _cipher(passphrase, salt).encrypt(nonce, secret, _PURPOSE)
    member = _Encrypted(method=METHOD, salt=salt.hex(), nonce=nonce.hex(), data=data.hex())
    return json.dumps(member.model_dump()).encode()


def decrypt(data: bytes, passphrase: str) -> bytes:
    """Return the secret in a member.

    Raise Invalid for a wrong passphrase, and Damaged for a member that no backup has.
    """
    member = read_json(SECRET, data, _Encrypted.model_validate_json)
    assert isinstance(member, _Encrypted)  # noqa: S101 - for the type checker
    try:
        salt, nonce, encrypted = map(bytes.fromhex, (member.salt, member.nonce, member.data))
        return _cipher(passphrase, salt).decrypt(nonce, encrypted, _PURPOSE)
    except (InvalidTag, ValueError):
        raise Invalid("the passphrase does not open the secret key of this backup") from None


def _cipher(passphrase: str, salt: bytes) -> ChaCha20Poly1305:
    kdf = Scrypt(salt=salt, length=_KEY_BYTES, n=2**16, r=8, p=1)
    return ChaCha20Poly1305(kdf.derive(passphrase.encode()))
