"""Masking: text that people will see in logs and messages, without the passwords of the URLs in it."""

from __future__ import annotations

import re

# Greedy up to the last @: a password that is not percent-encoded may have one.
_CREDENTIALS = re.compile(r"(?<=://)[^/\s'\"<>]*@")
# Connection strings and URLs' queries name their passwords.
_NAMED = re.compile(r"(?i)\b((?:password|passwd|pwd|secret|token|api_?key)\s*[=:]\s*)[^\s&'\",]+")
_USER = re.compile(r"[^:@]*")


def masked(text: str) -> str:
    """Return the text with the passwords in URLs and in ``password=…`` replaced by ``***``."""
    return _NAMED.sub(r"\1***", _CREDENTIALS.sub(_mask, text))


def _mask(match: re.Match[str]) -> str:
    user = _USER.match(match[0])
    # A name alone may be a token, as in https://ghp_…@host.
    return f"{user[0]}:***@" if user and ":" in match[0] else "***@"
