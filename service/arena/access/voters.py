"""Voters: their names are never stored, only keyed hashes that tell one voter from another."""

from __future__ import annotations

import hashlib
import re

from service.errors import Invalid

_BYTES = 8
_BITS = 8 * _BYTES

# Without I, L, O and U: no letter is mistaken for another, and no words appear.
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CHARACTERS = 14
_GROUP = re.compile(r".{5}(?=.)")
# The largest prime below 64: it detects every single wrong character, and two that were exchanged.
_CHECK = 61


def hash_voter(secret: bytes, name: str) -> int:
    """Return the number under which a voter is stored: 64 bits, signed, as both databases store integers.

    It is a keyed BLAKE2b of the name: without the secret nobody can try out names. The probability that two
    of a million voters share a number is 3 in 100,000,000.
    """
    key = hashlib.blake2b(secret).digest()
    digest = hashlib.blake2b(name.encode(), digest_size=_BYTES, key=key).digest()
    return int.from_bytes(digest, "big", signed=True)


def code_of(voter: int) -> str:
    """Return a voter's number as people write it down, such as `4NEDF-TFA07-0KEF`.

    Six more bits detect a mistyped code.
    """
    number = voter % (1 << _BITS)
    number = number << 6 | number % _CHECK
    text = "".join(_LETTERS[number >> 5 * i & 31] for i in reversed(range(_CHARACTERS)))
    return _GROUP.sub(r"\g<0>-", text)


def parse_code(code: str) -> int:
    """Return the number of the voter with this code, in any case and with or without hyphens.

    Raise Invalid if it is not a voter's code.
    """
    text = code.upper().replace("-", "").replace(" ", "").translate(str.maketrans("OIL", "011"))
    if len(text) == _CHARACTERS and all(letter in _LETTERS for letter in text):
        number = 0
        for letter in text:
            number = number << 5 | _LETTERS.index(letter)
        voter, check = number >> 6, number & 63
        if voter % _CHECK == check:
            return voter - (1 << _BITS) if voter >> (_BITS - 1) else voter
    raise Invalid(
        f"{code[:40]!r} is not a voter code; a code has {_CHARACTERS} letters and digits, as shown on /me"
    )
