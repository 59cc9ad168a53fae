"""Voters' numbers."""

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.arena.access.voters import code_of, hash_voter, parse_code
from service.errors import Invalid


@given(st.text())
def test_a_number_fits_a_signed_64_bit_column(name: str) -> None:
    assert -(2**63) <= hash_voter(b"secret", name) < 2**63


def test_the_same_name_gives_the_same_number_in_every_version() -> None:
    # Stored numbers outlive the program: this one may never change.
    assert hash_voter(b"secret", "anna") == 2692264076914049335


def test_names_and_secrets_are_told_apart() -> None:
    numbers = {hash_voter(secret, name) for secret in (b"one", b"two") for name in "aAb "}
    assert len(numbers) == 8


def test_a_secret_of_any_length_will_do() -> None:
    assert hash_voter(b"x" * 1000, "anna") != hash_voter(b"x" * 1001, "anna")


@given(st.integers(-(2**63), 2**63 - 1))
def test_a_code_stands_for_its_voter_however_it_is_written(voter: int) -> None:
    code = code_of(voter)
    assert re.fullmatch(r"[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{4}", code)
    for written in (
        code,
        code.lower(),
        code.replace("-", ""),
        code.replace("-", " "),
        code.replace("1", "l"),
    ):
        assert parse_code(written) == voter


def test_a_mistyped_code_is_told_from_a_good_one() -> None:
    code = code_of(hash_voter(b"secret", "anna"))
    for at, letter in itertools.product(range(len(code)), "07AKZ"):
        wrong = code[:at] + letter + code[at + 1 :]
        swapped = code[:at] + code[at : at + 2][::-1] + code[at + 2 :]
        for one in {wrong, swapped} - {code}:
            if one.replace("-", "") != code.replace("-", ""):
                with pytest.raises(Invalid):
                    parse_code(one)
    for one in ("", code[:-1], code + "A", "ÄÖÜ" + code[3:], "anna"):
        with pytest.raises(Invalid, match="is not a voter code"):
            parse_code(one)
