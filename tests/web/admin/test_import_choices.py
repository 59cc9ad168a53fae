"""What an administrator chose for an import."""

from urllib.parse import parse_qsl

import pytest

from service.arena.imports.previews.guesses import Guesses
from service.arena.imports.previews.previews import OpenedFile
from service.arena.imports.votes.columns import Policies
from service.arena.imports.votes.filters import Filter
from service.errors import Invalid
from service.web.admin.import_choices import choices_of, query_of, sent_values, suggested

QUERY = (
    "arena=t2i&task=&format=tsv&map.model_left=Links&map.outcome.tie=draw&set.language=de&word.0=it%27s%3Da"
    "&means.0=left&word.1=b&means.1=&word.2=c&means.2=nonsense&filters=kind%3Dx*%0D%0A%0D%0Aset%3Dy"
    "&aliases=A+B%3DAB&unknown_language=drop&strict=1&all_new=1&no_id=1&cut_prompts=1&excel_dates=1"
    "&map.other=x&set.model_a=x"
)


def test_every_field_of_the_form_means_something() -> None:
    choices = choices_of(sent_values(QUERY))
    assert (choices.slug, choices.task, choices.format) == ("t2i", None, "tsv")
    assert (choices.mode.strict, choices.mode.all_new) == (True, True)
    columns = choices.columns
    assert columns.mapped == {"model_left": ("Links",), "outcome.tie": ("draw",)}
    assert columns.required == {"model_left", "outcome.tie"}
    assert columns.constants == {"language": "de"}
    assert columns.words == {"outcome": {"it's=a": "left"}}
    assert columns.filters == (Filter("kind", "x*"), Filter("set", "y"))
    assert columns.aliases == {"A B": "AB"}
    assert columns.policies == Policies(
        no_id=True, unknown_language="drop", cut_prompts=True, excel_dates=True
    )


def test_nothing_chosen_is_the_usual() -> None:
    choices = choices_of({"arena": "t2i", "unknown_language": "shout"})
    assert (choices.columns.policies, choices.mode.strict) == (Policies(), False)


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"arena": "a", "format": "exe"},
        {"arena": "a", "filters": "x"},
        {"arena": "a", "aliases": "@/etc/passwd"},
    ],
)
def test_what_means_nothing(values: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        choices_of(values)
    with pytest.raises(Invalid):
        sent_values("x" * 20_001)


def test_what_the_file_suggests_gives_way_to_what_was_chosen() -> None:
    guesses = Guesses({"model_left": "A", "voted_at": "ts"}, {"outcome": "left"}, excel_dates=True)
    opened = OpenedFile("csv", (), (), [], None, "", guesses, {"links": "left", "x": ""})
    query = suggested({"arena": "t2i", "map.model_left": "B"}, opened)
    assert dict(parse_qsl(query)) == {
        "arena": "t2i",
        "map.model_left": "B",
        "map.voted_at": "ts",
        "set.outcome": "left",
        "excel_dates": "1",
        "word.0": "links",
        "means.0": "left",
    }
    assert suggested({"arena": "t2i"}, OpenedFile("csv", (), (), [], None, "", Guesses({}, {}), {})) == ""
    assert sent_values(query_of({"a": "b c"})) == {"a": "b c"}
