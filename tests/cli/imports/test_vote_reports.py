"""What imports of votes and their previews say."""

from __future__ import annotations

import hashlib
import shlex
from pathlib import Path

import pytest

from service.arena.imports.previews.surveys import Survey
from service.arena.imports.votes.planning import Report
from service.arena.imports.votes.reading import Reading
from service.cli.imports.vote_reports import report_json, show_report
from tests.support.files.files import written
from tests.support.processes.commands import Commands, Done

# Files of five other tools, named as people name things.
TOOLS = {
    "bewertung.csv": (
        "Modell links;Modell rechts;Gewinner;Zeitpunkt;Aufforderung;Sprache\n"
        "Alpha;Beta;links;2024-01-03 10:00;Ein Hund im Schnee am Morgen;Deutsch\n"
        "Beta;Gamma;unentschieden;2024-01-02 10:00;Eine Katze auf dem Dach;Deutsch\n"
        "Gamma;Alpha;rechts;2024-01-01 10:00;Ein Hund im Schnee am Abend;Klingonisch\n"
    ),
    "comparaisons.tsv": (
        "id\tmodèle_1\tmodèle_2\tvainqueur\tjuge\n"
        "1\tAlpha\tBeta\tAlpha\tanne\n2\tBeta\tGamma\tégalité\tluc\n3\tGamma\tAlpha\tAlpha\tluc\n"
    ),
    "onehot.csv": (
        "system_1,system_2,win_1,win_2,draw,when\n"
        "Alpha,Beta,1,0,0,2024-02-01\nBeta,Gamma,0,0,1,2024-02-02\nGamma,Alpha,0,1,0,2024-02-03\n"
    ),
    "nested.json": (
        '[{"pair":["Alpha","Beta"],"choice":"first","meta":{"time":"2024-03-01T00:00:00Z"}},'
        '{"pair":["Beta","Gamma"],"choice":"both","meta":{"time":"2024-03-02T00:00:00Z"}},'
        '{"pair":["Gamma","Alpha"],"choice":"second","meta":{"time":"2024-03-03T00:00:00Z"}}]'
    ),
    "feuille.csv": "A;B;préféré;date\nAlpha;Beta;1;45405\nBeta;Gamma;0.5;45406\nGamma;Alpha;0;45407\n",
}


def hints(done: Done) -> list[str]:
    """Return the options that a preview offers, as a user would copy them."""
    lines = [line for line in done.text.splitlines() if line.strip().startswith("--")]
    lines += [line.partition(": ")[2] for line in done.text.splitlines() if "options may help" in line]
    return shlex.split(" ".join(lines))


@pytest.mark.parametrize("name", TOOLS)
def test_the_hints_of_a_preview_lead_to_an_import(sqlite_url: str, tmp_path: Path, name: str) -> None:
    here = Commands(sqlite_url, tmp_path / "data")
    command = ("import", "votes", written(tmp_path / name, TOOLS[name]), "--arena", "t2i")
    options = list[str]()
    done = here(*command, "--dry-run")
    while more := hints(done):
        options += more
        assert len(options) < 50, (options, done.text)
        done = here(*command, *options, "--dry-run")
    assert "3 votes would be added to the new arena t2i" in done.text, (options, done.text, done.errors)
    report = here.good(*command, *options, "--json").json
    winners = {
        row["model_left" if row["outcome"] == "left" else "model_right"]
        for row in report["rows"]
        if row["outcome"] != "tie"
    }
    assert (report["accepted"], winners) == (3, {"Alpha"})
    assert report["outcomes"] == {"left": 1, "right": 1, "tie": 1, "both_bad": 0}


MIXED = """\
model_a;model_b;winner;tstamp;prompt;themes;language;note
Alpha One;Beta;model_a;2024-01-02;A red fox in the snow;animals;en;x
Beta;ALPHA-ONE;tie;2024-01-01;A blue door;doors;de;x
Beta;Alpha;Klingonisch;2024-01-03;;;;x
Beta;Beta;model_b;2024-01-03;;;;x
Alpha One;Beta;model_b;2024-01-03;;;français du Québec;x
"""


