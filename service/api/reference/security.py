"""What a request has to bring, for each operation: a key, a browser's cookie, or nothing."""

from __future__ import annotations

from service.api.deps import RequireOrVisitor
from service.api.reference.operations import Json, Operation

_NOTHING: Json = {}
_KEY: Json = {"key": []}
_COOKIE: Json = {"voter": []}

# It reads the cookie itself, because it has nothing to say to a key.
_BY_COOKIE = frozenset({"getOwnLeaderboard"})


def describe_security(operation: Operation) -> None:
    """Say what the operation needs, in the document's terms and, of a scope, in words."""
    operation.json["security"] = _needs(operation)
    key = operation.key
    if key is not None:
        browser = ", or a browser" if isinstance(key, RequireOrVisitor) else ""
        scope = f"Needs a key with the scope `{key.scope}`{browser}."
        operation.json["description"] = f"{operation.json.get('description', '')}\n\n{scope}".strip()


def _needs(operation: Operation) -> list[Json]:
    if isinstance(operation.key, RequireOrVisitor):
        return [_KEY, _COOKIE, _NOTHING]
    if operation.key is not None:
        return [_KEY]
    if operation.id in _BY_COOKIE:
        return [_COOKIE, _NOTHING]
    # Nothing first: that is what clients try first.
    return [_NOTHING, _KEY] if operation.needs_reader else []
