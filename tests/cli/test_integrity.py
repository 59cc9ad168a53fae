"""``arena integrity``: a scan, and holding and releasing what it found."""

from __future__ import annotations

from pathlib import Path

from tests.support.api import in_write
from tests.support.commands import Commands
from tests.support.rigged_arenas import ROBOT_VOTES, add_rigged


def test_found_held_and_released(database_url: str, tmp_path: Path) -> None:
    arena = Commands(database_url, tmp_path / "data")
    in_write(database_url, lambda session: add_rigged(session, on_evidence="flag"))
    before = arena.good("leaderboard", "--arena", "t2i", "--json").json
    printed = arena.good("integrity", "scan", "--arena", "t2i", "--json").json
    (flag,) = [flag for flag in printed["flags"] if flag["kind"] == "constant"]
    assert printed.keys() == {"flags"}
    assert flag.keys() == {"id", "kind", "subject", "votes", "evidence", "held"}
    assert (flag["kind"], flag["votes"], flag["held"]) == ("constant", ROBOT_VOTES, False)
    assert flag["evidence"]["run"] == ROBOT_VOTES
    number, moments = str(flag["id"]), dict.fromkeys(("revision", "as_of"), 0)
    assert arena.good("integrity", "hold", "--flag", number, "--json").json == {
        "flag": flag["id"],
        "votes": ROBOT_VOTES,
    }
    assert "held" in arena.good("integrity", "scan", "--arena", "t2i").text
    assert arena.good("leaderboard", "--arena", "t2i", "--json").json != before
    assert arena.good("recount", "--check").code == 0
    released = arena.good("integrity", "release", "--flag", number).text
    assert released == f"flag {number}: {ROBOT_VOTES} votes released\n"
    after = arena.good("leaderboard", "--arena", "t2i", "--json").json
    assert after | moments == before | moments
    assert arena.good("recount", "--check").code == 0


def test_what_is_not_there(filled: Commands) -> None:
    assert filled.good("integrity", "scan", "--arena", "t2i").text == "no flags\n"
    assert filled("integrity", "scan", "--arena", "nowhere").code == 1
    assert filled("integrity", "hold", "--flag", "7").code == 1


def test_an_invitation(filled: Commands) -> None:
    url = filled.good("integrity", "invite", "--arena", "t2i", "--networks", "20", "--json").json["url"]
    path, _, token = url.partition("?invitation=")
    assert path == "/arenas/t2i/vote"
    assert filled.good("integrity", "invite", "--arena", "t2i", "--networks", "1").text.startswith(path)
    assert len(token) > 30
    assert filled("integrity", "invite", "--arena", "nowhere", "--networks", "1").code == 1
