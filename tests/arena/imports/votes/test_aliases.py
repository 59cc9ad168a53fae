"""Other names of models."""

from pathlib import Path

import pytest

from service.arena.imports.votes.aliases import Aliases, aliases_of
from service.errors import Invalid
from tests.support.files.files import written


def test_aliases_of_a_command_line_and_of_files(tmp_path: Path) -> None:
    json = written(tmp_path / "names.json", '{"a=b": "c", " PlayGroundV2 ": "playground-v2"}')
    csv = written(tmp_path / "names.csv", '\ufefftheirs,ours\n"x, y",z\n\nSDXL=,sdxl-1\n')
    assert aliases_of(["m=n", f"@{json}", r"p\=q=r=s", f"@{csv}"]) == {
        "m": "n",
        "a=b": "c",
        "PlayGroundV2": "playground-v2",
        "p=q": "r=s",
        "x, y": "z",
        "SDXL=": "sdxl-1",
    }


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("a,b\nc\n", "line 2 of"),
        ("a,b\nc,d,e\n", "must have two names"),
        ("{", "are not JSON"),
        ('{"a": 1}', "must be texts, unlike that of 'a'"),
        ('{"a": ""}', "must be texts"),
        (b"\xff", "cannot be read"),
    ],
)
def test_files_that_are_none(tmp_path: Path, content: str | bytes, said: str) -> None:
    path = written(tmp_path / "names", content)
    with pytest.raises(Invalid) as caught:
        aliases_of([f"@{path}"])
    assert said in caught.value.detail


def test_a_name_stands_for_one_model(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="'a' stands for both 'b' and 'c'"):
        aliases_of(["a=b", "a=c"])
    with pytest.raises(Invalid, match="cannot be read"):
        aliases_of([f"@{tmp_path}/missing"])
    with pytest.raises(Invalid, match="--alias theirs=ours"):
        aliases_of(["a"])


def test_case_and_spaces_do_not_count_and_idle_aliases_are_named() -> None:
    aliases = Aliases({"Play Ground": "playground-v2", "typo": "x"})
    assert [aliases.of(name) for name in ("PLAY  ground", "other", "playground-v2")] == [
        "playground-v2",
        "other",
        "playground-v2",
    ]
    assert aliases.notes() == ["no model of the file has the alias 'typo'"]
    assert Aliases({}).notes() == []
