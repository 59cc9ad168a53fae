"""What imports print about the rows they refused."""

from pathlib import Path

from tests.support.commands import Commands
from tests.support.files import written


def test_what_people_are_told(arena: Commands, tmp_path: Path) -> None:
    rows = "".join(f"a,b,bad{i},{i}\n" for i in range(30))
    path = written(tmp_path / "votes.csv", f"model_left,model_right,outcome,voted_at\na,b,tie,1\n{rows}")
    done = arena.good("import", "votes", path, "--arena", "t2i")
    assert done.text.splitlines() == [
        "1 votes added at 1 to 1, 0 were already there",
        "0 rows filtered out, 0 void, 30 refused",
    ]
    assert done.errors.splitlines()[0] == "line 3: outcome 'bad0' is not one of left, right, tie, both_bad"
    assert done.errors.splitlines()[-1] == "… and 10 more; --json lists them all"
