import gzip
import random
from pathlib import Path

import pytest

from scripts.simulations.held_out import figures

HEAD = "date,home_team,away_team,home_score,away_score,tournament,city,country,neutral"
TOURNAMENTS = ("Friendly", "FIFA World Cup qualification", "FIFA World Cup")


@pytest.mark.slow
def test_ratings_of_cells_that_borrow_expect_unseen_results_best(tmp_path: Path) -> None:
    """Of six teams, each a goal stronger than the next; a match without a score has not been played."""
    picked, lines = random.Random(1), [HEAD, "2030-01-01,a,b,NA,NA,Friendly,,,TRUE"]
    for number in range(900):
        home, away = picked.sample("abcdef", 2)
        scores = (max(round(picked.gauss(ord("h") - ord(team), 2)), 0) for team in (home, away))
        year = 1960 + number % 60
        match = (f"{year}-01-01", home, away, *map(str, scores), TOURNAMENTS[number % 7 % 3], "", "", "TRUE")
        lines.append(",".join(match))
    file = tmp_path / "results.csv.gz"
    file.write_bytes(gzip.compress("\n".join(lines).encode()))
    found = figures(file)
    assert [figure.what.split(" by ")[1] for figure in found] == [
        "the cell's own ratings",
        "the overall likely",
        "likely",
    ] * 2
    assert all(figure.value < 0.69 and figure.worlds == 10 for figure in found)
    assert found[2].value < found[0].value
    assert found[5].value < found[3].value
