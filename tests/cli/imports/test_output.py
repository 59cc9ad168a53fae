"""What imports print about the rows they refused."""

from pathlib import Path

from tests.support.db.databases import on_sqlite
from tests.support.files.files import written
from tests.support.processes.commands import Commands


def test_what_people_are_told(arena: Commands, tmp_path: Path) -> None:
    rows = "".join(f"a,b,bad{i},\n" for i in range(30))
    path = written(tmp_path / "votes.csv", f"model_left,model_right,outcome,voted_at\na,b,tie,\n{rows}")
    done = arena.good("import", "votes", path, "--arena", "t2i")
    assert done.text.splitlines() == [
        "1 vote added at 1 to 1, 0 were already there",
        "0 rows filtered out, 0 void, 30 refused",
    ]
    errors = done.errors.splitlines()
    assert errors[0] == "read as csv"
    assert "unknown outcomes can be given a meaning: --value outcome:bad0=tie" in errors
    assert "outcomes: 0 left, 0 right, 1 tie, 0 both_bad" in errors
    assert errors[-21] == "line 3: outcome 'bad0' is not one of left, right, tie, both_bad"
    assert done.errors.splitlines()[-1] == "… and 10 more; --json lists them all"


ALL_REFUSED = {
    "votes": "model_a,model_b,winner\nA,B,1\nA,B,2\n",
    "prompts": f"text\n{'x' * 10_001}\n",
    "images": "model,prompt,path\nm,A fox,none.png\n",
    "models": "model,license\n,MIT\n",
}


@on_sqlite
def test_an_import_that_takes_nothing_fails_and_leaves_nothing(arena: Commands, tmp_path: Path) -> None:
    for what, refused in ALL_REFUSED.items():
        target = () if what == "models" else ("--arena", "t2i")
        for rows in (refused, refused.partition("\n")[0] + "\n"):
            path = written(tmp_path / "file.csv", rows)
            done = arena("import", what, path, *target)
            assert done.code == 1, (rows, done.text)
            assert done.errors.endswith("nothing was imported\n")
            assert arena("import", what, path, *target, "--json").code == 1
    state = arena.good("doctor", "--json").text
    assert "t2i" not in state


def test_case_23(arena: Commands, shared_data: Path) -> None:
    cases = shared_data.parent / "cases" / "votes" / "23-all-refused-is-success"
    done = arena("import", "votes", cases / "input.csv", "--arena", "t23")
    assert done.code == 1
    assert done.errors.startswith("arena: the outcomes are the numbers 1, 2; say what each means")
    assert arena("leaderboard", "--arena", "t23").code == 1
