"""JSON as dataclasses: fields by their names and types, and what is new in the service is ignored."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import datetime
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from arena_client.errors import ArenaError

T = TypeVar("T")


class Undecodable(ArenaError):
    """A response has another shape than this version of the client knows."""


def decode(kind: type[T], value: object) -> T:
    """Return a JSON value as a dataclass. Raise Undecodable if a field is missing or of another type."""
    made: T = _decode(kind, value, kind.__name__)
    return made


def _decode(kind: Any, value: Any, path: str) -> Any:
    origin = get_origin(kind)
    if is_dataclass(kind) and isinstance(kind, type):
        return _record(kind, value, path)
    if origin in {Union, types.UnionType}:
        return _optional(kind, value, path)
    if origin is list:
        return [_decode(get_args(kind)[0], one, f"{path}[]") for one in _expect(list, value, path)]
    if origin is dict:
        part = get_args(kind)[1]
        return {key: _decode(part, one, f"{path}.{key}") for key, one in _expect(dict, value, path).items()}
    return _plain(kind, value, path)


def _plain(kind: Any, value: Any, path: str) -> Any:
    if kind is datetime:
        return datetime.fromisoformat(_expect(str, value, path))
    if kind is float:
        return float(_expect((int, float), value, path))
    return value if kind is Any else _expect(kind, value, path)


def _optional(kind: Any, value: Any, path: str) -> Any:
    if value is None:
        return None
    (part,) = [one for one in get_args(kind) if one is not type(None)]
    return _decode(part, value, path)


def _record(kind: Any, value: Any, path: str) -> Any:
    data: Mapping[str, Any] = _expect(dict, value, path)
    hints = _hints(kind)
    known = {}
    for field in fields(kind):
        if field.name in data:
            known[field.name] = _decode(hints[field.name], data[field.name], f"{path}.{field.name}")
        elif field.default is MISSING and field.default_factory is MISSING:
            raise Undecodable(f"{path}.{field.name} is missing")
    return kind(**known)


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _expect(kind: Any, value: Any, path: str) -> Any:
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise Undecodable(f"{path} is {type(value).__name__}")
    return value
