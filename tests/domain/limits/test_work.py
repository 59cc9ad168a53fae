"""Proofs of work: right ones are taken, and nothing that was changed, has expired or is another's."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

import pytest

from service.domain.limits.work import Work, is_done, new

KEY, OWNER, UNTIL = b"k" * 32, "ab12", 1_800_000_000


def solved(asked: Work) -> dict[str, Any]:
    """Return the solution as ALTCHA's clients send it."""
    for number in range(asked.maxnumber + 1):
        if hashlib.sha256(f"{asked.salt}{number}".encode()).hexdigest() == asked.challenge:
            return {**asked._asdict(), "number": number}
    raise AssertionError("there is no solution")


def packed(values: object) -> str:
    return base64.b64encode(json.dumps(values).encode()).decode()


def done(proof: str, owner: str = OWNER, now: int = UNTIL) -> bool:
    return is_done(KEY, owner, proof, now)


def test_a_solution_is_good_for_its_owner_until_its_time() -> None:
    proof = packed(solved(new(KEY, OWNER, UNTIL, 300)))
    assert done(proof)
    assert not done(proof, now=UNTIL + 1)
    assert not done(proof, owner="ab13")
    assert not is_done(b"o" * 32, OWNER, proof, UNTIL)


@pytest.mark.parametrize(
    "change",
    [
        {"number": 301},
        {"number": -1},
        {"number": True},
        {"number": "7"},
        {"signature": "0" * 64},
        {"challenge": "0" * 64},
        {"salt": f"00?expires={UNTIL + 9}&owner={OWNER}&"},
        {"salt": "\u00e9"},
        {"salt": 7},
    ],
)
def test_what_was_changed_is_refused(change: dict[str, object]) -> None:
    assert not done(packed({**solved(new(KEY, OWNER, UNTIL, 300)), **change}))


def test_digits_do_not_move_from_the_number_to_the_time() -> None:
    found = solved(new(KEY, OWNER, UNTIL, 300))
    while found["number"] < 10:
        found = solved(new(KEY, OWNER, UNTIL, 300))
    digits = str(found["number"])
    moved = {**found, "salt": found["salt"] + digits[0], "number": int(digits[1:])}
    joined = hashlib.sha256(f"{moved['salt']}{moved['number']}".encode()).hexdigest()
    assert joined == found["challenge"] or digits[1] == "0"
    assert not done(packed(moved))


@pytest.mark.parametrize("text", ["", "%", "e30=", packed([]), packed(None), packed({"salt": 1}), "A" * 999])
def test_no_proof_at_all(text: str) -> None:
    assert not done(text)


def test_every_challenge_is_another_one() -> None:
    assert len({new(KEY, OWNER, UNTIL, 0).salt for _ in range(20)}) == 20
