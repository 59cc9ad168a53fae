"""Networks as people read and enter them: the keyed hash that matchups have, in sixteen digits."""

from __future__ import annotations

from service.errors import FieldError, Invalid

_BITS = 64
_DIGITS = 16
_HEXADECIMAL = set("0123456789abcdef")


def text_of(network: int) -> str:
    """Return the keyed hash of a network as text: ``00c0ffee00c0ffee``."""
    return f"{network % (1 << _BITS):016x}"


def parse(text: str, field: str = "network") -> int:
    """Return the keyed hash behind a text, as the database has it. Raise Invalid."""
    digits = text.strip().lower().removeprefix("network:")
    if len(digits) != _DIGITS or not set(digits) <= _HEXADECIMAL:
        detail = f"is not a network: {_DIGITS} hexadecimal digits, as flags and votes show them"
        raise Invalid(f"{text!r} {detail}", [FieldError(field, detail)])
    number = int(digits, 16)
    return number - (1 << _BITS) if number >> (_BITS - 1) else number
