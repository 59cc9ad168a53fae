"""What an import says about how it read a file."""

from service.arena.imports.votes.importing import Report
from service.arena.imports.votes.reading import Reading
from service.cli.imports.reading import reading_json, reading_lines

PLAIN = Report("t2i", 1, 0, [], (1, 1), filtered=0, voided=0)


def test_nothing_is_said_of_a_plain_file() -> None:
    assert list(reading_lines(PLAIN)) == []
    assert reading_json(PLAIN)["unknown_languages"] == {}


def test_what_was_assumed_and_lost_is_said() -> None:
    reading = Reading("a tool's votes", {"outcome": "winner"}, ("an assumption",))
    labels = {f"x{i}": i for i in range(1, 13)}
    report = Report(
        "t2i",
        1,
        0,
        [],
        (1, 1),
        filtered=0,
        voided=0,
        reading=reading,
        unknown_languages=labels,
        cut_prompts=2,
    )
    lines = list(reading_lines(report))
    assert lines[:2] == ["read as a tool's votes", "an assumption"]
    assert lines[2].startswith("78 votes in an unknown language: 'x12' (12), 'x11' (11), ")
    assert "'x3' (3) and 2 more; --unknown-language" in lines[2]
    assert lines[3:] == ["2 votes have a prompt that was cut"]
    assert reading_json(report) == {
        "reading": {"preset": "a tool's votes", "columns": {"outcome": "winner"}, "notes": ["an assumption"]},
        "unknown_languages": labels,
        "cut_prompts": 2,
    }
