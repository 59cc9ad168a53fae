"""Chance: even, of every size, and never the same twice."""

from __future__ import annotations

from collections import Counter

from service.arena.voting.secure_random import SecureRandom


def test_coins_dice_and_numbers_are_even() -> None:
    chance = SecureRandom()
    numbers = [chance.random() for _ in range(20_000)]
    assert all(0 <= number < 1 for number in numbers)
    assert abs(sum(numbers) / len(numbers) - 0.5) < 0.015
    dice = Counter(chance.randrange(6) for _ in range(30_000))
    assert all(4_650 < dice[side] < 5_350 for side in range(6))
    assert 9_600 < sum(chance.getrandbits(1) for _ in range(20_000)) < 10_400


def test_numbers_of_any_size() -> None:
    chance = SecureRandom()
    assert chance.getrandbits(0) == 0
    large = [chance.getrandbits(100_000) for _ in range(3)]
    assert all(99_900 < number.bit_length() <= 100_000 for number in large)
    assert len({chance.getrandbits(64) for _ in range(5_000)}) == 5_000


def test_two_are_not_the_same() -> None:
    assert SecureRandom().getrandbits(256) != SecureRandom().getrandbits(256)
