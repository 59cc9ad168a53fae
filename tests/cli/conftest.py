"""What the tests of commands share."""

from pathlib import Path

import pytest

from tests.support.files.files import written
from tests.support.processes.commands import Commands

VOTES = """\
model_left,model_right,outcome,voter,themes,language,voted_at
a,b,left,anna,people,en,2024-01-01
b,c,tie,ben,people;animals,de,2024-01-01
a,c,left,anna,animals,en,2024-01-02
c,b,both_bad,ben,,,2024-01-02
a,b,left,carl,people,en,2024-01-03
a,c,right,anna,people,en,2024-01-04
b,c,left,ben,people,de,2024-01-05
"""


@pytest.fixture
def arena(database_url: str, tmp_path: Path) -> Commands:
    """Return the command line on a fresh database of either kind."""
    return Commands(database_url, tmp_path / "data")


@pytest.fixture
def votes_file(tmp_path: Path) -> Path:
    """Seven votes of three voters on three models and five days."""
    return written(tmp_path / "votes.csv", VOTES)


@pytest.fixture
def filled(arena: Commands, votes_file: Path) -> Commands:
    """Return the command line on a database with those votes in the arena ``t2i``."""
    arena.good("import", "votes", votes_file, "--arena", "t2i")
    return arena
