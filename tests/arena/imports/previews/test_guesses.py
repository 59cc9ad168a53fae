"""Which columns may hold the fields that were not found."""

import pytest

from service.arena.imports.previews.guesses import Guesses, guess

ALL = ("model_left", "model_right", "outcome", "voted_at", "prompt", "language", "voter")
# The columns, the rows, and what is guessed of them.
FILES: dict[str, tuple[str, list[str], dict[str, str]]] = {
    "German": (
        "Modell links;Modell rechts;Gewinner;Zeitpunkt;Aufforderung;Sprache;Nutzer",
        [
            "Alpha;Beta;links;2024-01-03 10:00;Ein Hund im Schnee;Deutsch;anna",
            "Beta;Gamma;unentschieden;2024-01-02 10:00;Eine Katze auf dem Dach;Deutsch;ben",
            "Gamma;Alpha;rechts;2024-01-01 10:00;Ein Hund am Abend;Klingonisch;anna",
        ],
        {
            "model_left": "Modell links",
            "model_right": "Modell rechts",
            "outcome": "Gewinner",
            "voted_at": "Zeitpunkt",
            "prompt": "Aufforderung",
            "language": "Sprache",
            "voter": "Nutzer",
        },
    ),
    "the winner's name between the sides": (
        "vainqueur;un;deux",
        ["Alpha;Alpha;Beta", "Gamma;Beta;Gamma", "Alpha;Gamma;Alpha", "Beta;Beta;Gamma"],
        {"model_left": "un", "model_right": "deux", "outcome": "vainqueur"},
    ),
    "a column for each outcome": (
        "sys1;sys2;w1;w2;draw",
        ["Alpha;Beta;1;0;0", "Beta;Alpha;0;1;0", "Alpha;Beta;0;0;1"],
        {
            "model_left": "sys1",
            "model_right": "sys2",
            "outcome.left": "w1",
            "outcome.right": "w2",
            "outcome.tie": "draw",
        },
    ),
    "a rank for each side": (
        "s1;rang1;s2;rang2",
        ["Alpha;1;Beta;3", "Beta;2;Alpha;2", "Alpha;5;Beta;1"],
        {"model_left": "s1", "model_right": "s2", "rank_left": "rang1", "rank_right": "rang2"},
    ),
    "paths": (
        "pair;pair[0];pair[1];choice",
        ["[];Alpha;Beta;first", "[];Beta;Alpha;second"],
        {"model_left": "pair[0]", "model_right": "pair[1]", "outcome": "choice"},
    ),
    "nothing alike": ("foo;bar", ["1;2", "3;4"], {}),
}


@pytest.mark.parametrize("name", FILES)
def test_columns_are_told_by_what_they_contain(name: str) -> None:
    header, rows, expected = FILES[name]
    columns = header.split(";")
    sample = [dict(zip(columns, row.split(";"), strict=True)) for row in rows]
    found = guess(columns, sample, ALL)
    assert dict(found.columns) == expected
    assert found.constants == {}
    assert guess(columns, sample, ()) == Guesses({}, {})


def test_two_columns_of_models_alone_are_winners_and_losers() -> None:
    sample: list[dict[str, str | None]] = [
        {"g": "Alpha", "p": "Beta", "ts": "45405"},
        {"g": "Beta", "p": "Alpha", "ts": "45406"},
    ]
    assert guess(["g", "p", "ts"], sample, ALL) == Guesses(
        {"voted_at": "ts", "model_left": "g", "model_right": "p"}, {"outcome": "left"}, excel_dates=True
    )


def test_empty_files_and_empty_cells() -> None:
    assert guess([], [], ALL) == Guesses({}, {})
    assert guess(["a", "b"], [{"a": None, "b": None}], ALL) == Guesses({}, {})
