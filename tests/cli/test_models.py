"""``arena models merge`` and ``arena models rename``."""

from pathlib import Path

from tests.cli.conftest import VOTES
from tests.support.db.databases import on_sqlite
from tests.support.files.files import written
from tests.support.processes.commands import Commands


def test_a_merge_is_previewed_done_and_exact(filled: Commands, tmp_path: Path) -> None:
    planned = filled.good("models", "merge", "c", "b", "--dry-run", "--json").json
    assert planned == {
        "model": "c",
        "into": "b",
        "arenas": [{"arena": "t2i", "votes": 5, "voided": 3}],
        "rows": {"images": 0, "offers": 0, "generations": 0, "matchups": 0},
        "dry_run": True,
    }
    before = filled.good("leaderboard", "--arena", "t2i").text
    assert "c" in before
    assert filled.good("models", "merge", "c", "b").text == (
        "c was merged into b\n  t2i: 5 votes, 3 of them voided: they compared the two\n"
    )
    assert filled.good("recount", "--check").code == 0
    right = VOTES.replace(",c,", ",b,").replace("\nc,", "\nb,")
    kept = "".join(line for line in right.splitlines(keepends=True) if not line.startswith("b,b,"))
    filled.good("import", "votes", written(tmp_path / "right.csv", kept), "--arena", "right")
    boards = [
        filled.good("leaderboard", "--arena", arena, "--json").json["rows"] for arena in ("t2i", "right")
    ]
    assert boards[0] == boards[1]
    # The file that was imported before is known, and what it says of one model is refused.
    again = filled.good("import", "votes", tmp_path / "votes.csv", "--arena", "t2i", "--json").json
    assert (again["accepted"], again["duplicates"]) == (0, 4)
    assert {one["detail"] for one in again["rejected"]} == {
        "'b' and 'c' are one model here",
        "'c' and 'b' are one model here",
    }


def test_a_rename_keeps_the_former_slug(filled: Commands, tmp_path: Path) -> None:
    assert filled.good("models", "rename", "c", "d", "--dry-run").text == "c (c) would be d (c)\n"
    assert filled.good("models", "rename", "c", "d", "--name", "D", "--json").json == {
        "slug": "c",
        "name": "c",
        "new_slug": "d",
        "new_name": "D",
        "dry_run": False,
    }
    votes = written(tmp_path / "more.csv", "model_left,model_right,outcome\nc,a,left\nd,b,left\n")
    filled.good("import", "votes", votes, "--arena", "t2i", "--strict")
    board = filled.good("leaderboard", "--arena", "t2i", "--json").json
    assert {row["model"] for row in board["rows"]} == {"a", "b", "d"}


@on_sqlite
def test_what_cannot_be_done(filled: Commands) -> None:
    assert "same model" in filled("models", "merge", "a", "a").errors
    assert "there is no model 'x'" in filled("models", "merge", "x", "a").errors
    assert "merge the two" in filled("models", "rename", "a", "b").errors
    assert filled("models", "rename", "a", "Not A Slug").code == 1
