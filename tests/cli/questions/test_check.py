"""``arena check``."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from service.arena.catalog import offers
from service.arena.catalog.offers import OfferFields
from tests.support.files.files import written
from tests.support.processes.commands import Commands
from tests.support.served.api import in_write


def test_it_exits_with_1_unless_a_model_is_decided_to_be_good_enough(arena: Commands, tmp_path: Path) -> None:
    rows = ["a,b,left", "b,a,left"] * 60 + ["a,c,left", "b,c,left"] * 60 + ["a,d,left"]
    file = written(tmp_path / "votes.csv", "\n".join(["model_left,model_right,outcome", *rows]) + "\n")
    arena.good("import", "votes", str(file), "--arena", "t2i")

    def check(*options: str) -> tuple[int, str]:
        done = arena("check", "--arena", "t2i", "--not-worse-than", "a", "--by", "120", *options)
        return done.code, done.text or done.errors

    code, text = check("--model", "b", "--confidence", "0.95")
    assert (
        code,
        text.startswith("passed: b is not worse than a by more than 120 points with 95 % confidence (over"),
    ) == (0, True)
    assert check("--model", "c")[0] == 1
    assert check("--model", "c")[1].startswith("failed: c is worse than a by more than 120 points")
    code, text = check("--model", "b", "--by", "1")
    assert (
        code,
        text.startswith("failed: it is not decided whether b is worse than a by more than 1 point"),
    ) == (1, True)
    for options, why in (
        (("--model", "d"), "d has too few votes"),
        (("--model", "e"), "is not a known model"),
        (("--axis", "theme=x"), "is not a known axis"),
    ):
        code, text = check(*options)
        assert (code, why in text) == (1, True), text
    assert check("--model", "*")[0] == 2
    # Without a model: any that is cheaper, so it takes prices.
    assert check("--by", "120")[0] == 1
    assert "No model with a price" in check()[1]
    for model, amount in (("a", 0.04), ("b", 0.02)):
        offer: OfferFields = {"provider": "p", "amount": amount, "currency": "USD"}
        in_write(arena.url, partial(offers.create, model=model, fields=offer))
    code, text = check("--by", "120")
    assert code == 0, text
    assert (code, text.splitlines()[0].startswith("passed: b, $0.02 an image, is the cheapest model")) == (
        0,
        True,
    )
    assert text.splitlines()[1].split()[:3] == ["model", "price", "votes"]
    found = arena("check", "--arena", "t2i", "--not-worse-than", "a", "--by", "120", "--json")
    assert (found.json["passed"], found.json["choice"]["model"]) == (True, "b")
