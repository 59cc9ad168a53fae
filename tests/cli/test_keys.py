"""``arena keys``."""

import re

from tests.support.db.databases import on_sqlite
from tests.support.processes.commands import Commands


def test_a_key_is_shown_once(arena: Commands) -> None:
    made = arena.good("keys", "create", "--scope", "votes", "--scope", "catalog", "--json").json
    assert sorted(made) == ["id", "key", "scopes"]
    assert made["scopes"] == ["votes", "catalog"]
    assert re.fullmatch(r"arena_[\w-]{43}", made["key"])
    listed = arena.good("keys", "list", "--json")
    assert made["key"] not in listed.text
    assert listed.json[0]["id"] == made["id"]


@on_sqlite
def test_people_get_the_key_alone_on_standard_output(arena: Commands) -> None:
    done = arena.good("keys", "create", "--scope", "admin", "--name", "ops")
    assert re.fullmatch(r"arena_[\w-]{43}\n", done.text)
    assert "not be shown again" in done.errors
    assert "ops" in arena.good("keys", "list").text


@on_sqlite
def test_what_a_key_may_have_painted(arena: Commands) -> None:
    limits = ("--daily-generations", "100", "--monthly-spend", "2.5")
    arena.good("keys", "create", "--scope", "generate", *limits)
    arena.good("keys", "create", "--scope", "generate")
    bounded, free = arena.good("keys", "list", "--json").json
    assert (bounded["daily_generations"], bounded["monthly_spend"]) == (100, 2.5)
    assert (free["daily_generations"], free["monthly_spend"]) == (None, None)
    assert arena("keys", "create", "--scope", "generate", "--monthly-spend", "-1").code == 2


def test_a_revoked_key(arena: Commands) -> None:
    made = arena.good("keys", "create", "--scope", "votes", "--json").json
    assert arena.good("keys", "revoke", str(made["id"])).text == f"key {made['id']} is revoked\n"
    assert arena.good("keys", "list", "--json").json[0]["revoked_at"] is not None
    assert "revoked" in arena.good("keys", "list").text
    missing = arena("keys", "revoke", "77")
    assert (missing.code, missing.errors.startswith("arena: there is no key 77")) == (1, True)


def test_scopes_there_are_not(arena: Commands) -> None:
    assert arena("keys", "create", "--scope", "everything").code == 2
    assert arena("keys", "create").code == 2


def test_no_keys_yet(arena: Commands) -> None:
    assert arena.good("keys", "list").text.startswith("there are no keys")
    assert arena.good("keys", "list", "--json").json == []


def test_what_was_done_with_keys(arena: Commands) -> None:
    assert arena.good("keys", "votes").text == "nobody voted with a key in the last 30 days\n"
    assert arena.good("keys", "votes", "--days", "7", "--json").json == []
    assert arena("keys", "votes", "--days", "0").code == 2
