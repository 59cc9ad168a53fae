"""Who beat whom."""

from pathlib import Path

from tests.support.files.preset_samples import Vote, read, sample, votes_of


def test_evalica() -> None:
    assert votes_of("evalica") == [
        Vote("Pizza", "Sushi", "left"),
        Vote("Burger", "Pasta", "right"),
        Vote("Sushi", "Pasta", "tie"),
    ]


def test_pairs() -> None:
    assert votes_of("pairs") == [Vote("0", "1", "left"), Vote("1", "2", "left")]


def test_image_ranker() -> None:
    first, second, third = (f"static/images/{name}.png" for name in ("a 1", "b", "c"))
    assert votes_of("image-ranker") == [Vote(first, second, "left"), Vote(second, third, "left")]
    assert read(sample("image-ranker")).filtered == 1  # an image was excluded


def test_tennis() -> None:
    assert votes_of("tennis") == [
        Vote("Ana Ax", "Bea By", "left", None, "Hard", "", "2018-12-31 00:00:00", "2019-M020-300"),
        Vote("Bea By", "Cat Co", "left", None, "Clay", "", "2019-01-07 00:00:00", "2019-M021-299"),
    ]
    assert votes_of("tennis-data") == [
        Vote("Ax A.", "By B.", "left", None, "Hard", at="2018-12-31 00:00:00"),
        Vote("By B.", "Co C.", "left", None, "Hard", at="2019-01-01 00:00:00"),
    ]


def test_chess() -> None:
    assert votes_of("chess") == [
        Vote("Ax, A", "By, B", "tie"),
        Vote("By, B", "Ax, A", "left"),
        Vote("Co, C", "Ax, A", "right"),
    ]
    assert votes_of("chess-scores") == [
        Vote("73", "1832", "tie"),
        Vote("1832", "73", "left"),
        Vote("73", "12", "right"),
    ]


def test_lichess() -> None:
    votes = {vote.id: vote for vote in votes_of("lichess")}
    assert votes == {
        "TZJHLljE": Vote("anna", "ben", "left", at="2017-08-31 20:06:40", id="TZJHLljE"),
        "l1NXvwaE": Vote("cleo", "anna", "right", at="2017-08-30 21:53:20", id="l1NXvwaE"),
        "mIICvQHh": Vote("ben", "anna", "tie", at="2017-08-30 21:53:20.001000", id="mIICvQHh"),
    }


def test_football() -> None:
    assert votes_of("football") == [
        Vote("Northland", "Southland", "tie", at="1872-11-30 00:00:00"),
        Vote("Southland", "Northland", "left", at="1873-03-08 00:00:00"),
    ]
    assert read(sample("football")).filtered == 1  # not played yet


def test_the_real_football_results(shared_data: Path) -> None:
    file = read(shared_data / "results-international-football" / "results.csv.gz")
    assert file.reading.preset == "Results with home and away scores"
    assert (file.rows.height, len(file.models), file.refused) == (49_520, 337, [])
    assert file.rows["outcome"].value_counts(sort=True)["count"].to_list() == [24_265, 13_997, 11_258]
