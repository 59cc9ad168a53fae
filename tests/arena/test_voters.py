"""Voters' numbers."""

from hypothesis import given
from hypothesis import strategies as st

from service.arena.voters import hash_voter


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
