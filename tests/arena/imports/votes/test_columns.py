"""What a command line and a preset say about the columns of a file."""

import pytest

from service.arena.imports.votes.columns import Columns, Policies, pair
from service.arena.imports.votes.filters import Filter
from service.errors import Invalid


@pytest.mark.parametrize(
    ("maps", "filters", "sets", "values", "said"),
    [
        (["modell=a"], [], [], [], "no field 'modell' to map"),
        (["model_left"], [], [], [], "--map our=theirs"),
        (["=a"], [], [], [], "--map our=theirs"),
        ([], ["anony"], [], [], "--filter column=value"),
        ([], [], ["best=left"], [], "no field 'best' to set"),
        ([], [], ["outcome"], [], "--set field=value"),
        (["voter=a"], [], ["voter=b"], [], "voter is both mapped to a column and set to a value"),
        ([], [], [], ["outcome=left"], "--value field:theirs=ours"),
        ([], [], [], ["best:a=left"], "no field 'best' to give words for"),
    ],
)
def test_what_cannot_be_meant(
    maps: list[str], filters: list[str], sets: list[str], values: list[str], said: str
) -> None:
    with pytest.raises(Invalid) as caught:
        Columns.of(maps, filters, sets=sets, values=values)
    assert said in caught.value.detail


def test_everything_that_is_said_is_kept() -> None:
    columns = Columns.of(
        ["voter=judge", "prompt=a", "prompt=b", "outcome.left=won"],
        ["kind=a=b"],
        sets=["language=en"],
        values=["outcome:a=left", "outcome:b=right", "themes:k=a,b"],
    )
    assert columns.mapped == {"voter": ("judge",), "prompt": ("a", "b"), "outcome.left": ("won",)}
    assert columns.required == columns.mapped.keys()
    assert columns.filters == (Filter("kind", "a=b"),)
    assert columns.constants == {"language": "en"}
    assert columns.words == {"outcome": {"a": "left", "b": "right"}, "themes": {"k": "a,b"}}


def test_an_equals_sign_may_be_part_of_a_name() -> None:
    assert pair(r"a\=b=c=d", "") == ("a=b", "c=d")
    assert Columns.of(values=[r"outcome:x\=y:z=left"]).words == {"outcome": {"x=y:z": "left"}}


def test_what_is_said_goes_before_a_preset() -> None:
    preset = Columns(
        mapped={"model_left": ("a",), "outcome.left": ("won",), "outcome.right": ("lost",)},
        constants={"language": "en"},
        words={"outcome": {"x": "left", "y": "right"}},
        aliases={"m": "n"},
        policies=Policies(no_id=True),
    )
    said = Columns.of(["outcome=winner", "language=lang"], values=["outcome:x=tie"])
    both = said.over(preset)
    assert both.mapped == {"model_left": ("a",), "outcome": ("winner",), "language": ("lang",)}
    assert both.constants == {}
    assert both.words == {"outcome": {"x": "tie", "y": "right"}}
    assert both.aliases == {"m": "n"}
    assert both.required == {"outcome", "language"}
    assert both.policies.no_id
    assert not Columns.of(["external_id=id"]).over(preset).policies.no_id
