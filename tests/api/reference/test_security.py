"""What an operation needs, as the document says it; tests/api/test_deps.py has who really needs a key."""

from __future__ import annotations

from service.api.deps import CATALOG, VOTES_OR_VISITOR
from service.api.reference.operations import Operation
from service.api.reference.security import describe_security
from service.http.deps import reader


def described(*calls: object, name: str = "get_it") -> Operation:
    operation = Operation("GET", "/", name, {"description": "Return it."}, calls)
    describe_security(operation)
    return operation


def test_a_key_a_browser_or_nothing() -> None:
    assert described(CATALOG).json["security"] == [{"key": []}]
    assert described(VOTES_OR_VISITOR).json["security"] == [{"key": []}, {"voter": []}, {}]
    assert described(reader).json["security"] == [{}, {"key": []}]
    assert described().json["security"] == []
    assert described(name="get_own_leaderboard").json["security"] == [{"voter": []}, {}]


def test_scopes_are_in_words() -> None:
    assert described(CATALOG).json["description"] == "Return it.\n\nNeeds a key with the scope `catalog`."
    assert described(VOTES_OR_VISITOR).json["description"].endswith("scope `votes`, or a browser.")
    assert described(reader).json["description"] == "Return it."
