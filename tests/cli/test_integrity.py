"""``arena integrity``: a scan, and holding and releasing what it found."""

from __future__ import annotations

from pathlib import Path

from service.arena.integrity import networks
from service.arena.recording.recount import void
from service.db.engine import WriteSession
from service.domain.votes import Exclusion
from tests.support.db.databases import on_sqlite
from tests.support.processes.commands import Commands
from tests.support.served.api import in_write
from tests.support.votes.ledgers import reread
from tests.support.votes.rigged_arenas import ROBOT_VOTES, add_rigged


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


def test_votes_that_somebody_chooses_and_those_held_on_arrival(sqlite_url: str, tmp_path: Path) -> None:
    arena = Commands(sqlite_url, tmp_path / "data")

    def rig(session: WriteSession) -> None:
        made = add_rigged(session, on_evidence="flag")
        void(session, reread(session, made.id), [5, 6], "over a limit", Exclusion.HELD)

    in_write(sqlite_url, rig)
    chosen = ("integrity", "hold", "--arena", "t2i", "--network", networks.text_of(1_010))
    promised = arena.good(*chosen, "--preview", "--json").json
    assert (promised["arena"], promised["votes"], bool(promised["changes"])) == ("t2i", 1, True)
    number = str(arena.good(*chosen, "--why", "a burst", "--json").json["flag"])
    release = arena.good("integrity", "release", "--flag", number, "--preview").text
    assert release.startswith("1 votes would be released; nothing was changed\nmodel")
    arrived = ("integrity", "release", "--arena", "t2i", "--arrived")
    one = arena.good(*arrived, "--network", networks.text_of(1_006))
    assert one.text == "1 votes released\n"
    assert arena.good(*arrived, "--json").json == {"votes": 1}
    assert arena("integrity", "hold", "--arena", "t2i", "--why", "all").code == 1
    assert arena("integrity", "release", "--arena", "t2i").code == 2


@on_sqlite
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