def test_a_preview_says_what_was_understood(arena: Commands, tmp_path: Path) -> None:
    path = written(tmp_path / "votes.csv", MIXED)
    command = ("import", "votes", path, "--arena", "t2i")
    text = arena.good(*command, "--dry-run").text
    for said in (
        "read as csv",
        "columns are separated by ';'",
        "field        read from",
        "model_left   model_a    Alpha One",
        "not read: note",
        "outcomes: 1 left, 1 right, 1 tie, 0 both_bad",
        "times: 2024-01-01 00:00:00 to 2024-01-03 00:00:00 (UTC); votes count in the order of their times",
        "new models: ",
        "2 new themes: animals, doors",
        "1 refused: outcome 'Klingonisch' is not one of",
        "    --value outcome:Klingonisch=left|right|tie|both_bad",
        "1 refused: model_left and model_right are the same model; a vote compares two (line 5)",
        "3 votes would be added to the new arena t2i, 0 already there",
    ):
        assert said in text
    seen = arena.good(*command, "--dry-run", "--json").json
    done = arena.good(*command, "--json").json
    same = {key: value for key, value in seen.items() if key in done}
    assert same == done
    assert (seen["dry_run"], seen["problem"], seen["file_columns"][0]) == (True, None, "model_a")
    assert [row["voted_at"][:10] for row in done["rows"]] == ["2024-01-02", "2024-01-01", "2024-01-03"]
    assert done["reading"]["unused"] == ["note"]
    assert [(group["count"], group["lines"]) for group in done["refused"]] == [(1, [4]), (1, [5])]
    again = arena.good(*command, "--dry-run", "--json").json
    assert (again["accepted"], again["duplicates"], again["new"]["models"]) == (0, 3, [])
    assert (
        "0 votes would be added to the arena t2i, 3 already there" in arena.good(*command, "--dry-run").text
    )


def test_a_preview_ends_as_the_import_would(sqlite_url: str, tmp_path: Path) -> None:
    arena = Commands(sqlite_url, tmp_path / "data")
    wrong = written(tmp_path / "header.csv", "foo,bar\n")
    all_refused = written(tmp_path / "refused.csv", "model_a,model_b,winner\nA,A,model_a\n")
    empty = written(tmp_path / "empty.csv", "model_a,model_b,winner\n")
    good = written(tmp_path / "good.csv", "model_a,model_b,winner\nA,B,model_a\n")
    cases: tuple[tuple[tuple[str | Path, ...], str], ...] = (
        ((wrong, "--arena", "t"), "no column for model_left, model_right, outcome"),
        ((wrong, "--arena", "t"), "it has 'bar', 'foo'"),
        ((all_refused, "--arena", "t"), "nothing was imported"),
        ((empty, "--arena", "t"), "nothing was imported"),
        ((good, "--arena", "T t"), "cannot be the slug"),
        ((good, "--arena", "t", "--map", "voter=x"), "no column 'x' (--map voter=x)"),
        ((good, "--arena", "t", "--strict"), "nothing was imported"),
        ((tmp_path / "none.csv", "--arena", "t"), "none.csv"),
    )
    for arguments, said in cases:
        for more in ((), ("--dry-run",)):
            done = arena("import", "votes", *arguments, *more)
            assert done.code != 0
            assert said in done.errors, (arguments, more, done.errors)
    assert arena("import", "votes", wrong, "--arena", "t", "--dry-run", "--json").json["problem"]


@pytest.mark.slow
def test_a_preview_changes_nothing(tmp_path: Path) -> None:
    here = Commands(f"sqlite:///{tmp_path}/new/arena.db", tmp_path / "data")
    path = written(tmp_path / "votes.csv", MIXED)
    here.good("import", "votes", path, "--arena", "t2i", "--dry-run")
    assert not (tmp_path / "new").exists()
    assert not (tmp_path / "data").exists()
    here.good("migrate")
    database = tmp_path / "new" / "arena.db"
    before = hashlib.sha256(database.read_bytes()).digest()
    here.good("import", "votes", path, "--arena", "t2i", "--dry-run")
    assert hashlib.sha256(database.read_bytes()).digest() == before


def test_what_changed_in_votes_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    reading = Reading("a tool's votes", {"outcome": "winner"}, ("an assumption",), "csv", ())
    labels = {f"x{number}": number for number in range(1, 15)}
    survey = Survey(reading=reading, unknown_languages=labels, cut_prompts=2)
    report = Report("t2i", 1, 0, [], (1, 1), 0, 0, look_alikes=[("C++", "C")], survey=survey)
    show_report(report)
    text = capsys.readouterr().err
    assert "read as csv: a tool's votes\nan assumption\n" in text
    assert "105 votes in an unknown language: 'x14' (14), 'x13' (13), " in text
    assert "'x3' (3) and 2 more; --unknown-language decides about them" in text
    assert "2 votes have a prompt that was cut" in text
    assert "'C++' and 'C' look alike, but are two names; if they mean one: --alias C++=C" in text
    assert report_json(report)["look_alikes"] == [("C++", "C")]
